"""Statements that go past the ORM, on the same connection and in the same transaction, at a fraction of the cost.

They are for what a shop calls all day: submit, read, list (docs/decisions/0009-direct-statements.md). SQLAlchemy's pool
lends the connection and its session ends the transaction; the statements themselves go straight to the driver.
What comes back is read-only, and bears the names and types of the mapped columns.
"""

import itertools
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache, lru_cache
from types import SimpleNamespace, TracebackType
from typing import Any, Final, NamedTuple, Self, TypeVar, cast
from uuid import UUID

import asyncpg
from sqlalchemy import Column, DateTime, Enum, LargeBinary, Table, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import instance_state, manager_of_class, set_committed_value
from sqlalchemy.orm.util import identity_key
from sqlalchemy.util import greenlet_spawn

from dsr_service.storage.base import Base
from dsr_service.storage.connections import begin

Row = Any  # asyncpg's record: by name, or by position
Loaded = TypeVar("Loaded", bound=Base)
_DRIVER: Final = "direct driver"
_HELD: Final = "direct rows"


class Reading:
    """Stands where a session stands in an operation that only asks, by `fetch` alone: no BEGIN and no COMMIT.

    Each statement sees what was committed before it. Anything else that a session can do, it can't.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def __aenter__(self) -> Self:
        self._lent = await self._engine.raw_connection()
        self.driver: Any = self._lent.driver_connection
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> None:
        # who was cancelled may have left a statement running: that connection is given to nobody else
        is_sound = error is None or isinstance(error, Exception)
        give_back = self._lent.close if is_sound and not self.driver.is_closed() else self._lent.invalidate
        await greenlet_spawn(give_back)


async def fetch(session: AsyncSession | Reading, sql: str, *values: Any) -> Sequence[Row]:
    """The rows of a statement with `$1` parameters; JSON comes decoded, and goes as text."""
    driver = await _driver(session)
    try:
        found: Sequence[Row] = await driver.fetch(sql, *values)
    except (
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
        asyncpg.InternalClientError,
    ) as error:  # told as the session itself would tell it
        if isinstance(error, asyncpg.InternalClientError):  # the server's goodbye is half read
            driver.terminate()
        lost = driver.is_closed()
        raise DBAPIError(sql, None, error, hide_parameters=True, connection_invalidated=lost) from error
    return found


async def _driver(session: AsyncSession | Reading) -> Any:
    """The driver's connection; that of a session is in the transaction that the session will end."""
    if isinstance(session, Reading):
        return session.driver
    held = session.info.get(_DRIVER)
    if held is not None:
        return held
    connection = await session.connection()
    lent = await connection.get_raw_connection()
    driver: Any = lent.driver_connection
    if not driver.is_in_transaction():
        await begin(connection)
    session.info[_DRIVER] = driver
    return driver


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
    # a session refers weakly to what is unchanged, and later steps of the operation would ask for it again
    session.info.setdefault(_HELD, []).extend(rows)


def holds(session: AsyncSession, model: type[Base], *key: Any) -> bool:
    """Whether the session knows that object already: then it must stay the one that is worked on."""
    return identity_key(model, key) in session.identity_map


def loaded(model: type[Loaded], columns: dict[str, Any], **related: Any) -> Loaded:
    """An object as a session itself would have loaded it, with all of its columns; to be handed to `attach`."""
    row: Loaded = manager_of_class(model).new_instance()
    row.__dict__.update(columns)
    for name, value in related.items():
        set_committed_value(row, name, value)
    make_transient_to_detached(row)
    return row


def attach(session: AsyncSession, row: Base, *related: Base) -> bool:
    """The session takes a loaded object, and what is related to it, for its own.

    False, and nothing done, where it knows one of them already.
    """
    if any(cast(Any, instance_state(each).key) in session.identity_map for each in (row, *related)):
        return False
    session.add(row)
    return True


def _insertion(model: type[Base], rows: Sequence[Base], values: list[Any]) -> str:
    """`rows` bear values for the same columns; what has a default in the database may be left out."""
    columns = [each for each in _written(model) if not each.has_default or each.name in rows[0].__dict__]
    first = len(values) + 1
    for row in rows:
        given = row.__dict__
        for name, is_json, _ in columns:
            value = given.setdefault(name, None)  # what was not set is NULL, and known to be
            values.append(json.dumps(value) if is_json and value is not None else value)
    return _insert_text(model, tuple(each.name for each in columns), len(rows), first)


class _Written(NamedTuple):
    """A column as an INSERT sees it."""

    name: str
    is_json: bool
    has_default: bool


@cache
def _written(model: type[Base]) -> list[_Written]:
    columns = [column for column in cast(Table, model.__table__).columns if column.computed is None]
    return [_Written(c.name, isinstance(c.type, JSONB), c.server_default is not None) for c in columns]


@lru_cache(maxsize=256)
def _insert_text(model: type[Base], names: tuple[str, ...], count: int, first: int) -> str:
    json_names = {each.name for each in _written(model) if each.is_json}
    numbers = itertools.count(first)
    written = []
    for _ in range(count):
        values = [f"${next(numbers)}::jsonb" if name in json_names else f"${next(numbers)}" for name in names]
        written.append(f"({', '.join(values)})")
    quoted = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {model.__tablename__} ({quoted}) VALUES {', '.join(written)}"  # noqa: S608 our own names


class Columns:
    """The columns of one mapped class, to be selected under an alias and read back as they are mapped."""

    def __init__(self, model: type[Base], alias: str) -> None:
        table = cast(Table, model.__table__)
        columns = [column for column in table.columns if column.computed is None]
        self.names = [c.name for c in columns]
        self.selected = ", ".join(f'{alias}."{name}" AS "{alias}_{name}"' for name in self.names)
        self._from_column = _converters(columns, from_json=False)
        self._from_json = _converters(columns, from_json=True)

    def read(self, row: Row, start: int = 0) -> dict[str, Any]:
        """The values of a row in which `selected` stands from a position on."""
        found = dict(zip(self.names, row[start : start + len(self.names)], strict=True))
        return _converted(found, self._from_column)

    def read_json(self, found: dict[str, Any]) -> dict[str, Any]:
        """The values of a row that PostgreSQL made JSON of."""
        return _converted(found, self._from_json)


def _converted(
    found: dict[str, Any], converters: Sequence[tuple[str, Callable[[Any], Any]]]
) -> dict[str, Any]:
    for name, convert in converters:
        value = found.get(name)
        if value is not None:
            found[name] = convert(value)
    return found


def _converters(columns: Sequence[Column[Any]], *, from_json: bool) -> list[tuple[str, Callable[[Any], Any]]]:
    found: list[tuple[str, Callable[[Any], Any]]] = []
    for column in columns:
        kind = column.type
        if isinstance(kind, Enum) and kind.enum_class is not None:
            members = {member.value: member for member in kind.enum_class}
            found.append((column.name, members.__getitem__))
        elif isinstance(kind, DateTime) and from_json:
            found.append((column.name, datetime.fromisoformat))
        elif isinstance(kind, Uuid) and from_json:
            found.append((column.name, UUID))
        elif isinstance(kind, LargeBinary) and from_json:
            found.append((column.name, _bytes_of))
    return found


def _bytes_of(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("\\x"))


class Snapshot(SimpleNamespace):
    """A row that reads like its mapped class, and belongs to no session: what is set on it is stored nowhere."""
