"""SQLite as a data source: opened read-only, one snapshot, values typed by the value and not by the column."""

import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import aiosqlite
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from dsr_service.adapters.data_sources.reading import FetchSize, Limits, changed, mapped_tables
from dsr_service.adapters.data_sources.schema import describe_schema
from dsr_service.adapters.data_sources.sqlite_types import SqliteColumn, SqliteTable, read_tables
from dsr_service.adapters.data_sources.table_reader import TableReader
from dsr_service.domain.data_map.data_map import Dataset
from dsr_service.domain.data_map.source_schema import SourceSchema
from dsr_service.services.ports.data_sources import Key, Row, SourceFailed

DRIVER_ERRORS: Final = (aiosqlite.Error, SQLAlchemyError, OSError, ValueError)
_STEPS: Final = 100_000  # of SQLite's machine between two looks at the time


class SqliteSource:
    """A dataset in a SQLite file."""

    def __init__(self, url: str, dataset: Dataset, limits: Limits | None = None) -> None:
        self._path = Path(make_url(url).database or "")
        self._dataset = dataset
        self._limits = limits or Limits()
        self._engine: AsyncEngine | None = None

    async def _connect(self) -> aiosqlite.Connection:
        place = f"file:{quote(str(self._path.absolute()))}?mode=ro"
        connection = await aiosqlite.connect(place, uri=True, timeout=self._limits.connect_seconds)
        connection.text_factory = _text
        await connection.execute("PRAGMA query_only = ON")
        return connection

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[tuple[AsyncConnection, aiosqlite.Connection]]:
        if self._engine is None:
            self._engine = create_async_engine(
                "sqlite+aiosqlite://",
                async_creator=self._connect,
                poolclass=NullPool,
                hide_parameters=True,
            )
        try:
            connection = await self._engine.connect()
        except DRIVER_ERRORS as error:
            raise failure(error, whole=True) from None
        try:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            yield connection, raw
        finally:
            await connection.close()

    @asynccontextmanager
    async def open(self) -> AsyncIterator["SqliteReader"]:
        async with self._connection() as (connection, raw):
            try:
                await raw.execute("BEGIN")
                schema = await describe_schema(connection, mapped_tables(self._dataset))
                tables = await read_tables(raw, self._dataset)
            except DRIVER_ERRORS as error:
                raise failure(error, whole=True) from None
            yield SqliteReader(raw, schema, tables, self._limits)

    async def describe(self) -> SourceSchema:
        async with self._connection() as (connection, _):
            try:
                return await describe_schema(connection, mapped_tables(self._dataset))
            except DRIVER_ERRORS as error:
                raise failure(error, whole=True) from None

    async def close(self) -> None:
        if self._engine:
            await self._engine.dispose()


class SqliteReader(TableReader[SqliteTable]):
    """One snapshot, read through one connection."""

    def __init__(
        self,
        connection: aiosqlite.Connection,
        schema: SourceSchema,
        tables: Mapping[str, SqliteTable],
        limits: Limits,
    ) -> None:
        self._connection = connection
        super().__init__(schema, tables)
        self._limits = limits
        self.batch = limits.keys

    async def read(
        self, collection: str, columns: Sequence[str], fields: Sequence[str], keys: Sequence[Key]
    ) -> AsyncGenerator[list[Row], None]:
        table = self._table(collection)
        shown = [table.columns[name] for name in columns]
        sql, parameter = _query(table, shown, fields, keys)
        changes = [(position, column.change) for position, column in enumerate(shown) if column.change]
        size = FetchSize()
        until = time.monotonic() + self._limits.statement_seconds
        try:
            await self._connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
            async with self._connection.execute(sql, (parameter,)) as cursor:
                while rows := list(await cursor.fetchmany(size.rows)):
                    size.learn(rows)
                    yield [changed(row, changes) for row in rows] if changes else [tuple(row) for row in rows]
                    until = time.monotonic() + self._limits.statement_seconds
        except DRIVER_ERRORS as error:
            raise failure(error) from None


def _query(
    table: SqliteTable, shown: Sequence[SqliteColumn], fields: Sequence[str], keys: Sequence[Key]
) -> tuple[str, str]:
    """The statement, and its parameter: the keys as JSON, since SQLite limits the number of parameters.

    What SQL can't compare exactly is left out of the condition: the walk compares each row again.
    """
    select = f"SELECT {', '.join(f't.{column.quoted}' for column in shown) or '1'}"
    parts = [(number, table.columns[field]) for number, field in enumerate(fields) if field in table.columns]
    plain = [(number, column) for number, column in parts if not column.is_json]
    if not plain:
        number, column = (0, table.columns[fields[0].partition(".")[0]])
        if fields[0] in table.any_case:
            atom, atoms = "lower(j.atom)", {key[number] for key in keys}
        else:
            atom = "j.atom"
            atoms = {value for key in keys for value in column.binds(key[number], inside_json=True)}
        held = f"CASE WHEN json_valid(t.{column.quoted}) THEN t.{column.quoted} END"
        inside = f"SELECT 1 FROM json_tree({held}) AS j WHERE {atom} IN (SELECT value FROM json_each(?))"  # noqa: S608
        return f"{select} FROM {table.quoted} AS t WHERE EXISTS ({inside})", json.dumps(list(atoms))
    if len(plain) == 1:
        number, column = plain[0]
        values = {value: None for key in keys for value in column.binds(key[number])}
        return (
            f"{select} FROM {table.quoted} AS t WHERE {column.asked} IN (SELECT value FROM json_each(?))",  # noqa: S608
            json.dumps(list(values)),
        )
    tuples = {
        values: None
        for key in keys
        for values in _product([column.binds(key[number]) for number, column in plain])
    }
    named = ", ".join(f"json_extract(value, '$[{place}]') AS k{place}" for place in range(len(plain)))
    same = " AND ".join(
        f"{column.asked} = k.k{place} COLLATE BINARY" for place, (_, column) in enumerate(plain)
    )
    return (
        f"{select} FROM (SELECT {named} FROM json_each(?)) AS k CROSS JOIN {table.quoted} AS t WHERE {same}",  # noqa: S608
        json.dumps(list(tuples)),
    )


def _product(choices: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = [()]
    for values in choices:
        found = [(*before, value) for before in found for value in values]
    return found


def _text(stored: bytes) -> Any:
    """SQLite stores any bytes as text; what is no UTF-8 stays bytes."""
    try:
        return stored.decode()
    except UnicodeDecodeError:
        return stored


def failure(error: BaseException, *, whole: bool = False) -> SourceFailed:
    """The driver's error as a stable reason; its message may hold values."""
    if isinstance(error, SourceFailed):
        return error
    while error.__cause__ is not None and not isinstance(error, aiosqlite.Error):
        error = error.__cause__
    name = getattr(error, "sqlite_errorname", None) or ""
    if name == "SQLITE_INTERRUPT":
        return SourceFailed("timed_out", whole=whole)
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_NOTADB", "SQLITE_IOERR", "SQLITE_CORRUPT", "SQLITE_BUSY")):
        return SourceFailed("unreachable", whole=True)
    return SourceFailed("read_failed", whole=whole)
