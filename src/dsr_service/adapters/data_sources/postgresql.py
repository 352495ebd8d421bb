"""PostgreSQL as a data source: one read-only snapshot, keys as parameters, rows through server-side cursors."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final, cast
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from weakref import WeakKeyDictionary

import asyncpg
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from dsr_service.adapters.data_sources.postgresql_answers import (
    Asked,
    Wave,
    answers,
    changes_of,
    combined,
    parameters,
)
from dsr_service.adapters.data_sources.postgresql_conditions import condition
from dsr_service.adapters.data_sources.postgresql_failures import DRIVER_ERRORS, failure
from dsr_service.adapters.data_sources.postgresql_lines import (
    TakeFailed,
    can_write,
    copy_lines,
    matches_exactly,
)
from dsr_service.adapters.data_sources.postgresql_snapshots import (
    CATALOGUE,
    PLANS_ONCE,
    SAVEPOINT,
    beginning,
    prepare,
)
from dsr_service.adapters.data_sources.postgresql_types import (
    PostgresTable,
    bind,
    read_tables,
)
from dsr_service.adapters.data_sources.reading import FetchSize, Limits, changed, mapped_tables
from dsr_service.adapters.data_sources.schema import describe_schema
from dsr_service.adapters.data_sources.table_reader import TableReader
from dsr_service.domain.data_map.data_map import Dataset
from dsr_service.domain.data_map.source_schema import SourceSchema
from dsr_service.services.ports.data_sources import Key, Question, Row, Take
from dsr_service.storage.connections import begin, refuse_unfit

_PREPARED: Final = 500  # statements of one connection
_Described = tuple[SourceSchema, Mapping[str, PostgresTable]]
_Prepared = dict[
    Any, Any
]  # statements of one connection by their text, and waves of questions by their shape


class PostgresSource:
    """A dataset in a PostgreSQL database."""

    def __init__(self, url: str, dataset: Dataset, limits: Limits | None = None) -> None:
        self._url = _for_asyncpg(url)
        self._dataset = dataset
        self._limits = limits or Limits()
        self._engine: AsyncEngine | None = None
        self._known: tuple[str, _Described] | None = None
        self._asking: WeakKeyDictionary[Any, Any] = (
            WeakKeyDictionary()
        )  # the prepared question for the catalogue
        self._statements: WeakKeyDictionary[Any, tuple[str, _Prepared]] = WeakKeyDictionary()

    async def _connect(self) -> asyncpg.Connection:
        # No statement cache: a pooler between us may give the next statement to another connection. Whether there is
        # one is seen in every snapshot, and what is prepared is kept by hand (`_prepared_on`).
        return await asyncpg.connect(
            self._url,
            timeout=self._limits.connect_seconds,
            command_timeout=self._limits.statement_seconds + 10,
            statement_cache_size=0,
        )

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection]:
        if self._engine is None:
            self._engine = create_async_engine(
                "postgresql+asyncpg://",
                async_creator=self._connect,
                pool_size=8,  # a connection beyond these is made for one walk alone, and plans everything anew
                max_overflow=100,  # how many read at once is decided elsewhere
                pool_recycle=60,
                pool_use_lifo=True,
                hide_parameters=True,
            )
            event.listen(self._engine.sync_engine, "checkout", refuse_unfit)
        try:
            connection = await self._engine.connect()
        except DRIVER_ERRORS as error:
            raise failure(error, whole=True) from None
        try:
            yield await connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        finally:
            await connection.close()

    @asynccontextmanager
    async def open(self) -> AsyncIterator["PostgresReader"]:
        """One snapshot of the database, for schema and rows alike."""
        async with self._connection() as connection:
            try:
                raw = (await connection.get_raw_connection()).driver_connection
                assert raw is not None
                await begin(connection)
                await raw.execute(beginning(raw, self._limits.statement_seconds))
                directly = await raw.fetchval("SELECT pg_backend_pid()") == raw.get_server_pid()
                stamp = await self._stamp(raw, directly=directly)
                schema, tables = await self._described(connection, raw, stamp)
            except DRIVER_ERRORS as error:
                raise failure(error, whole=True) from None
            prepared = self._prepared_on(raw, stamp) if directly else None
            yield PostgresReader(raw, schema, tables, self._limits.keys, prepared)

    async def _stamp(self, raw: Any, *, directly: bool) -> str:
        """The catalogue as this snapshot has it; the question is long, and on a connection of our own asked again."""
        if not directly:
            return str(await raw.fetchval(CATALOGUE))
        asking = self._asking.get(raw)
        if asking is None:
            asking = self._asking[raw] = await prepare(raw, CATALOGUE)
        return str(await asking.fetchval())

    def _prepared_on(self, raw: Any, stamp: str) -> _Prepared:
        """What is prepared on this connection already, for as long as the catalogue is the one of that time."""
        of, prepared = self._statements.get(raw, (None, {}))
        if of != stamp:
            prepared = {}
            self._statements[raw] = stamp, prepared
        return prepared

    async def _described(self, connection: AsyncConnection, raw: Any, stamp: str) -> "_Described":
        """Schema and tables as this snapshot has them: read anew only when the catalogue has changed."""
        if self._known is None or self._known[0] != stamp:
            schema = await describe_schema(connection, mapped_tables(self._dataset))
            self._known = stamp, (schema, await read_tables(raw, self._dataset))
        return self._known[1]

    async def describe(self) -> SourceSchema:
        async with self._connection() as connection:
            try:
                return await describe_schema(connection, mapped_tables(self._dataset))
            except DRIVER_ERRORS as error:
                raise failure(error, whole=True) from None

    async def close(self) -> None:
        if self._engine:
            await self._engine.dispose()


class PostgresReader(TableReader[PostgresTable]):
    """One snapshot, read through one connection."""

    def __init__(
        self,
        connection: Any,
        schema: SourceSchema,
        tables: Mapping[str, PostgresTable],
        batch: int,
        prepared: _Prepared | None,
    ) -> None:
        """Without `prepared` every statement is parsed anew: a pooler may not give us the same connection again."""
        self._prepared = prepared
        self.batch = batch
        self._connection = connection
        super().__init__(schema, tables)

    async def read(
        self, collection: str, columns: Sequence[str], fields: Sequence[str], keys: Sequence[Key]
    ) -> AsyncGenerator[list[Row], None]:
        table = self._table(collection)
        shown = [table.columns[name] for name in columns]
        types = [self.lookup_type(collection, field) for field in fields]
        texts = [[bind(key_type, key[part]) for key in keys] for part, key_type in enumerate(types)]
        sql = (
            f"SELECT {', '.join(column.shown for column in shown) or '1'}"  # noqa: S608 - quoted names, no values
            f" FROM {table.name} AS t WHERE {condition(table, fields)}"
        )
        changes = [(position, column.change) for position, column in enumerate(shown) if column.change]
        size = FetchSize()
        try:
            cursor = await (await self._asked(sql, texts))
            while rows := await cursor.fetch(size.rows):
                size.learn(rows)
                yield [changed(row, changes) for row in rows] if changes else [tuple(row) for row in rows]
        except DRIVER_ERRORS as error:
            failed = failure(error)
            if not failed.whole:
                await self._recover()
            raise failed from None

    async def _asked(self, sql: str, texts: Sequence[Sequence[str]]) -> Any:
        if self._prepared is None:
            return self._connection.cursor(sql, *texts)
        return (await self._prepare(sql)).cursor(*texts)

    async def _prepare(self, sql: str) -> Any:
        assert self._prepared is not None
        statement = self._prepared.get(sql)
        if statement is None:
            if len(self._prepared) >= _PREPARED:
                self._prepared.clear()
            statement = self._prepared[sql] = await prepare(self._connection, sql)
        return statement

    def writes(self, collection: str, columns: Sequence[str], keys: Sequence[str]) -> bool:
        return can_write(self._table(collection), columns, keys)

    def matches_exactly(self, collection: str, fields: Sequence[str]) -> bool:
        return matches_exactly([self.key_type(collection, field) for field in fields])

    def primary_key(self, collection: str) -> tuple[str, ...]:
        return self._table(collection).primary_key

    async def write(
        self,
        collection: str,
        columns: Sequence[str],
        keys: Sequence[str],
        fields: Sequence[str],
        wanted: Sequence[Key],
        take: Take,
    ) -> None:
        table = self._table(collection)
        types = [self.key_type(collection, field) for field in fields]
        among = partial(condition, table, fields)
        try:
            await copy_lines(self._connection, table, columns, keys, types, wanted, among, take)
        except TakeFailed as error:
            raise error.reason from None
        except DRIVER_ERRORS as error:
            failed = failure(error)
            if not failed.whole:
                await self._recover()
            raise failed from None

    async def answer(self, questions: Sequence[Question]) -> Sequence[list[Row]] | None:
        if self._prepared is None or self._connection.get_server_version() < PLANS_ONCE:
            return None
        asked = [(self._table(question.collection), question) for question in questions]
        try:
            wave = await self._wave(asked)
            return answers(asked, wave.changes, await wave.statement.fetch(*parameters(asked)))
        except DRIVER_ERRORS as error:
            failed = failure(error)
            if failed.whole:
                raise failed from None
            await self._recover()
            return None  # asked one by one they tell which of them it was

    async def _wave(self, asked: Sequence[Asked]) -> Wave:
        """The same questions with other keys are asked by each search: their text is made once."""
        assert self._prepared is not None
        shape = tuple((of.collection, of.columns, of.keys, of.fields) for _, of in asked)
        known = self._prepared.get(shape)
        if known is None:
            statement = await self._prepare(combined(asked))
            known = self._prepared[shape] = Wave(statement, changes_of(asked))
        return cast(Wave, known)

    async def _recover(self) -> None:
        """An error ends PostgreSQL's transaction; the snapshot survives in the savepoint."""
        try:
            await self._connection.execute(f"ROLLBACK TO SAVEPOINT {SAVEPOINT}")
        except DRIVER_ERRORS as error:
            raise failure(error, whole=True) from None


def _for_asyncpg(url: str) -> str:
    """The URL without SQLAlchemy's driver, and without what only libpq understands."""
    parts = urlsplit(url)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key != "connect_timeout"]
    return urlunsplit(("postgresql", parts.netloc, parts.path, urlencode(query), ""))
