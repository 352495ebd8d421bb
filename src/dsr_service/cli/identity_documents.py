"""`dsr identity-documents check`: try a customer's file by the very code path of the upload, without a request."""

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Identity documents.")
    group.callback()(lambda: None)  # keeps `check` a sub-command while it is the only one
    group.command("check")(check)
    app.add_typer(group, name="identity-documents")


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", show_default=False)],
    content_type: Annotated[
        str | None, typer.Option(help="The declared media type; without it the extension is the declaration.")
    ] = None,
) -> None:
    """Say for each file, in order and as one JSON line, whether an upload of it would be accepted, and why not."""
    if not asyncio.run(_check_all(files, content_type)):
        raise typer.Exit(1)


async def _check_all(files: list[Path], content_type: str | None) -> bool:
    """Whether every file could be read."""
    from dsr_service.adapters.clamd import ClamdScanner
    from dsr_service.adapters.document_inspection.inspector import ChildProcessInspector

    address = os.environ.get(
        "DSR_CLAMD_ADDRESS"
    )  # the one setting that concerns a file: no database is needed
    inspector = ChildProcessInspector(scanner=ClamdScanner(address) if address else None)
    readable = True
    try:
        for batch in _pairs(files):  # two at once, printed in order
            for line in await asyncio.gather(*(_check(inspector, file, content_type) for file in batch)):
                typer.echo(json.dumps(line))
                readable = readable and line["status"] is not None
    finally:
        await inspector.close()
    return readable


def _pairs(files: list[Path]) -> Iterator[list[Path]]:
    for i in range(0, len(files), 2):
        yield files[i : i + 2]


async def _check(inspector: Any, file: Path, content_type: str | None) -> dict[str, Any]:
    from dsr_service.api.problems import STATUS

    line: dict[str, Any] = {"file": str(file)}
    try:
        if not await asyncio.to_thread(file.is_file):  # a folder, a pipe that would wait for ever, or nothing
            raise FileNotFoundError
        found = await inspector.inspect(file, filename=file.name, declared_type=content_type)
    except (OSError, ValueError):
        return line | {
            "accepted": False,
            "status": None,
            "code": "file_unreadable",
            "detail": "The file can't be read here.",
            "type": None,
        }
    return line | {
        "accepted": found.accepted,
        "status": STATUS[found.kind] if found.kind else 201,
        "code": found.code,
        "detail": found.detail,
        "type": found.found_type,
    }
