"""Statements that go past the ORM, on the same connection and in the same transaction, at a fraction of the cost.

They are for what a shop calls all day: submit, read, list (docs/decisions/0008-direct-statements.md). The first
statement of a session goes through SQLAlchemy, which opens the transaction; those after it go straight to the driver.
What comes back is read-only, and bears the names and types of the mapped columns.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Column, DateTime, Enum, LargeBinary, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from dsr_service.storage.base import Base

Row = Mapping[str, Any]
_DRIVER: Final = "direct driver"
_ALONE: Final = "direct alone"


def each_alone(session: AsyncSession) -> None:
    """For a session that only reads, each time by one statement: no BEGIN and COMMIT around it."""
    session.info[_ALONE] = True


async def fetch(session: AsyncSession, sql: str, *values: Any) -> Sequence[Row]:
    """The rows of a statement with `$1` parameters; JSON comes decoded, and goes as text."""
    driver: Any = session.info.get(_DRIVER)
    if driver is None:
        connection = await session.connection()
        driver = session.info[_DRIVER] = (await connection.get_raw_connection()).driver_connection
    if driver.is_in_transaction() or _ALONE in session.info:
        found: Sequence[Row] = await driver.fetch(sql, *values)
        return found
    result = await (await session.connection()).exec_driver_sql(sql, values or None)
    return cast(Sequence[Row], result.mappings().all()) if result.returns_rows else ()


async def insert(session: AsyncSession, rows: Sequence[Base]) -> None:
    """Insert new objects by one statement, and hold them in the session as if it had flushed them itself."""
    tables: dict[type[Base], list[Base]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    values: list[Any] = []
    parts = [f"t{n} AS ({_insertion(model, of, values)})" for n, (model, of) in enumerate(tables.items())]
    await fetch(session, f"WITH {', '.join(parts)} SELECT 1", *values)
    for row in rows:
        make_transient_to_detached(row)
    session.add_all(rows)


def _insertion(model: type[Base], rows: Sequence[Base], values: list[Any]) -> str:
    """`rows` bear values for the same columns; what has a default in the database may be left out."""
    columns = [
        column
        for column in cast(Table, model.__table__).columns
        if column.computed is None and (column.server_default is None or column.name in rows[0].__dict__)
    ]
    written = []
    for row in rows:
        numbers = []
        for column in columns:
            if column.name not in row.__dict__:
                set_committed_value(row, column.name, None)
            value = row.__dict__[column.name]
            is_json = isinstance(column.type, JSONB)
            values.append(json.dumps(value) if is_json and value is not None else value)
            numbers.append(f"${len(values)}::jsonb" if is_json else f"${len(values)}")
        written.append(f"({', '.join(numbers)})")
    names = ", ".join(f'"{column.name}"' for column in columns)
    return f"INSERT INTO {model.__tablename__} ({names}) VALUES {', '.join(written)}"  # noqa: S608 our own names


class Columns:
    """The columns of one mapped class, to be selected under an alias and read back as they are mapped."""

    def __init__(self, model: type[Base], alias: str) -> None:
        table = cast(Table, model.__table__)
        columns = [column for column in table.columns if column.computed is None]
        self.names = [c.name for c in columns]
        self.selected = ", ".join(f'{alias}."{name}" AS "{alias}_{name}"' for name in self.names)
        self._labels = [f"{alias}_{name}" for name in self.names]
        self._from_column = _converters(columns, from_json=False)
        self._from_json = _converters(columns, from_json=True)

    def read(self, row: Row) -> dict[str, Any]:
        """The values of a row that was selected by `selected`."""
        found = {name: row[label] for name, label in zip(self.names, self._labels, strict=True)}
        return _converted(found, self._from_column)

    def read_json(self, found: dict[str, Any]) -> dict[str, Any]:
        """The values of a row that PostgreSQL made JSON of."""
        return _converted(found, self._from_json)


def _converted(found: dict[str, Any], converters: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    for name, convert in converters.items():
        if found.get(name) is not None:
            found[name] = convert(found[name])
    return found


def _converters(columns: Sequence[Column[Any]], *, from_json: bool) -> dict[str, Callable[[Any], Any]]:
    found: dict[str, Callable[[Any], Any]] = {}
    for column in columns:
        kind = column.type
        if isinstance(kind, Enum) and kind.enum_class is not None:
            found[column.name] = kind.enum_class
        elif isinstance(kind, DateTime) and from_json:
            found[column.name] = datetime.fromisoformat
        elif isinstance(kind, Uuid) and from_json:
            found[column.name] = UUID
        elif isinstance(kind, LargeBinary) and from_json:
            found[column.name] = _bytes_of
    return found


def _bytes_of(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("\\x"))


class Snapshot(SimpleNamespace):
    """A row that reads like its mapped class, and belongs to no session: what is set on it is stored nowhere."""
