"""`dsr data-map`: check a map, draft one, walk a subject's rows, plan an erasure."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from dsr_service.domain.data_map.findings import Finding
    from dsr_service.formats.data_map_yaml import DataMapFile

MapFile = Annotated[Path, typer.Argument(help="The data map, fideslang Dataset YAML.", metavar="MAP")]
Sources = Annotated[
    list[str], typer.Option("--source", help="DATASET_FIDES_KEY=URL, repeatable.", metavar="KEY=URL")
]

app = typer.Typer(no_args_is_help=True, help="The data map: check, discover, walk, plan an erasure.")


def register(parent: typer.Typer) -> None:
    for name, function in (("data_map_walk", "register_walk"), ("data_map_erasure", "register_erasure")):
        try:
            module = import_module(f"dsr_service.cli.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"dsr_service.cli.{name}":
                raise
        else:
            getattr(module, function)(app)
    parent.add_typer(app, name="data-map")


@app.command()
def check(data_map: MapFile, source: Sources = []) -> None:  # noqa: B006 - typer needs a list
    """Judge a data map, by itself or against the live schemas. Exit 1 when it has errors."""
    from dsr_service.domain.data_map.composites import ambiguous_references
    from dsr_service.domain.data_map.findings import as_report
    from dsr_service.domain.data_map_checks import check as check_map
    from dsr_service.formats.data_map_yaml import parse_data_map

    read = parse_data_map(read_file(data_map))
    findings = list(read.findings)
    if read.data_map is not None and not findings:
        findings += read.placed(check_map(read.data_map, read.custom_categories))
        if source:
            findings += asyncio.run(_against_sources(read, parse_sources(source)))
        else:
            findings += read.placed(ambiguous_references(read.data_map, {}))
    report = as_report(findings)
    typer.echo(json.dumps(report, indent=2, ensure_ascii=False))
    raise typer.Exit(1 if report["errors"] else 0)


@app.command()
def discover(
    source: Sources,
    out: Annotated[Path | None, typer.Option(help="Write here instead of standard output.")] = None,
    schema: Annotated[str | None, typer.Option(help="The SQL schema, where it is not the default.")] = None,
) -> None:
    """Draft a data map from a live database; each guess is marked as one."""
    from dsr_service.domain.data_map.draft import draft

    given = parse_sources(source)
    schemas = asyncio.run(_schemas(given, {key: [f"{schema}."] for key in given} if schema else None))
    drafts = [draft(key, found, schema) for key, found in schemas.items() if not isinstance(found, Exception)]
    for key, found in schemas.items():
        if isinstance(found, Exception):
            typer.echo(f"{key}: {found}", err=True)
    # one file has one list of datasets, so the later drafts lose their heading
    text = "".join(
        part if not number else part.split("dataset:\n", 1)[1] for number, part in enumerate(drafts)
    )
    if out is None:
        typer.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
    raise typer.Exit(0 if len(drafts) == len(given) else 1)


def read_file(path: Path) -> bytes:
    from dsr_service.formats.yaml_tree import MAX_BYTES

    try:
        with path.open("rb") as file:
            return file.read(
                MAX_BYTES + 1
            )  # one byte more than is read: the reader says that it is too large
    except OSError as error:
        typer.echo(f"The file can't be read: {error.strerror}.", err=True)
        raise typer.Exit(1) from None


def parse_sources(given: Iterable[str]) -> dict[str, str]:
    """`KEY=URL` each; a key given twice is an error."""
    found: dict[str, str] = {}
    for text in given:
        key, equals, url = text.partition("=")
        if not equals or not key or not url:
            raise typer.BadParameter("a source is DATASET_FIDES_KEY=URL")
        if key in found:
            raise typer.BadParameter(f"the source '{key}' is given twice")
        found[key] = url
    return found


async def _schemas(
    sources: Mapping[str, str], tables: Mapping[str, list[str]] | None = None
) -> dict[str, Any]:
    """Per SQL source its schema, or what went wrong; others have none and are left out.

    Without `tables` it is the default one, and what lies beside it is told.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from dsr_service.adapters.data_sources.engines import is_sql_url, open_engine
    from dsr_service.adapters.data_sources.schema import describe_schema, schemas_beside
    from dsr_service.domain.errors import DsrError

    found: dict[str, Any] = {}
    for key, url in sources.items():
        if not is_sql_url(url):
            continue
        try:
            engine = open_engine(url)
            try:
                async with engine.connect() as connection:
                    found[key] = await describe_schema(connection, (tables or {}).get(key, []))
                    others = await schemas_beside(connection) if tables is None else []
                    if others:  # drafting a part without a word would leave the rest unsearched for good
                        more = ", ".join(f"'{name}'" for name in others)
                        typer.echo(f"{key}: draft the schemas {more} too, each by --schema.", err=True)
            finally:
                await engine.dispose()
        except DsrError as error:
            found[key] = error
        except (SQLAlchemyError, OSError) as error:  # its text may hold the URL with the password
            found[key] = ConnectionError(f"The source can't be read ({type(error).__name__}).")
    return found


async def _against_sources(read: "DataMapFile", sources: Mapping[str, str]) -> "list[Finding]":
    from dsr_service.domain.data_map.composites import ambiguous_references
    from dsr_service.domain.data_map.findings import Finding, Severity
    from dsr_service.domain.data_map.source_schema import SourceSchema
    from dsr_service.domain.data_map_schema_checks import check_schema, qualified_names

    assert read.data_map is not None
    datasets = {dataset.fides_key: dataset for dataset in read.data_map.datasets}
    findings = [
        Finding("unknown_source", f"There is no dataset '{key}' in this map.", address=key)
        for key in sources
        if key not in datasets
    ]
    known = {key: url for key, url in sources.items() if key in datasets}
    schemas = await _schemas(known, {key: qualified_names(datasets[key]) for key in known})
    live: dict[str, SourceSchema] = {}
    for key, dataset in datasets.items():
        schema = schemas.get(key)
        if isinstance(schema, SourceSchema):
            live[key] = schema
            findings += check_schema(dataset, schema)
        elif isinstance(schema, Exception):
            findings.append(Finding("source_unreadable", str(schema), address=key, aspect=("fides_key",)))
        elif key not in sources:
            message = "No source was given for this dataset: it is compared with nothing."
            findings.append(Finding("not_compared", message, Severity.WARNING, key, ("fides_key",)))
    findings += ambiguous_references(read.data_map, live)
    return read.placed(findings)
