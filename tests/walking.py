"""What the walk's own tests share: maps from short notes, sinks that remember, databases of three kinds."""

import asyncio
import json
import os
import sqlite3
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiomysql
import pytest
import yaml

from dsr_service.adapters.data_sources.reading import Limits
from dsr_service.adapters.data_sources.registry import data_sources
from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.adapters.visited_keys import SpillingKeyStore
from dsr_service.domain.data_map.data_map import CollectionAddress, DataMap
from dsr_service.domain.data_map.references import Arrival
from dsr_service.formats.data_map_yaml import read_data_map
from dsr_service.formats.json_values import encode_row
from dsr_service.services.ports.data_sources import FoundRows
from dsr_service.services.walk import WalkReport, walk

Rows = list[dict[str, Any]]


def collection(name: str, *fields: str | dict[str, Any], **meta: Any) -> dict[str, Any]:
    return {
        "name": name,
        "fields": [{"name": f} if isinstance(f, str) else f for f in fields],
        **({"fides_meta": meta} if meta else {}),
    }


def field_(name: str, *refers: str, **meta: Any) -> dict[str, Any]:
    """`refers`: "dataset.collection.field", with " from" or " to" behind it."""
    references = []
    for text in refers:
        target, _, direction = text.partition(" ")
        dataset, _, path = target.partition(".")
        references.append(
            {"dataset": dataset, "field": path, **({"direction": direction} if direction else {})}
        )
    inner = meta.pop("fields", None)
    if references:
        meta["references"] = references
    return {
        "name": name,
        **({"fides_meta": meta} if meta else {}),
        **({"fields": inner} if inner else {}),
    }


def map_text(**datasets: Sequence[dict[str, Any]] | dict[str, Any]) -> str:
    """A map's file; a dataset is a list of collections, or a mapping with more keys."""
    written = []
    for key, given in datasets.items():
        rest = given if isinstance(given, dict) else {"collections": list(given)}
        written.append({"fides_key": key, "name": key, **rest})
    return yaml.dump({"dataset": written}, Dumper=_Plain, allow_unicode=True, sort_keys=False)


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, _data: Any) -> bool:
        return True


def map_of(**datasets: Any) -> DataMap:
    return read_data_map(map_text(**datasets).encode())


@dataclass
class Found:
    """A sink that remembers."""

    rows: dict[str, Rows] = field(default_factory=dict)
    arrivals: dict[str, list[Arrival]] = field(default_factory=dict)

    async def take(self, found: FoundRows) -> None:
        place = found.collection.collection
        for row in found.rows:
            assert len(row) == len(found.columns)
            self.rows.setdefault(place, []).append(json.loads(encode_row(found.columns, row)))
            self.arrivals.setdefault(place, []).append(found.arrival)

    def values(self, place: str, *names: str) -> list[Any]:
        """Sorted; of one column its values, of several tuples."""
        rows = self.rows.get(place, [])
        picked = [tuple(row[name] for name in names) if len(names) > 1 else row[names[0]] for row in rows]
        return sorted(picked, key=repr)

    def counted(self, place: str) -> Counter[str]:
        return Counter(repr(sorted(row.items())) for row in self.rows.get(place, []))


class Lined(Found):
    """One that takes lines of JSON too, where a source writes them itself."""

    def append(self, address: CollectionAddress, lines: bytes, count: int) -> None:
        rows = [json.loads(line) for line in lines.split(b"\n")]
        assert len(rows) == count
        self.rows.setdefault(address.collection, []).extend(rows)


async def walk_all(
    data_map: DataMap,
    urls: Mapping[str, str],
    sink: Any = None,
    *,
    resident: int = 1000,
    limits: Limits | None = None,
    **identities: str | Sequence[str],
) -> tuple[Any, WalkReport]:
    """Walk and close what was opened."""
    sink = sink or Found()
    sources = data_sources(data_map, urls, limits)
    try:
        report = await walk(
            data_map,
            sources,
            {key: [value] if isinstance(value, str) else value for key, value in identities.items()},
            sink,
            keys=SpillingKeyStore(resident=resident),
        )
    finally:
        for source in sources.values():
            await source.close()
    return sink, report


def address(text: str) -> CollectionAddress:
    dataset, _, name = text.partition(".")
    return CollectionAddress(dataset, name)


@dataclass(frozen=True)
class Store:
    """An empty database of one kind."""

    kind: str
    url: str
    run: Any  # statements, one after the other

    def name(self, text: str) -> str:
        mark = "`" if self.kind == "mariadb" else '"'
        return f"{mark}{text.replace(mark, 2 * mark)}{mark}"


@contextmanager
def postgresql_store(server: EmbeddedPostgres) -> Iterator[Store]:
    database = f"walk_{uuid.uuid4().hex}"
    server.create_database(database)

    def run(*statements: str) -> None:
        for statement in statements:
            server.execute(statement, database=database)

    yield Store("postgresql", server.libpq_dsn(database), run)
    server.drop_database(database)


@contextmanager
def sqlite_store(folder: Path) -> Iterator[Store]:
    path = folder / f"{uuid.uuid4().hex}.db"

    def run(*statements: str) -> None:
        connection = sqlite3.connect(path)
        with connection:
            for statement in statements:
                connection.execute(statement)
        connection.close()

    run("CREATE TABLE unrelated (id integer)")
    yield Store("sqlite", f"sqlite:///{path}", run)


def mariadb_server() -> str:
    url = os.environ.get("DSR_TEST_MARIADB_URL")
    if not url:
        pytest.skip("needs a MariaDB server: run under .ci/mariadb, or set DSR_TEST_MARIADB_URL")
    return url


def run_on_mariadb(url: str, *statements: str) -> None:
    in_thread(_mysql_run(aiomysql_arguments(url), statements))


@contextmanager
def mariadb_store() -> Iterator[Store]:
    url = mariadb_server()
    database = f"walk_{uuid.uuid4().hex}"
    parts = aiomysql_arguments(url)

    def run(*statements: str) -> None:
        in_thread(_mysql_run(parts | {"db": database}, statements))

    in_thread(_mysql_run(parts, [f"CREATE DATABASE {database}"]))
    yield Store("mariadb", url.replace("/mysql?", f"/{database}?"), run)
    in_thread(_mysql_run(parts, [f"DROP DATABASE {database}"]))


STORES = ("sqlite", "postgresql", pytest.param("mariadb", marks=pytest.mark.mariadb))


def store_of(request: pytest.FixtureRequest, folder: Path) -> AbstractContextManager[Store]:
    """For a fixture with `params=STORES`: the database that its turn asks for."""
    if request.param == "postgresql":
        return postgresql_store(request.getfixturevalue("postgres"))
    return sqlite_store(folder) if request.param == "sqlite" else mariadb_store()


def aiomysql_arguments(url: str) -> dict[str, Any]:
    from sqlalchemy import make_url

    parsed = make_url(url)
    place = (
        {"unix_socket": parsed.query["unix_socket"]}
        if "unix_socket" in parsed.query
        else {"host": parsed.host, "port": parsed.port or 3306}
    )
    return {"user": parsed.username, "password": parsed.password or "", "charset": "utf8mb4", **place}


async def _mysql_run(arguments: Mapping[str, Any], statements: Sequence[str]) -> None:
    connection = await aiomysql.connect(**arguments, autocommit=True)
    async with connection.cursor() as cursor:
        for statement in statements:
            await cursor.execute(statement)
    connection.close()


def in_thread(work: Any) -> Any:
    """Callable from a test whose thread runs an event loop."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
