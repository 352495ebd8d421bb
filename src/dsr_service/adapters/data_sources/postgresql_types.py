"""PostgreSQL's columns: how each is selected, what its values become, and what it takes as a key."""

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from dsr_service.adapters.data_sources.reading import Change, as_json, declared_json, in_any_case
from dsr_service.domain.data_map.data_map import Dataset
from dsr_service.domain.data_map.references import table_name
from dsr_service.domain.keys import DYNAMIC, TEXT, KeyKind, KeyType
from dsr_service.formats.json_values import JsonText

_INTEGERS: Final = {"int2": 15, "int4": 31, "int8": 63}
_TEXTS: Final = {"text", "varchar", "bpchar", "name", "citext"}
_KINDS: Final = {
    "numeric": KeyType(KeyKind.DECIMAL),
    "float4": KeyType(KeyKind.FLOAT),
    "float8": KeyType(KeyKind.FLOAT),
    "bool": KeyType(KeyKind.BOOLEAN),
    "uuid": KeyType(KeyKind.UUID),
    "bytea": KeyType(KeyKind.BYTES),
    "date": KeyType(KeyKind.DATE),
    "timestamp": KeyType(KeyKind.DATETIME),
    "timestamptz": KeyType(KeyKind.DATETIME, aware=True),
}
_AS_THEY_ARE: Final = {*_INTEGERS, "float4", "float8", "bool", "uuid", "numeric", "bytea"} | (
    _TEXTS - {"citext"}
)

_COLUMNS: Final = """
WITH RECURSIVE base AS (
    SELECT a.attname, a.attnum, a.atttypid AS type FROM pg_attribute a
    WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT b.attname, b.attnum, t.typbasetype FROM base b JOIN pg_type t ON t.oid = b.type WHERE t.typtype = 'd'
)
SELECT b.attname AS name, t.typname AS type, e.typname AS element,
    format('%I.%I', n.nspname, coalesce(e.typname, t.typname)) AS spelled
FROM base b JOIN pg_type t ON t.oid = b.type AND t.typtype <> 'd'
LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A' AND t.typlen = -1
JOIN pg_namespace n ON n.oid = coalesce(e.typnamespace, t.typnamespace)
ORDER BY b.attnum
"""
_TABLE: Final = (
    "SELECT c.oid FROM pg_class c WHERE c.oid = to_regclass($1) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
)


_PRIMARY_KEY: Final = """
SELECT a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
WHERE i.indrelid = $1::oid AND i.indisprimary AND i.indisvalid AND (c.relkind = 'p' OR NOT c.relhassubclass)
ORDER BY k.place
"""


@dataclass(frozen=True, slots=True)
class PostgresColumn:
    key_type: KeyType
    shown: str  # its expression in a select list
    asked: str  # its expression in a condition
    asked_type: str  # the type that the keys are cast to
    change: Change | None = None  # what its values become
    is_json: bool = False
    written: str | None = None  # its expression in a line of JSON that the database writes; None: it can't
    lookup_type: KeyType | None = None  # what its keys are looked up by, where case makes no difference

    def asked_in_any_case(self, name: str) -> "PostgresColumn":
        lookup = self.key_type.in_any_case
        if not lookup.any_case:
            return self
        if self.is_json:  # see `postgresql_conditions`, which asks for the values in it
            return replace(self, lookup_type=lookup)
        asked = (
            f't.{quoted(name)}::text COLLATE "C"'  # which knows A-Z alone, whatever the database's language
        )
        many = "::text[]" if lookup.is_array else ""
        return replace(self, asked=f"lower({asked}){many}", asked_type="text", lookup_type=lookup)


@dataclass(frozen=True, slots=True)
class PostgresTable:
    name: str  # quoted
    columns: dict[str, PostgresColumn]
    primary_key: tuple[str, ...] = ()  # as it is enforced: not where tables inherit from this one
    any_case: frozenset[str] = frozenset()  # fields, nested ones too, in which case makes no difference


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


async def read_tables(connection: Any, dataset: Dataset) -> dict[str, PostgresTable]:
    """The tables of those collections of a dataset that are there, by the collection's name."""
    found = {}
    for collection in dataset.collections:
        for parts in _spellings(table_name(dataset, collection), dataset.sql_schema):
            name = ".".join(quoted(part) for part in parts)
            oid = await connection.fetchval(_TABLE, name)
            if oid is not None:
                rows = await connection.fetch(_COLUMNS, oid)
                objects = declared_json(collection)
                columns = {row["name"]: _column(*row, holds_json=row["name"] in objects) for row in rows}
                any_case = in_any_case(collection)
                for field in any_case & columns.keys():
                    columns[field] = columns[field].asked_in_any_case(field)
                key = tuple(row["attname"] for row in await connection.fetch(_PRIMARY_KEY, oid))
                found[collection.name] = PostgresTable(name, columns, key, any_case)
                break
    return found


def _spellings(name: str, own_schema: str | None) -> list[tuple[str, ...]]:
    """A dot stands between schema and table, or (rarely) in the table's name, maybe in the dataset's schema."""
    schema, dot, table = name.partition(".")
    if not dot:
        return [(name,)]
    return [(schema, table), *([(own_schema, name)] if own_schema else []), (name,)]


def _column(
    name: str, type_name: str, element: str | None, spelled: str, *, holds_json: bool
) -> PostgresColumn:
    field = f"t.{quoted(name)}"
    base = element or type_name
    suffix = "[]" if element else ""
    is_array = element is not None
    if base in {"json", "jsonb"}:
        shown = f"{field}::text{suffix}"  # SQLAlchemy gave the connection a codec of its own
        written = None if is_array else _json_on_one_line(field, base)
        change = _each(JsonText, is_array)
        return PostgresColumn(DYNAMIC, shown, field, "text", change, not is_array, written)
    if holds_json and base in _TEXTS and not is_array:
        return PostgresColumn(DYNAMIC, f"{field}::text", field, "text", as_json, is_json=True)
    shown = field if base in _AS_THEY_ARE else f"{field}::text{suffix}"
    if base == "float4":  # its own few digits: widened, 0.1 would be 0.10000000149011612
        shown = f"{field}::text{suffix}::float8{suffix}"
    if base == "money":
        shown = f"{field}::numeric{suffix}"  # as text it would follow the server's language
    if base == "inet" and not is_array:  # its cast to text adds a mask that nobody wrote
        abbreviated = f"abbrev({field})"
        return PostgresColumn(TEXT, abbreviated, abbreviated, "text", written=abbreviated)
    key_type = _key_type(base, is_array)
    if base in _TEXTS or base in _KINDS or base in _INTEGERS:
        written = None if is_array else _written(base, field, shown)
        return PostgresColumn(key_type, shown, field, spelled, _change(base, is_array), written=written)
    as_text = f"{field}::text{suffix}"
    written = None if is_array else f"{shown}::text"
    return PostgresColumn(key_type, shown, as_text, "text", written=written)


def _key_type(base: str, is_array: bool) -> KeyType:
    if base in _INTEGERS:
        edge = 1 << _INTEGERS[base]
        return KeyType(KeyKind.INTEGER, -edge, edge - 1, is_array)
    plain = _KINDS.get(base, TEXT)
    return KeyType(
        plain.kind,
        is_array=is_array,
        caseless=base == "citext",
        padded=base == "bpchar",
        aware=plain.aware,
    )


def _change(base: str, is_array: bool) -> Change | None:
    match base:
        case "float4" | "float8":
            return _each(_finite, is_array)
        case "timestamp" | "timestamptz":
            return _each(rfc_3339, is_array)
        case _:
            return None


def _written(base: str, field: str, shown: str) -> str | None:
    """As `row_to_json` has to be given it to write what `encode_lines` writes of the same value."""
    match base:
        case "float4" | "float8":
            return None  # the two spell exponents and whole numbers differently
        case "numeric":
            return f"{field}::text"
        case "bytea":
            return f"translate(encode({field}, 'base64'), E'\\n', '')"
        case "timestamp":
            return _moment(field, "", "0001-01-01 00:00:00")
        case "timestamptz":
            return _moment(field, ":00", "0001-01-01 00:00:00+00")
        case _:
            return shown


def _moment(field: str, zone: str, first: str) -> str:
    """`rfc_3339` in SQL: six digits of a fraction or none; what no calendar holds stays as it is."""
    fraction = "+00:00" if zone else ""
    return (
        f"CASE WHEN {field} < '{first}' OR {field} = 'infinity' THEN {field}::text"
        f" WHEN date_trunc('second', {field}) = {field} THEN translate({field}::text, ' ', 'T') || '{zone}'"
        f" ELSE to_char({field}, 'YYYY-MM-DD\"T\"HH24:MI:SS.US') || '{fraction}' END"
    )


def _json_on_one_line(field: str, base: str) -> str:
    return field if base == "jsonb" else f"translate({field}::text, E'\\n\\r', '  ')::json"


def _each(change: Change, is_array: bool) -> Change:
    def changed(value: Any) -> Any:
        return (
            [None if element is None else changed(element) for element in value]
            if isinstance(value, list)
            else change(value)
        )

    return changed if is_array else change


def _finite(value: float) -> Any:
    return value if math.isfinite(value) else Decimal(repr(value))


def rfc_3339(text: str) -> str:
    """PostgreSQL's ISO spelling of a UTC moment as RFC 3339 has it; what no calendar holds (infinity) stays."""
    if len(text) == 22 and text[-3] == "+":  # by far the most
        return f"{text[:10]}T{text[11:19]}+00:00"
    date, blank, time = text.partition(" ")
    if not blank or text.endswith("BC"):
        return text
    zone = ""
    if time.endswith("+00"):
        time, zone = time[:-3], "+00:00"
    clock, dot, fraction = time.partition(".")
    return f"{date}T{clock}{dot}{fraction.ljust(6, '0') if dot else ''}{zone}"


def bind(key_type: KeyType, text: str) -> str:
    """A canonical text as PostgreSQL reads it."""
    return f"\\x{text}" if key_type.kind is KeyKind.BYTES else text
