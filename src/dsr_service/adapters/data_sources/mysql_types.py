"""MySQL's and MariaDB's columns: what becomes of their values, and how a key is put to them."""

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from struct import pack, unpack
from typing import Any, Final

from dsr_service.adapters.data_sources.reading import (
    Change,
    as_json,
    as_truth,
    declared_json,
    declared_truths,
    in_any_case,
)
from dsr_service.domain.data_map.data_map import Collection, Dataset
from dsr_service.domain.data_map.references import table_name
from dsr_service.domain.keys import DYNAMIC, TEXT, KeyKind, KeyType
from dsr_service.formats.json_values import JsonText

_BITS: Final = {"tinyint": 8, "smallint": 16, "mediumint": 24, "int": 32, "bigint": 64}
_WIDTH: Final = re.compile(r"bit\((\d+)\)")
_SINGLE_MOST: Final = 3.40282356e38  # beyond it `pack` refuses
_COLUMNS: Final = (
    "SELECT column_name, data_type, column_type, collation_name FROM information_schema.columns"
    " WHERE table_schema = COALESCE(%s, DATABASE()) AND table_name = %s ORDER BY ordinal_position"
)
_JSON_CHECKS: Final = (  # MariaDB's JSON is a text with a check
    "SELECT constraint_name FROM information_schema.check_constraints"
    " WHERE constraint_schema = COALESCE(%s, DATABASE()) AND table_name = %s AND check_clause LIKE 'json_valid(%%'"
)


@dataclass(frozen=True, slots=True)
class MysqlColumn:
    quoted: str
    key_type: KeyType
    is_json: bool = False
    change: Change | None = None
    lookup_type: KeyType | None = None  # what its keys are looked up by, where case makes no difference
    asked_as: str | None = None  # its expression in a condition, where that is not the column itself

    @property
    def shown(self) -> str:
        """Its expression in a select list: a FLOAT alone would come cut to six digits."""
        return f"{self.quoted} + 0e0" if self.change is _single else self.quoted

    @property
    def asked(self) -> str:
        return self.asked_as or self.quoted

    def asked_in_any_case(self, collation: str | None) -> "MysqlColumn":
        """By a collation without case, which finds rather too much: the walk compares again."""
        lookup = self.key_type.in_any_case
        if lookup.any_case and self.is_json:  # whose rows are all read and compared by the walk
            return replace(self, lookup_type=lookup)
        if not lookup.any_case or collation is None:
            return self
        wide = None
        if not collation.endswith("_ci"):
            wide = f"CONVERT({self.quoted} USING utf8mb4) COLLATE utf8mb4_general_ci"
        return replace(self, lookup_type=lookup, asked_as=wide)

    def binds(self, text: str) -> Sequence[Any]:  # noqa: PLR0911 - one line per type
        """A canonical text as the values under which the column may hold it. Its type, or MySQL converts the column."""
        match self.key_type.kind:
            case KeyKind.INTEGER:
                return (int(text),)
            case KeyKind.DECIMAL:
                return (Decimal(text),)
            case KeyKind.FLOAT:
                return (float(text),)
            case KeyKind.BOOLEAN:
                return (1 if text == "true" else 0,)
            case KeyKind.BYTES:
                return (bytes.fromhex(text),)
            case KeyKind.DATETIME:
                return (text.replace("T", " ").removesuffix("+00:00"),)
            case _:
                return (text,)


@dataclass(frozen=True, slots=True)
class MysqlTable:
    quoted: str
    columns: dict[str, MysqlColumn]  # under the map's spelling too: case does not tell columns apart here
    any_case: frozenset[str] = frozenset()  # fields, nested ones too, in which case makes no difference


def _quote(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


async def read_tables(connection: Any, dataset: Dataset) -> dict[str, MysqlTable]:
    """The tables of those collections of a dataset that are there, by the collection's name."""
    found = {}
    mariadb = "mariadb" in connection.get_server_info().lower()
    for collection in dataset.collections:
        name = table_name(dataset, collection)
        schema, dot, table = name.partition(".")
        own = ((dataset.sql_schema, name),) if dataset.sql_schema else ()
        for place, bare in ((schema, table), *own, (None, name)) if dot else ((None, name),):
            async with connection.cursor() as cursor:
                await cursor.execute(_COLUMNS, (place, bare))
                rows = await cursor.fetchall()
                checked: set[str] = set()
                if rows and mariadb:
                    await cursor.execute(_JSON_CHECKS, (place, bare))
                    checked = {row[0] for row in await cursor.fetchall()}
            if rows:
                quoted = (f"{_quote(place)}." if place else "") + _quote(bare)
                found[collection.name] = MysqlTable(
                    quoted, _columns(rows, checked, collection), in_any_case(collection)
                )
                break
    return found


def _columns(rows: Any, checked: set[str], collection: Collection) -> dict[str, MysqlColumn]:
    mapped = {declared.name.lower(): declared.name for declared in collection.fields}
    objects, truths = declared_json(collection), declared_truths(collection)
    columns = {}
    any_case = in_any_case(collection)
    for name, data_type, column_type, collation in rows:
        spelled = mapped.get(name.lower(), name)
        holds_json = spelled in objects or name in checked or data_type == "json"
        column = _column(name, data_type.lower(), column_type.lower(), holds_json, spelled in truths)
        if spelled in any_case:
            column = column.asked_in_any_case(collation)
        columns[spelled] = columns[name] = column
    return columns


def _column(name: str, base: str, declared: str, holds_json: bool, is_truth: bool) -> MysqlColumn:
    quoted = _quote(name)
    if holds_json and base in {"json", "longtext", "mediumtext", "text", "tinytext", "varchar", "char"}:
        return MysqlColumn(quoted, DYNAMIC, is_json=True, change=_whole_json if base == "json" else as_json)
    if base in _BITS:
        return MysqlColumn(quoted, _integer(base, declared), change=as_truth if is_truth else None)
    if declared == "bit(1)":
        return MysqlColumn(quoted, KeyType(KeyKind.BOOLEAN), change=lambda value: value != b"\x00")
    if base == "bit" and (width := _WIDTH.fullmatch(declared)):
        return _bits(quoted, int(width[1]))
    key_type, change = _MEANINGS.get(base, (TEXT, None))
    return MysqlColumn(quoted, key_type, change=change)


def _bits(quoted: str, width: int) -> MysqlColumn:
    """As digits, which is how they are written in SQL and how PostgreSQL gives them."""

    def digits(value: Any) -> Any:
        return f"{int.from_bytes(value):0{width}b}" if isinstance(value, bytes) else value

    return MysqlColumn(quoted, TEXT, change=digits, asked_as=f"LPAD(BIN({quoted}), {width}, '0')")


def _integer(base: str, declared: str) -> KeyType:
    bits = _BITS[base]
    if "unsigned" in declared:
        return KeyType(KeyKind.INTEGER, 0, (1 << bits) - 1)
    return KeyType(KeyKind.INTEGER, -(1 << (bits - 1)), (1 << (bits - 1)) - 1)


def _whole_json(value: Any) -> Any:
    return JsonText(value) if isinstance(value, str) else value


def _finite(value: Any) -> Any:
    return Decimal(repr(value)) if isinstance(value, float) and not math.isfinite(value) else value


def _single(value: Any) -> Any:
    """The fewest digits that are this number of four bytes, as PostgreSQL writes it."""
    if not isinstance(value, float) or not math.isfinite(value):
        return _finite(value)
    for digits in range(6, 9):
        short = float(f"{value:.{digits}g}")
        if -_SINGLE_MOST < short < _SINGLE_MOST and unpack("f", pack("f", short))[0] == value:
            return short
    return float(f"{value:.9g}")


def _utc(value: Any) -> Any:
    """A TIMESTAMP is a point in time; the session reads it in UTC."""
    return value.replace(tzinfo=dt.UTC) if isinstance(value, dt.datetime) else value


def _time(value: Any) -> Any:
    """TIME reaches beyond a day and below zero, so that the driver makes a length of time of it."""
    if not isinstance(value, dt.timedelta):
        return value
    sign = "-" if value < dt.timedelta() else ""
    value = abs(value)
    hours, rest = divmod(value.days * 86400 + value.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{value.microseconds:06}" if value.microseconds else ""
    return f"{sign}{hours:02}:{minutes:02}:{seconds:02}{fraction}"


_MEANINGS: Final[Mapping[str, tuple[KeyType, Change | None]]] = {
    "decimal": (KeyType(KeyKind.DECIMAL), None),
    "numeric": (KeyType(KeyKind.DECIMAL), None),
    "float": (KeyType(KeyKind.FLOAT), _single),
    "double": (KeyType(KeyKind.FLOAT), _finite),
    "year": (KeyType(KeyKind.INTEGER, 0, 9999), None),
    "date": (KeyType(KeyKind.DATE), None),
    "datetime": (KeyType(KeyKind.DATETIME), None),
    "timestamp": (KeyType(KeyKind.DATETIME, aware=True), _utc),
    "time": (TEXT, _time),
    "uuid": (KeyType(KeyKind.UUID), None),
    **dict.fromkeys(
        ("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "bit"),
        (KeyType(KeyKind.BYTES), None),
    ),
}
