"""MySQL and MariaDB as data sources: one consistent read-only snapshot, rows streamed from the server.

Their usual collations find "Anna" and "anna " for "anna": what comes back is a superset that the walk compares again.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import aiomysql
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from dsr_service.adapters.data_sources.engines import async_url
from dsr_service.adapters.data_sources.mysql_types import MysqlTable, read_tables
from dsr_service.adapters.data_sources.reading import FetchSize, Limits, changed, mapped_tables
from dsr_service.adapters.data_sources.schema import describe_schema
from dsr_service.adapters.data_sources.table_reader import TableReader
from dsr_service.domain.data_map.data_map import Dataset
from dsr_service.domain.data_map.source_schema import SourceSchema
from dsr_service.services.ports.data_sources import Key, Row, SourceFailed

DRIVER_ERRORS: Final = (aiomysql.MySQLError, SQLAlchemyError, OSError, ValueError)
_MOST_KEYS: Final = 5_000  # they are part of the statement
_REASONS: Final = {
    1044: "permission_denied",
    1142: "permission_denied",
    1143: "permission_denied",
    1045: "credentials_refused",
    1698: "credentials_refused",
    1049: "no_such_database",
    1146: "collection_missing",
    1054: "field_missing",
    1969: "timed_out",
    3024: "timed_out",
    1205: "timed_out",
}
_LOST: Final = {1044, 1045, 1049, 1698, 1053, 1077, 1079, 1927, 2002, 2003, 2006, 2013, 2055}


class MysqlSource:
    """A dataset in a MySQL or MariaDB database."""

    def __init__(self, url: str, dataset: Dataset, limits: Limits | None = None) -> None:
        self._url = async_url(url)
        self._dataset = dataset
        self._limits = limits or Limits()
        self._engine: AsyncEngine | None = None

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[tuple[AsyncConnection, Any]]:
        if self._engine is None:
            charset = {} if "charset" in self._url.query else {"charset": "utf8mb4"}
            self._engine = create_async_engine(
                self._url.update_query_dict(charset),
                poolclass=NullPool,
                hide_parameters=True,
                connect_args={"connect_timeout": self._limits.connect_seconds},
            )
        try:
            connection = await self._engine.connect()
        except DRIVER_ERRORS as error:
            raise failure(error, whole=True) from None
        try:
            raw = (await connection.get_raw_connection()).driver_connection
            yield connection, raw
        finally:
            await connection.close()

    @asynccontextmanager
    async def open(self) -> AsyncIterator["MysqlReader"]:
        async with self._connection() as (connection, raw):
            try:
                for statement in self._settings(raw.get_server_info()):
                    await _execute(raw, statement)
                schema = await describe_schema(connection, mapped_tables(self._dataset))
                tables = await read_tables(raw, self._dataset)
                await _execute(raw, "COMMIT")  # what reads the schema may have begun a transaction
                await _execute(raw, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
            except DRIVER_ERRORS as error:
                raise failure(error, whole=True) from None
            yield MysqlReader(raw, schema, tables, self._limits)

    def _settings(self, server: str) -> Sequence[str]:
        seconds = self._limits.statement_seconds
        longest = (
            f"SET SESSION max_statement_time = {seconds}"
            if "mariadb" in server.lower()
            else f"SET SESSION max_execution_time = {int(seconds * 1000)}"
        )
        return (
            longest,
            "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
            "SET SESSION time_zone = '+00:00'",
            "SET SESSION net_write_timeout = 600",  # the walk may pause between two fetches
            "SET SESSION wait_timeout = 28800",  # and while other sources are read
        )

    async def describe(self) -> SourceSchema:
        async with self._connection() as (connection, _):
            try:
                return await describe_schema(connection, mapped_tables(self._dataset))
            except DRIVER_ERRORS as error:
                raise failure(error, whole=True) from None

    async def close(self) -> None:
        if self._engine:
            await self._engine.dispose()


async def _execute(connection: Any, statement: str) -> None:
    async with connection.cursor() as cursor:
        await cursor.execute(statement)


class MysqlReader(TableReader[MysqlTable]):
    """One snapshot, read through one connection."""

    def __init__(
        self, connection: Any, schema: SourceSchema, tables: Mapping[str, MysqlTable], limits: Limits
    ) -> None:
        self.batch = min(limits.keys, _MOST_KEYS)
        self._patience = limits.statement_seconds + 10  # the server's own limit comes first
        self._connection = connection
        super().__init__(schema, tables)

    async def read(
        self, collection: str, columns: Sequence[str], fields: Sequence[str], keys: Sequence[Key]
    ) -> AsyncGenerator[list[Row], None]:
        table = self._table(collection)
        shown = [table.columns[name] for name in columns]
        where, parameters = _condition(table, fields, keys)
        select = ", ".join(column.shown for column in shown) or "1"
        sql = f"SELECT {select} FROM {table.quoted} WHERE {where}"  # noqa: S608 - quoted names, no values
        changes = [(position, column.change) for position, column in enumerate(shown) if column.change]
        size = FetchSize()
        try:
            async with self._connection.cursor(aiomysql.SSCursor) as cursor:
                async with asyncio.timeout(self._patience):
                    await cursor.execute(sql.replace("%", "%%").replace("\0", "%s"), parameters)
                while rows := await self._fetch(cursor, size.rows):
                    size.learn(rows)
                    yield [changed(row, changes) for row in rows] if changes else list(rows)
        except DRIVER_ERRORS as error:
            raise failure(error) from None

    async def _fetch(self, cursor: Any, count: int) -> Sequence[Row]:
        async with asyncio.timeout(self._patience):
            rows: Sequence[Row] = await cursor.fetchmany(count)
            return rows


def _condition(table: MysqlTable, fields: Sequence[str], keys: Sequence[Key]) -> tuple[str, list[Any]]:
    """SQL for "these fields equal one of the keys", with a NUL for each parameter.

    Lists and nested fields lie in JSON, which no version of both servers compares alike: those rows are all read and
    compared by the walk.
    """
    plain = [
        (number, table.columns[field])
        for number, field in enumerate(fields)
        if field in table.columns and not table.columns[field].is_json
    ]
    if not plain:
        columns = dict.fromkeys(table.columns[_column(table, field)].quoted for field in fields)
        return " AND ".join(f"{quoted} IS NOT NULL" for quoted in columns), []
    tuples: dict[tuple[Any, ...], None] = {}
    for key in keys:
        found: list[tuple[Any, ...]] = [()]
        for number, column in plain:
            found = [(*before, value) for before in found for value in column.binds(key[number])]
        tuples.update(dict.fromkeys(found))
    names = ", ".join(column.asked for _, column in plain)
    marks = ", ".join("\0" for _ in plain)
    if len(plain) > 1:
        names, marks = f"({names})", f"({marks})"
    return f"{names} IN ({', '.join(marks for _ in tuples)})", [value for each in tuples for value in each]


def _column(table: MysqlTable, field: str) -> str:
    name = field if field in table.columns else field.partition(".")[0]
    if name not in table.columns:
        raise SourceFailed("field_missing")
    return name


def failure(error: BaseException, *, whole: bool = False) -> SourceFailed:
    """The driver's error as a stable reason; its message may hold values."""
    if isinstance(error, SourceFailed):
        return error
    while error.__cause__ is not None and not isinstance(error, aiomysql.MySQLError):
        error = error.__cause__
    number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    if isinstance(error, aiomysql.MySQLError):
        lost = number in _LOST or isinstance(error, aiomysql.InterfaceError)
        reason = _REASONS.get(number, "unreachable" if lost else "read_failed")
        return SourceFailed(reason, whole=whole or lost)
    if isinstance(error, TimeoutError):
        return SourceFailed("timed_out", whole=True)
    return SourceFailed("unreachable" if isinstance(error, OSError) else "read_failed", whole=whole)
