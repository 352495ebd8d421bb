"""A SQL source whose rows can be deleted and masked: set-based, in bounded batches, in one transaction."""

import secrets
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, delete, func, null, select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dsr_service.adapters.data_sources import cells
from dsr_service.adapters.data_sources.check_constraints import fitting_masks
from dsr_service.adapters.data_sources.engines import open_engine
from dsr_service.adapters.data_sources.key_values import key_condition, live_table, stored
from dsr_service.adapters.data_sources.refusals import reason_of
from dsr_service.domain.data_map.source_schema import SourceSchema, TableSchema
from dsr_service.domain.keys import KeyKind, canonical
from dsr_service.domain.masking.masking import Mask, Strategy
from dsr_service.formats.json_values import JsonText
from dsr_service.services.ports.data_sources import Key, SourceFailed
from dsr_service.services.ports.erasing import (
    CellChange,
    CellOutcome,
    ErasureFailed,
    MaybeKey,
    NewRow,
    RowKeys,
    Step,
)

_MOST_PARAMETERS: Final = 30_000  # PostgreSQL takes 32,767 of them, SQLite 32,766
_ARRAY: Final = 20_000  # keys that travel as one array


class SqlEraser:
    """Writes with its own connection; the walk's is read-only."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._schema = SourceSchema("")
        self._engines: dict[bool, AsyncEngine] = {}
        self._tables: dict[str, Table] = {}

    def learn(self, schema: SourceSchema) -> None:
        """The live schema, read once per plan."""
        self._schema = schema
        self._tables.clear()

    async def _live(self, connection: AsyncConnection, name: str) -> Table:
        if name not in self._tables:
            described = self._schema.table(name)
            if described is None:
                raise SourceFailed("collection_missing")
            self._tables[name] = await connection.run_sync(live_table, described, self._schema.dialect)
        return self._tables[name]

    def _engine(self, *, writable: bool) -> AsyncEngine:
        if writable not in self._engines:
            self._engines[writable] = open_engine(self._url, writable=writable, hide_parameters=True)
        return self._engines[writable]

    async def close(self) -> None:
        for engine in self._engines.values():
            await engine.dispose()

    async def counts(self, rows: RowKeys) -> AsyncIterator[Mapping[Key, int]]:
        try:
            async with self._engine(writable=False).connect() as connection:
                table = await self._live(connection, rows.table)
                columns = [table.c[name] for name in rows.columns]
                for keys in _batches(rows.keys, _size(rows, self._schema.dialect)):
                    condition = key_condition(table, rows, keys, self._schema.dialect)
                    query = select(*columns, func.count()).where(condition).group_by(*columns)
                    yield _counted(rows, (await connection.execute(query)).all())
        except (SQLAlchemyError, OSError, ValueError) as error:
            raise SourceFailed("read_failed") from error

    async def scan(self, table: str, columns: Sequence[str]) -> AsyncIterator[Sequence[Sequence[Any]]]:
        try:
            async with self._engine(writable=False).connect() as connection:
                live = await self._live(connection, table)
                query = select(*(live.c[name] for name in columns)).execution_options(yield_per=5_000)
                result = await connection.stream(query)
                async for rows in result.partitions():
                    yield [tuple(row) for row in rows]
        except (SQLAlchemyError, OSError, ValueError) as error:
            raise SourceFailed("read_failed") from error

    async def fitting(self, rows: RowKeys, choices: Mapping[str, Sequence[Mask]]) -> Mapping[str, Mask] | str:
        try:
            async with self._engine(writable=False).connect() as connection:
                table = await self._live(connection, rows.table)
                described = self._schema.tables[rows.table]
                return await fitting_masks(connection, self._schema.dialect, described, table, rows, choices)
        except (SQLAlchemyError, OSError) as error:
            raise SourceFailed("read_failed") from error

    async def read_cells(
        self, rows: RowKeys, columns: Sequence[str]
    ) -> Mapping[MaybeKey, tuple[str | None, ...]]:
        try:
            async with self._engine(writable=False).connect() as connection:
                table = await self._live(connection, rows.table)
                return await cells.read(connection, self._schema.dialect, table, rows, columns)
        except (SQLAlchemyError, OSError, ValueError) as error:
            raise SourceFailed("read_failed") from error

    @asynccontextmanager
    async def begin(self) -> AsyncIterator["SqlErasure"]:
        try:
            connection = await self._engine(writable=True).connect()
        except (SQLAlchemyError, OSError) as error:
            raise SourceFailed("unreachable", whole=True) from error
        try:
            await _prepare(connection, self._schema.dialect)
            yield SqlErasure(connection, self._schema, self._tables)
        finally:
            await connection.close()  # rolls back what was not committed


async def _prepare(connection: AsyncConnection, dialect: str) -> None:
    """Foreign keys are held, and checked at the end where the source can do that."""
    if dialect == "sqlite":
        await connection.exec_driver_sql("PRAGMA foreign_keys = ON")  # has no effect inside a transaction
        await connection.exec_driver_sql("BEGIN IMMEDIATE")
        await connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    elif dialect == "postgresql":
        await connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        await connection.execute(text("SET LOCAL lock_timeout = '30s'"))


class SqlErasure:
    """The transaction."""

    def __init__(self, connection: AsyncConnection, schema: SourceSchema, tables: dict[str, Table]) -> None:
        self._connection = connection
        self._schema = schema
        self._tables = tables

    async def settle(self) -> None:
        if self._schema.dialect == "postgresql":
            try:
                await self._connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
            except SQLAlchemyError as error:
                raise ErasureFailed("commit", reason_of(error)) from None

    async def commit(self) -> None:
        try:
            if self._schema.dialect == "sqlite":
                await self._connection.exec_driver_sql("COMMIT")
            await self._connection.commit()
        except SQLAlchemyError as error:
            raise ErasureFailed("commit", reason_of(error)) from None

    async def apply(self, step: Step) -> int:
        described = self._described(step.rows.table)
        try:
            table = await self._live(described)
            changed = 0
            for keys in self._groups(step):
                changed += await self._change(table, step, keys)
            if step.expected is not None and changed != step.expected:
                await self._look_again(table, step)
        except SQLAlchemyError as error:
            raise ErasureFailed(step.rows.table, reason_of(error)) from None
        return changed

    async def change_cell(self, change: CellChange) -> CellOutcome:
        described = self._described(change.row.table)
        try:
            table = await self._live(described)
            return await cells.change(self._connection, self._schema.dialect, described, table, change)
        except (SQLAlchemyError, ValueError) as error:
            raise ErasureFailed(change.row.table, reason_of(error)) from None
        except cells.OtherValueStored:
            raise ErasureFailed(
                change.row.table, "the source stores another value than it was given"
            ) from None

    async def add_row(self, row: NewRow) -> CellOutcome:
        described = self._described(row.table)
        try:
            table = await self._live(described)
            return await cells.add(self._connection, self._schema.dialect, described, table, row)
        except (SQLAlchemyError, ValueError) as error:
            raise ErasureFailed(row.table, reason_of(error)) from None

    def _described(self, name: str) -> TableSchema:
        described = self._schema.table(name)
        if described is None:
            raise ErasureFailed(name, "there is no such table any more")
        return described

    async def _live(self, described: TableSchema) -> Table:
        name = described.name if described.schema is None else f"{described.schema}.{described.name}"
        if name not in self._tables:
            self._tables[name] = await self._connection.run_sync(live_table, described, self._schema.dialect)
        return self._tables[name]

    def _groups(self, step: Step) -> Iterator[Sequence[MaybeKey]]:
        """Batches; on a source that checks row by row no batch spans two layers."""
        size = _size(step.rows, self._schema.dialect)
        strict = self._schema.dialect in {"mysql", "mariadb"}
        if not step.layers or not strict:
            yield from _batches(step.rows.keys, size)
            return
        start = 0
        for end in step.layers:
            yield from _batches(step.rows.keys[start:end], size)
            start = end

    async def _change(self, table: Table, step: Step, keys: Sequence[MaybeKey]) -> int:
        condition = key_condition(table, step.rows, keys, self._schema.dialect)
        if step.deletes:
            return (await self._connection.execute(delete(table).where(condition))).rowcount
        constant = {
            mask.column: null()
            if mask.value is None
            else stored(mask.value, table.c[mask.column], self._schema.dialect)
            for mask in step.masks
            if not mask.per_row
        }
        changed = 0
        if constant:
            changed = (
                await self._connection.execute(update(table).where(condition).values(constant))
            ).rowcount
        made = [mask for mask in step.masks if mask.per_row]
        if made:
            changed = await self._change_each(table, step.rows, condition, made)
        return changed

    async def _change_each(
        self, table: Table, rows: RowKeys, condition: ColumnElement[bool], masks: Sequence[Mask]
    ) -> int:
        """Each row gets values of its own, made from the old ones and from noise."""
        keys = [table.c[name] for name in rows.columns]
        old = [table.c[mask.column] for mask in masks]
        found = (await self._connection.execute(select(*keys, *old).where(condition))).all()
        changed = 0
        for row in found:
            values = {}
            for mask, value in zip(masks, row[len(keys) :], strict=True):
                assert mask.make
                made = mask.make(_read(value, mask), secrets.token_bytes(16))
                column = table.c[mask.column]
                values[mask.column] = null() if made is None else stored(made, column, self._schema.dialect)
            same = [
                column.is_(None) if value is None else column == value
                for column, value in zip(keys, row[: len(keys)], strict=True)
            ]
            changed += (await self._connection.execute(update(table).where(*same).values(values))).rowcount
        return changed

    async def _look_again(self, table: Table, step: Step) -> None:
        """A cascade or a trigger may have taken rows before their turn: reading again shows whether they are gone."""
        left = 0
        for keys in _batches(step.rows.keys, _size(step.rows, self._schema.dialect)):
            condition = key_condition(table, step.rows, keys, self._schema.dialect)
            query = select(func.count()).select_from(table).where(condition)
            left += (await self._connection.execute(query)).scalar_one()
        if not step.deletes or left:
            raise ErasureFailed(step.rows.table, "its rows changed since the plan was made")


def _read(value: Any, mask: Mask) -> Any:
    """Where parts of an object are blanked and the source keeps it as text, its parts."""
    if mask.strategy is Strategy.NULL and isinstance(value, str):
        found = JsonText.of(value)
        return found.parsed() if isinstance(found, JsonText) else value
    return value


def _size(rows: RowKeys, dialect: str) -> int:
    """How many keys one statement takes."""
    columns = max(1, len(rows.columns))
    if dialect == "sqlite":
        return 2_000 if columns == 1 else 200  # a value may be stored in several forms
    if dialect == "postgresql" and columns == 1 and rows.types[0].kind in {KeyKind.INTEGER, KeyKind.UUID}:
        return _ARRAY
    return min(5_000, _MOST_PARAMETERS // columns)


def _batches(keys: Sequence[MaybeKey], size: int) -> Iterator[Sequence[MaybeKey]]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def _counted(rows: RowKeys, found: Sequence[Any]) -> Mapping[Key, int]:
    counts: dict[Key, int] = {}
    for *values, count in found:
        texts = [canonical(key_type, value) for key_type, value in zip(rows.types, values, strict=True)]
        if all(part is not None for part in texts):
            key = tuple(str(part) for part in texts)
            counts[key] = counts.get(key, 0) + count
    return counts
