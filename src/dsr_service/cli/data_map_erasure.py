"""`dsr data-map plan-erasure`: what an erasure would do to a subject's rows, and on a copy, doing it."""

import asyncio
import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from dsr_service.domain.data_map.data_map import DataMap
    from dsr_service.domain.erasure.retention_rules import RetentionRules
    from dsr_service.services.erasure.reading import Task
    from dsr_service.services.ports.file_sources import FileSource

BLOCKED = 2
SOMETHING_LEFT = 3
PASSES = 3


def register_erasure(parent: typer.Typer) -> None:
    parent.command("plan-erasure")(plan_erasure)


def plan_erasure(
    data_map: Annotated[Path, typer.Argument(help="The data map, fideslang Dataset YAML.", metavar="MAP")],
    source: Annotated[
        list[str], typer.Option("--source", help="DATASET_FIDES_KEY=URL, repeatable.", metavar="KEY=URL")
    ],
    identity: Annotated[
        list[str], typer.Option("--identity", help="KEY=VALUE, repeatable.", metavar="KEY=VALUE")
    ],
    files: Annotated[
        list[str] | None,
        typer.Option(
            "--files",
            help="STORE=URL of files that rows name (file:///, s3://, https://), repeatable.",
            metavar="STORE=URL",
        ),
    ] = None,
    categories: Annotated[
        str | None, typer.Option("--categories", help="Only these categories and what lies below them.")
    ] = None,
    rules: Annotated[Path | None, typer.Option("--rules", help="Retention rules and legal holds.")] = None,
    execute: Annotated[
        bool, typer.Option("--execute", help="Carry the plan out. It can't be undone.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask before carrying it out.")] = False,
    time_zone: Annotated[
        str, typer.Option(help="Where today, and the date of an instant, are reckoned: an IANA name.")
    ] = "Europe/Paris",
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress on standard error.")] = False,
) -> None:
    """Plan an erasure as JSON. Exit 2 when it is blocked, and then nothing was touched."""
    from dsr_service.adapters.clock import SystemClock
    from dsr_service.cli.data_map import parse_sources, read_file
    from dsr_service.cli.data_map_walk import parse_identities
    from dsr_service.domain.data_map.findings import DataMapInvalid
    from dsr_service.domain.deadlines.civil_time import time_zone as known_zone
    from dsr_service.domain.errors import DsrError
    from dsr_service.formats.data_map_yaml import read_data_map
    from dsr_service.services.erasure.reading import Task

    try:
        zone = known_zone(time_zone)
        read = read_data_map(read_file(data_map))
        retention = replace(_rules(rules, read), zone=zone)
    except DataMapInvalid as error:
        for finding in error.findings:
            typer.echo(f"{data_map}:{finding.line}:{finding.column}: {finding.message}", err=True)
        raise typer.Exit(1) from None
    except DsrError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(1) from None
    urls = parse_sources(source)
    unknown = sorted(set(urls) - {dataset.fides_key for dataset in read.datasets})
    if unknown:
        raise typer.BadParameter(f"the map has no dataset '{unknown[0]}'", param_hint="--source")
    today = SystemClock().now().astimezone(zone).date()
    task = Task(read, parse_identities(identity, read), _scope(categories), retention, today)
    try:
        outcome, code = asyncio.run(_run(task, urls, _stores(files or []), execute, yes, quiet))
    except DsrError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(1) from None
    typer.echo(json.dumps(outcome, indent=2, ensure_ascii=False))
    raise typer.Exit(code)


def _rules(path: Path | None, data_map: "DataMap") -> "RetentionRules":
    from dsr_service.cli.data_map import read_file
    from dsr_service.domain.erasure.retention_rules import RetentionRules
    from dsr_service.formats.retention_rules_file import read_rules

    return RetentionRules() if path is None else read_rules(read_file(path), data_map)


def _scope(categories: str | None) -> tuple[str, ...] | None:
    """`user` is everything there is."""
    from dsr_service.domain.data_map.data_categories import KNOWN_CATEGORIES

    if categories is None:
        return None
    named = tuple(dict.fromkeys(part.strip() for part in categories.split(",") if part.strip()))
    if not named:
        raise typer.BadParameter("name at least one category", param_hint="--categories")
    for category in named:
        if category not in KNOWN_CATEGORIES:
            typer.echo(
                f"'{category}' is no category of fideslang's taxonomy: taken as the map's own.", err=True
            )
    return named


def _stores(given: list[str]) -> "dict[str, FileSource]":
    from dsr_service.adapters.file_sources import file_source
    from dsr_service.adapters.outbound_addresses import AddressGuard

    found = {}
    for text in given:
        name, _, url = text.partition("=")
        try:
            found[name] = file_source(url, AddressGuard.of(()))
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--files") from None
    return found


async def _run(
    task: "Task",
    urls: Mapping[str, str],
    stores: "Mapping[str, FileSource]",
    execute: bool,
    yes: bool,
    quiet: bool,
) -> tuple[dict[str, Any], int]:
    from dsr_service.adapters.data_sources.engines import is_sql_url
    from dsr_service.adapters.data_sources.erasing import SqlEraser
    from dsr_service.adapters.data_sources.registry import data_sources
    from dsr_service.adapters.visited_keys import SpillingKeyStore
    from dsr_service.domain.erasure.files import as_items
    from dsr_service.domain.erasure.plan import Action, left_as_json
    from dsr_service.services.erasure.execution import execute as carry_out
    from dsr_service.services.erasure.execution import read_again
    from dsr_service.services.erasure.files import erase as erase_files
    from dsr_service.services.erasure.planning import prepare
    from dsr_service.services.erasure.reading import read
    from dsr_service.services.erasure.remembering import seeds_of

    sources = data_sources(task.data_map, urls)
    erasers = {key: SqlEraser(url) for key, url in urls.items() if is_sql_url(url)}
    try:
        findings = await read(task, sources, erasers, SpillingKeyStore())
        prepared = await prepare(findings, erasers, secrets.token_bytes(32), stores)
        plan = prepared.plan
        if not execute or plan.blocked or not (yes or _confirmed(plan.as_json())):
            return plan.as_json(), BLOCKED if plan.blocked else 0
        if not await carry_out(prepared, erasers):
            return plan.as_json(), BLOCKED
        plan.files = as_items(await erase_files(prepared.files, findings, erasers, stores))
        left, proved = await read_again(task, sources, prepared, SpillingKeyStore())
        for _ in range(PASSES - 1):  # a trigger, or the shop itself, may have written meanwhile
            if proved:
                break
            task = replace(task, seeds=task.seeds.joined(seeds_of(findings, prepared)))
            findings = await read(task, sources, erasers, SpillingKeyStore())
            prepared = await prepare(findings, erasers, secrets.token_bytes(32), stores)
            if prepared.plan.blocked or not await carry_out(prepared, erasers):
                break
            plan.files += as_items(await erase_files(prepared.files, findings, erasers, stores))
            plan.items += [item for item in prepared.plan.items if item.action is not Action.KEEP]
            left, proved = await read_again(task, sources, prepared, SpillingKeyStore())
        if not quiet:
            typer.echo(
                "Read again: nothing is left but what the plan leaves." if proved else "Something is left.",
                err=True,
            )
        return {**plan.as_json(), "left": left_as_json(left)}, 0 if proved else SOMETHING_LEFT
    finally:
        for source in sources.values():
            await source.close()
        for eraser in erasers.values():
            await eraser.close()
        for store in stores.values():
            await store.close()


def _confirmed(plan: Mapping[str, Any]) -> bool:
    for item in plan["items"]:
        typer.echo(
            f"{item['action']:>7} {item['rows']:>8} rows  {item['dataset']}.{item['collection']}", err=True
        )
    return typer.confirm("Carry this out? It can't be undone.", default=False, err=True)
