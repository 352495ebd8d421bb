"""`dsr erasures`: after a source was restored from a backup, erase again what had been erased."""

import asyncio
import json
import sys
from typing import Annotated, Any

import typer

erasures = typer.Typer(no_args_is_help=True, help="Erasures.")

BLOCKED = 2
SOMETHING_LEFT = 3


def register(app: typer.Typer) -> None:
    app.add_typer(erasures, name="erasures")


@erasures.callback()
def _erasures() -> None:
    """Erasures that were carried out."""


@erasures.command("replay")
def replay(
    source: Annotated[
        list[str],
        typer.Option("--source", help="DATASET_FIDES_KEY=URL of a restored source.", metavar="KEY=URL"),
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be erased again.")] = False,
    data_dir: Annotated[str | None, typer.Option(help="Folder of the embedded installation.")] = None,
) -> None:
    """Erase again, in restored sources, what the ledger knows by keyed pseudonyms. Exit 2 blocked, 3 something left."""
    from dsr_service.adapters.data_sources.engines import is_sql_url
    from dsr_service.bootstrap import open_runtime
    from dsr_service.cli.data_map import parse_sources
    from dsr_service.cli.installation import attached, read_settings
    from dsr_service.domain.errors import DsrError

    urls = parse_sources(source)
    for key, url in urls.items():
        if not is_sql_url(url):
            raise typer.BadParameter(f"'{key}' is no SQL source", param_hint="--source")
    settings = attached(read_settings(data_dir=data_dir))

    async def run() -> int:
        async with open_runtime(settings) as runtime:
            return await _replay_all(runtime, urls, dry_run)

    try:
        code = asyncio.run(run())
    except DsrError as error:
        print(error.detail, file=sys.stderr)
        raise typer.Exit(1) from None
    raise typer.Exit(code)


async def _replay_all(runtime: Any, urls: dict[str, str], dry_run: bool) -> int:
    from dsr_service.adapters.data_sources.erasing import SqlEraser
    from dsr_service.adapters.data_sources.registry import data_sources
    from dsr_service.domain.actors import SYSTEM
    from dsr_service.jobs.erasure_replay import NothingToReplay
    from dsr_service.jobs.erasure_replay import replay as again
    from dsr_service.services import registers

    async with runtime.operation(SYSTEM) as ctx:
        data_map = registers.parsed(await registers.active_data_map(ctx))
    code = 0
    sources = data_sources(data_map, urls)
    try:
        for key, url in urls.items():
            if key not in sources:
                raise NothingToReplay
            eraser = SqlEraser(url)
            try:
                found = await again(runtime, key, sources[key], eraser, dry_run=dry_run)
            finally:
                await eraser.close()
            typer.echo(json.dumps(found.as_json(), ensure_ascii=False))
            code = max(code, BLOCKED if found.blocked else 0 if found.proved else SOMETHING_LEFT)
    finally:
        for one in sources.values():
            await one.close()
    return code
