"""SQLite's columns: what a declared type makes of values, and how a key is put to a column."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

import aiosqlite

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

_SCALE: Final = re.compile(r"\(\s*\d+\s*,\s*(\d+)\s*\)")
_MOMENT: Final = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[+-]\d\d:\d\d|Z)?)")


@dataclass(frozen=True, slots=True)
class SqliteColumn:
    quoted: str
    key_type: KeyType
    numeric: bool  # SQLite turns texts that look like numbers into numbers here
    untyped: bool  # a number and its text are two values here
    is_json: bool = False
    change: Change | None = None
    lookup_type: KeyType | None = None  # what its keys are looked up by, where case makes no difference

    @property
    def asked(self) -> str:
        """Its expression in a condition."""
        if self.lookup_type:
            return f"lower(t.{self.quoted})"  # A-Z alone
        return f"hex(t.{self.quoted})" if self.key_type.kind is KeyKind.BYTES else f"t.{self.quoted}"

    def asked_in_any_case(self) -> "SqliteColumn":
        lookup = self.key_type.in_any_case
        return replace(self, lookup_type=lookup) if lookup.any_case else self

    def binds(self, text: str, *, inside_json: bool = False) -> Sequence[Any]:  # noqa: PLR0911 - one line per kind
        """A canonical text as the values under which SQLite may store it."""
        match self.key_type.kind:
            case _ if self.lookup_type:
                return (text,)
            case KeyKind.BYTES:
                return (text.upper(),)
            case KeyKind.BOOLEAN:
                return (1 if text == "true" else 0, text)
            case KeyKind.FLOAT:
                return (float(text),)
            case KeyKind.UUID:
                short = text.replace("-", "")
                return (text, short, text.upper(), short.upper())
            case KeyKind.DATETIME:
                return (text, text.replace("T", " "))
            case _:
                return self._plain(text, inside_json)

    def _plain(self, text: str, inside_json: bool) -> Sequence[Any]:
        number = _number(text)
        if inside_json or self.untyped:
            return (text,) if number is None else (text, number)
        if self.numeric and number is None and _looks_like_a_number(text):
            return ()  # "042" would be stored as 42, whose text is another
        return (text,)


@dataclass(frozen=True, slots=True)
class SqliteTable:
    quoted: str
    columns: dict[str, SqliteColumn]  # under the map's spelling too: case does not tell names apart here
    any_case: frozenset[str] = frozenset()  # fields, nested ones too, in which case makes no difference


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


async def read_tables(connection: aiosqlite.Connection, dataset: Dataset) -> dict[str, SqliteTable]:
    """The tables of those collections of a dataset that are there, by the collection's name."""
    found = {}
    for collection in dataset.collections:
        name = table_name(dataset, collection)
        schema, dot, table = name.partition(".")
        own = ((dataset.sql_schema, name),) if dataset.sql_schema else ()
        for place, bare in ((None, name), (schema, table), *own) if dot else ((None, name),):
            prefix = f"{_quote(place)}." if place else ""
            try:
                rows = await connection.execute_fetchall(f"PRAGMA {prefix}table_xinfo({_quote(bare)})")
            except aiosqlite.OperationalError:  # no such schema
                continue
            if rows:
                found[collection.name] = SqliteTable(
                    prefix + _quote(bare), _columns(rows, collection), in_any_case(collection)
                )
                break
    return found


def _columns(rows: Any, collection: Collection) -> dict[str, SqliteColumn]:
    mapped = {declared.name.lower(): declared.name for declared in collection.fields}
    any_case = in_any_case(collection)
    columns = {}
    for _, name, declared_type, _, _, _, hidden in rows:
        if hidden == 1:  # a virtual table's argument
            continue
        spelled = mapped.get(name.lower(), name)
        column = _column(
            name,
            (declared_type or "").upper(),
            spelled in declared_json(collection),
            spelled in declared_truths(collection),
        )
        if spelled in any_case:
            column = column.asked_in_any_case()
        columns[spelled] = columns[name] = column
    return columns


def _column(name: str, declared: str, holds_json: bool, is_truth: bool) -> SqliteColumn:
    """By SQLite's own rules of affinity, and by what other databases mean by the type's name."""
    text = any(word in declared for word in ("CHAR", "CLOB", "TEXT"))
    integer = "INT" in declared
    untyped = not integer and not text and (declared in {"", "ANY"} or "BLOB" in declared)
    real = not untyped and not integer and not text and any(w in declared for w in ("REAL", "FLOA", "DOUB"))
    numeric = not (text or untyped) or integer
    key_type, change = _meaning(declared, is_truth, text and not integer, real)
    if holds_json or "JSON" in declared:
        return SqliteColumn(_quote(name), DYNAMIC, numeric, untyped, is_json=True, change=as_json)
    return SqliteColumn(_quote(name), key_type, numeric, untyped, change=change)


def _meaning(declared: str, is_truth: bool, text: bool, real: bool) -> tuple[KeyType, Change | None]:  # noqa: PLR0911
    if is_truth or "BOOL" in declared:
        return KeyType(KeyKind.BOOLEAN), as_truth
    if text:
        return TEXT, None
    if "BLOB" in declared or "BINARY" in declared:
        return KeyType(KeyKind.BYTES), None
    if real:
        return KeyType(KeyKind.FLOAT), _finite
    if "DATETIME" in declared or "TIMESTAMP" in declared:
        return KeyType(KeyKind.DATETIME), _rfc_3339
    if "UUID" in declared or "UNIQUEIDENTIFIER" in declared:
        return KeyType(KeyKind.UUID), None
    if "DECIMAL" in declared or "NUMERIC" in declared or "MONEY" in declared:
        scale = _SCALE.search(declared)
        return DYNAMIC, _decimal(int(scale[1]) if scale else 0)
    return DYNAMIC, _finite


def _finite(value: Any) -> Any:
    return Decimal(repr(value)) if isinstance(value, float) and not math.isfinite(value) else value


def _decimal(scale: int) -> Change:
    """An exact number that SQLite keeps as a binary one, with the digits that the column declares."""

    def changed(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        number = Decimal(repr(value))
        if not number.is_finite():
            return number
        text = format(number, "f")
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        whole, _, fraction = text.partition(".")
        fraction = fraction.ljust(scale, "0")
        return Decimal(f"{whole}.{fraction}" if fraction else whole)

    return changed


def _rfc_3339(value: Any) -> Any:
    if isinstance(value, str) and (found := _MOMENT.fullmatch(value)):
        return f"{found[1]}T{found[2]}"
    return _finite(value)


def _number(text: str) -> int | float | None:
    """The number whose canonical text this is, if any."""
    if re.fullmatch(r"0|-?[1-9]\d{0,18}", text):
        number = int(text)
        return number if -(1 << 63) <= number < 1 << 63 else None
    if re.fullmatch(r"-?(0|[1-9]\d*)\.\d*[1-9]", text):
        return float(text)
    return None


def _looks_like_a_number(text: str) -> bool:
    return bool(re.fullmatch(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", text))
