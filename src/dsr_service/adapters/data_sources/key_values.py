"""Canonical keys and masks as a SQL source stores them, and the conditions that find rows by them."""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Table,
    and_,
    any_,
    bindparam,
    cast,
    false,
    func,
    inspect,
    literal,
    or_,
    tuple_,
    types,
)
from sqlalchemy.dialects.postgresql import ARRAY, BIT, HSTORE, INTERVAL, MONEY, TSVECTOR, ranges

from dsr_service.adapters.data_sources.catalogue import SpelledType
from dsr_service.domain.data_map.source_schema import TableSchema
from dsr_service.domain.keys import KeyKind, KeyType
from dsr_service.services.ports.erasing import MaybeKey, RowKeys

_PYTHON: Final[Mapping[KeyKind, Callable[[str], Any]]] = {
    KeyKind.INTEGER: int,
    KeyKind.DECIMAL: Decimal,
    KeyKind.FLOAT: float,
    KeyKind.BOOLEAN: lambda text: text == "true",
    KeyKind.UUID: uuid.UUID,
    KeyKind.BYTES: bytes.fromhex,
    KeyKind.DATE: dt.date.fromisoformat,
    KeyKind.DATETIME: dt.datetime.fromisoformat,
}


_SPELLED: Final = (
    SpelledType,
    ranges.AbstractRange,
    ranges.AbstractMultiRange,
    MONEY,
    INTERVAL,
    BIT,
    TSVECTOR,
    HSTORE,
)


def live_table(connection: Connection, described: TableSchema, dialect: str) -> Table:
    """The table with the types of its columns; SQLite has none, there a value is stored as it is given."""
    if dialect == "sqlite":
        columns = [Column(column.name, types.NullType()) for column in described.columns]
        return Table(described.name, MetaData(), *columns, schema=described.schema)
    found = inspect(connection).get_columns(described.name, described.schema)
    columns = [Column(column["name"], _type(column, described)) for column in found]
    return Table(described.name, MetaData(), *columns, schema=described.schema)


def _type(column: Any, described: TableSchema) -> Any:
    known = described.column(column["name"])
    if known and isinstance(column["type"], types.NullType):
        return SpelledType(known.type)
    return column["type"]


def key_condition(table: Table, rows: RowKeys, keys: Sequence[MaybeKey], dialect: str) -> ColumnElement[bool]:
    """The rows whose columns equal one of the keys; None in a key is NULL."""
    if not any(None in key for key in keys):
        nothing = (False,) * len(rows.columns)
        return _condition(table, rows, keys, nothing, dialect) if keys else false()
    by_nulls: dict[tuple[bool, ...], list[MaybeKey]] = {}
    for key in keys:
        by_nulls.setdefault(tuple(part is None for part in key), []).append(key)
    found = [_condition(table, rows, alike, nulls, dialect) for nulls, alike in by_nulls.items()]
    return or_(false(), *found)


def _condition(
    table: Table, rows: RowKeys, keys: Sequence[MaybeKey], nulls: tuple[bool, ...], dialect: str
) -> ColumnElement[bool]:
    """For keys that are NULL at the same places."""
    empty = [table.c[name].is_(None) for name, is_null in zip(rows.columns, nulls, strict=True) if is_null]
    there = [place for place, is_null in enumerate(nulls) if not is_null]
    columns = [_asked(table.c[rows.columns[place]], rows.types[place], dialect) for place in there]
    if not columns:
        return and_(*empty)
    if len(columns) == 1:
        return and_(
            _one_of(columns[0], _values(rows.types[there[0]], keys, there[0], dialect), dialect), *empty
        )
    values = [
        combined
        for key in keys
        for combined in _product([_forms(rows.types[place], str(key[place]), dialect) for place in there])
    ]
    return and_(tuple_(*columns).in_(values), *empty)


def _values(key_type: KeyType, keys: Sequence[MaybeKey], place: int, dialect: str) -> list[Any]:
    if key_type.kind in {KeyKind.INTEGER, KeyKind.UUID} and dialect != "sqlite":
        make = _PYTHON[key_type.kind]
        return [make(key[place]) for key in keys]  # type: ignore[arg-type]
    return [value for key in keys for value in _forms(key_type, str(key[place]), dialect)]


def _one_of(column: ColumnElement[Any], values: Sequence[Any], dialect: str) -> ColumnElement[bool]:
    """Thousands of numbers are one array to PostgreSQL, which it reads far faster than as many parameters."""
    if dialect == "postgresql" and isinstance(column.type, types.Integer | types.Uuid):
        kind = types.BigInteger() if isinstance(column.type, types.Integer) else column.type
        return column == any_(cast(bindparam(None, list(values), ARRAY(kind), unique=True), ARRAY(kind)))
    return column.in_(values)


def _asked(column: Column[Any], key_type: KeyType, dialect: str) -> ColumnElement[Any]:
    if key_type.caseless and dialect == "postgresql":
        return func.lower(column)
    return column


def _product(parts: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = [()]
    for values in parts:
        found = [(*before, value) for before in found for value in values]
    return found


def _forms(key_type: KeyType, text: str, dialect: str) -> Sequence[Any]:
    """A canonical text as the values under which the source may store it."""
    if dialect == "sqlite":
        return _sqlite_forms(key_type, text)
    value = _PYTHON.get(key_type.kind, str)(text)
    if isinstance(value, dt.datetime) and not key_type.aware:
        value = value.replace(tzinfo=None)
    return (value,)


def _sqlite_forms(key_type: KeyType, text: str) -> Sequence[Any]:  # noqa: PLR0911 - one line per kind
    match key_type.kind:
        case KeyKind.BYTES:
            return (bytes.fromhex(text),)
        case KeyKind.BOOLEAN:
            return (1 if text == "true" else 0, text)
        case KeyKind.FLOAT:
            return (float(text),)
        case KeyKind.UUID:
            short = text.replace("-", "")
            return (text, short, text.upper(), short.upper())
        case KeyKind.DATETIME:
            spaced = text.replace("T", " ")
            zoned = [f"{moment}{zone}" for moment in (text, spaced) for zone in ("Z", "+00:00")]
            return (text, spaced, *zoned, *([text[:10]] if text.endswith("T00:00:00") else []))
        case KeyKind.DYNAMIC:
            return _dynamic(text)
        case _:
            return (text,)


def _dynamic(text: str) -> Sequence[Any]:
    """The column's type does not say whether a number or its text is stored."""
    try:
        number = int(text)
    except ValueError:
        try:
            return (text, float(text)) if text[:1].isdigit() or text[:1] == "-" else (text,)
        except ValueError:
            return (text,)
    return (text, number) if str(number) == text and -(1 << 63) <= number < 1 << 63 else (text,)


def _spelled(value: str, column: Column[Any], dialect: str) -> Any:
    if dialect == "postgresql":
        return cast(literal(value, types.Text()), column.type)  # the driver takes no text for it
    geometric = isinstance(column.type, SpelledType) and column.type.is_geometric
    return func.ST_GeomFromText(value) if geometric else value


def stored(value: Any, column: Column[Any], dialect: str) -> Any:  # noqa: PLR0911 - one line per type
    """A mask's value as the column takes it."""
    if dialect != "sqlite":
        if isinstance(value, (dict, list)) and not isinstance(column.type, types.JSON | types.ARRAY):
            return json.dumps(value)
        if isinstance(value, str) and isinstance(column.type, _SPELLED):
            return _spelled(value, column, dialect)
        return value
    match value:
        case dict() | list():
            return json.dumps(value)
        case bool():
            return int(value)
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case uuid.UUID():
            return str(value)
        case dt.datetime():
            return value.replace(tzinfo=None).isoformat(" ")
        case dt.date() | dt.time():
            return value.isoformat()
        case _:
            return value
