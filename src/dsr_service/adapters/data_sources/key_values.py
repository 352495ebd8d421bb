"""Canonical keys and masks as a SQL source stores them, and the conditions that find rows by them."""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, MetaData, Table, false, func, tuple_, types

from dsr_service.domain.keys import KeyKind, KeyType
from dsr_service.domain.source_schema import TableSchema
from dsr_service.services.ports.data_sources import Key
from dsr_service.services.ports.erasing import RowKeys

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


def live_table(connection: Connection, described: TableSchema, dialect: str) -> Table:
    """The table with the types of its columns; SQLite has none, there a value is stored as it is given."""
    if dialect == "sqlite":
        columns = [Column(column.name, types.NullType()) for column in described.columns]
        return Table(described.name, MetaData(), *columns, schema=described.schema)
    return Table(
        described.name, MetaData(), schema=described.schema, autoload_with=connection, resolve_fks=False
    )


def key_condition(table: Table, rows: RowKeys, keys: Sequence[Key], dialect: str) -> ColumnElement[bool]:
    """The rows whose columns equal one of the keys."""
    if not keys:
        return false()
    columns = [
        _asked(table.c[name], key_type, dialect)
        for name, key_type in zip(rows.columns, rows.types, strict=True)
    ]
    values = [
        combined
        for key in keys
        for combined in _product(
            [_forms(key_type, part, dialect) for key_type, part in zip(rows.types, key, strict=True)]
        )
    ]
    if len(columns) == 1:
        return columns[0].in_([value[0] for value in values])
    return tuple_(*columns).in_(values)


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
            return (text, text.replace("T", " "))
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


def stored(value: Any, column: Column[Any], dialect: str) -> Any:  # noqa: PLR0911 - one line per type
    """A mask's value as the column takes it."""
    if dialect != "sqlite":
        if isinstance(value, (dict, list)) and not isinstance(column.type, types.JSON | types.ARRAY):
            return json.dumps(value)
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
