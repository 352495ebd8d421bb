"""Single fields of single rows: read, compared and set, and rows added beside those that stay as they are."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Table, func, insert, null, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dsr_service.adapters.data_sources.key_values import key_condition, stored
from dsr_service.domain.cell_values import ValueUnfit, same, value_for
from dsr_service.domain.data_map.source_schema import ColumnSchema, TableSchema
from dsr_service.domain.keys import canonical
from dsr_service.formats.json_values import text_of
from dsr_service.services.ports.erasing import CellChange, CellOutcome, MaybeKey, NewRow, RowKeys

_BATCH: Final = 200


class OtherValueStored(Exception):
    """A trigger, or a type that cuts values short: what is read back is not what was written."""


def spelled(value: Any) -> str | None:
    return None if value is None else text_of(value)


async def read(
    connection: AsyncConnection, dialect: str, table: Table, rows: RowKeys, columns: Sequence[str]
) -> Mapping[MaybeKey, tuple[str | None, ...]]:
    found: dict[MaybeKey, tuple[str | None, ...]] = {}
    twice: set[MaybeKey] = set()
    wanted = [table.c[name] for name in (*rows.columns, *columns)]
    for start in range(0, len(rows.keys), _BATCH):
        keys = rows.keys[start : start + _BATCH]
        query = select(*wanted).where(key_condition(table, rows, keys, dialect))
        for row in (await connection.execute(query)).all():
            key = tuple(
                canonical(kind, part) for kind, part in zip(rows.types, row[: len(rows.columns)], strict=True)
            )
            if key in found:
                twice.add(key)
            found[key] = tuple(spelled(value) for value in row[len(rows.columns) :])
    return {key: values for key, values in found.items() if key not in twice}


async def change(
    connection: AsyncConnection, dialect: str, described: TableSchema, table: Table, wanted: CellChange
) -> CellOutcome:
    """The row is locked while its old value is compared, so that nobody's change is lost in between."""
    column = _column(described, wanted.column)
    condition = key_condition(table, wanted.row, wanted.row.keys, dialect)
    query = select(table.c[wanted.column]).where(condition)
    locked = query if dialect == "sqlite" else query.with_for_update()  # SQLite's transaction holds the file
    held = (await connection.execute(locked)).all()
    if len(held) != 1:
        return CellOutcome.GONE
    value = value_for(column, wanted.new, dialect)
    if same(column, held[0][0], value):
        return CellOutcome.ALREADY
    if spelled(held[0][0]) != wanted.old and not _is(column, held[0][0], wanted.old, dialect):
        return CellOutcome.MOVED
    given = null() if value is None else stored(value, table.c[wanted.column], dialect)
    await connection.execute(update(table).where(condition).values({wanted.column: given}))
    stored_now = (await connection.execute(query)).all()
    if len(stored_now) != 1 or not same(column, stored_now[0][0], value):
        raise OtherValueStored
    return CellOutcome.WRITTEN


def _is(column: ColumnSchema, held: Any, text: str | None, dialect: str) -> bool:
    """The same value in another spelling: a flag may be read as 1 or as true."""
    try:
        return same(column, held, value_for(column, text, dialect))
    except ValueUnfit:
        return False


async def add(
    connection: AsyncConnection, dialect: str, described: TableSchema, table: Table, row: NewRow
) -> CellOutcome:
    mark = table.c[row.mark_column]
    there = select(func.count()).select_from(table).where(mark.startswith(row.mark, autoescape=True))
    if (await connection.execute(there)).scalar_one():
        return CellOutcome.ALREADY
    values = {
        name: stored(value_for(_column(described, name), text, dialect), table.c[name], dialect)
        for name, text in row.values.items()
    }
    await connection.execute(insert(table).values(values))
    if (await connection.execute(there)).scalar_one() != 1:
        raise ValueError("the note was not stored as given")
    return CellOutcome.WRITTEN


def _column(described: TableSchema, name: str) -> ColumnSchema:
    column = described.column(name)
    if column is None:
        raise ValueError("there is no such column")
    return column
