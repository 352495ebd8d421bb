"""`dsr data-map walk`: every mapped row of one subject, from all sources, in one file."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dsr_service.adapters.outbound_addresses import AddressGuard
    from dsr_service.domain.data_map.data_map import CollectionAddress, DataMap
    from dsr_service.services.walk import Progress, WalkReport

INCOMPLETE = 3

_EXPLANATIONS = {
    "no_source": "no --source was given for its dataset",
    "unreachable": "the source can't be reached",
    "credentials_refused": "the source refuses the credentials",
    "no_such_database": "the source has no such database",
    "permission_denied": "the account may not read it",
    "timed_out": "the source took too long",
    "collection_missing": "the source has no such collection",
    "field_missing": "a mapped field is not in the source; the other fields were read",
    "read_failed": "the source answered with an error",
    "busy": "the source is busy and did not answer in time",
    "redirected": "the source sends elsewhere, which is not followed",
    "answer_malformed": "the source's answer is not what the map says",
    "answer_of_another": "the source answered with rows of another key than was asked for",
    "answer_too_large": "the source's answer is too large",
    "address_refused": "the source's address is not public; list it in DSR_SOURCE_PRIVATE_NETWORKS if it is yours",
    "secret_missing": "a secret that the map names is not set",
    "endpoint_invalid": "the map does not say rightly how to ask it",
    "not_askable": "the map has no endpoint that asks by the field of this reference",
    "waiting_for_person": "nobody has looked it up yet: put <collection>.json into the folder of manual:///FOLDER",
    "waiting_for_processor": "the processor is asked for a request of the service, not by a walk",
    "account_unclear": "accounts differ by the case of letters alone: give the identity as the subject spells it",
    "url_invalid": "the source's URL is not understood",
}


def register_walk(parent: typer.Typer) -> None:
    parent.command("walk")(walk)


def walk(
    data_map: Annotated[Path, typer.Argument(help="The data map, fideslang Dataset YAML.", metavar="MAP")],
    source: Annotated[
        list[str], typer.Option("--source", help="DATASET_FIDES_KEY=URL, repeatable.", metavar="KEY=URL")
    ],
    identity: Annotated[
        list[str], typer.Option("--identity", help="KEY=VALUE, repeatable.", metavar="KEY=VALUE")
    ],
    out: Annotated[Path, typer.Option("--out", help="The folder that takes walk.json.", metavar="FOLDER")],
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress on standard error.")] = False,
) -> None:
    """Find every row of a subject and write walk.json. Exit 0 complete, 3 incomplete (a source failed)."""
    from dsr_service.cli.data_map import parse_sources, read_file
    from dsr_service.domain.data_map.findings import DataMapInvalid
    from dsr_service.domain.errors import DsrError
    from dsr_service.formats.data_map_yaml import read_data_map

    try:
        read = read_data_map(read_file(data_map))
    except DataMapInvalid as error:
        for finding in error.findings:
            typer.echo(f"{data_map}:{finding.line}:{finding.column}: {finding.message}", err=True)
        raise typer.Exit(1) from None
    urls = parse_sources(source)
    identities = parse_identities(identity, read)
    unknown = sorted(set(urls) - {dataset.fides_key for dataset in read.datasets})
    if unknown:
        raise typer.BadParameter(f"the map has no dataset '{unknown[0]}'", param_hint="--source")
    try:
        out.mkdir(parents=True, exist_ok=True)
        report = asyncio.run(_walk(read, urls, identities, out, quiet))
    except DsrError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        typer.echo(f"The folder '{out}' can't be written to: {error.strerror}.", err=True)
        raise typer.Exit(1) from None
    _tell(report)
    raise typer.Exit(0 if report.complete else INCOMPLETE)


def parse_identities(given: list[str], data_map: "DataMap") -> dict[str, list[str]]:
    """`KEY=VALUE` each, where KEY is a kind that the map knows; a kind may have several values."""
    found: dict[str, list[str]] = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise typer.BadParameter("an identity is KEY=VALUE", param_hint="--identity")
        if key not in data_map.identity_keys():
            known = ", ".join(sorted(data_map.identity_keys())) or "none"
            raise typer.BadParameter(
                f"the map has no identity '{key}' (it has: {known})", param_hint="--identity"
            )
        found.setdefault(key, []).append(value)
    return found


async def _walk(
    data_map: "DataMap", urls: Mapping[str, str], identities: Mapping[str, list[str]], out: Path, quiet: bool
) -> "WalkReport":
    from dsr_service.adapters.data_sources.registry import data_sources
    from dsr_service.adapters.visited_keys import SpillingKeyStore
    from dsr_service.adapters.walk_output import SortedRows
    from dsr_service.services.walk import walk as walk_all

    sources = data_sources(data_map, urls, guard=_guard())
    try:
        with SortedRows(data_map) as rows:
            report = await walk_all(
                data_map,
                sources,
                identities,
                rows,
                keys=SpillingKeyStore(),
                progress=None if quiet else _progress(),
            )
            rows.write(out / "walk.json")
    finally:
        for source in sources.values():
            await source.close()
    return report


def _guard() -> "AddressGuard":
    """DSR_SOURCE_PRIVATE_NETWORKS lists the networks inside which HTTP sources may be called, as 10.0.0.0/8,..."""
    from dsr_service.adapters.outbound_addresses import AddressGuard

    try:
        return AddressGuard.of(os.environ.get("DSR_SOURCE_PRIVATE_NETWORKS", "").split(","))
    except ValueError:
        typer.echo(
            "DSR_SOURCE_PRIVATE_NETWORKS must be networks such as 10.0.0.0/8, with commas between.", err=True
        )
        raise typer.Exit(1) from None


def _progress() -> "Progress":
    """A line per collection whenever its count has doubled: readable in a terminal and in a log."""
    told: dict[CollectionAddress, int] = {}

    def tell(address: "CollectionAddress", rows: int) -> None:
        if rows >= 2 * told.get(address, 0):
            told[address] = rows
            typer.echo(f"{address}: {rows} rows so far", err=True)

    return tell


def _tell(report: "WalkReport") -> None:
    for address, collection in report.collections.items():
        line = f"{address}: {collection.status.value}, {collection.rows} rows"
        if collection.reason:
            line += f" ({_EXPLANATIONS.get(collection.reason, collection.reason)})"
        elif collection.doubtful:
            line += " (keys may be missing that a failed collection would have given)"
        if collection.other_accounts:
            line += f" ({collection.other_accounts} rows of other accounts left, whose address differs by case alone)"
        typer.echo(line, err=True)
    if not report.complete:
        typer.echo("INCOMPLETE: not every collection could be searched.", err=True)
