"""Values that say nothing of anyone and that a column's type, length and CHECKs may allow."""

import datetime as dt
import hmac
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from dsr_service.domain.data_map.source_schema import ColumnKind, ColumnSchema
from dsr_service.domain.masking.patterns import QUIET, shapes

Make = Callable[[Any, bytes], Any]
"""(old value, sixteen random bytes) -> new value"""

TOKEN: Final = 32  # characters of a random value where nothing limits it
_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyz23456789"
_MAIL: Final = "@example.invalid"
_LITERAL: Final = re.compile(r"'((?:[^']|'')*)'")
_NUMBER: Final = re.compile(r"(?<![\w.'])-?\d+(?:\.\d+)?(?![\w.'])")
_TEXTS: Final = ("[erased]", "erased", f"erased{_MAIL}", "-", "x", "X", "", "n/a", "+0000000", "{}", "[]")
_NEUTRAL: Final = ("unknown", "other", "none", "unspecified", "undisclosed", "n/a", "na", "x", "u", "")
_INTEGER_BITS: Final = (("TINYINT", 7), ("SMALLINT", 15), ("MEDIUMINT", 23), ("BIGINT", 63))
_DAYS: Final = (dt.date(1970, 1, 2), dt.date(1900, 1, 1), dt.date(2000, 1, 1), dt.date(2037, 12, 31))


def letters(size: int, *, ending: str = "", upper: bool = False) -> Make:
    """Random letters and digits, as many as asked for."""

    def make(_: Any, noise: bytes) -> str:
        text, block = "", noise
        while len(text) < size:
            block = hmac.digest(noise, block, "sha256")
            text += "".join(_ALPHABET[byte & 31] for byte in block)
        return (text[:size].upper() if upper else text[:size]) + ending

    return make


def digits(size: int, *, beginning: str = "") -> Make:
    def make(_: Any, noise: bytes) -> str:
        wide = "".join(str(byte % 10) for byte in hmac.digest(noise, b"digits", "sha512"))
        return beginning + wide[: max(size, 1)]

    return make


def unique_values(column: ColumnSchema, checks: Iterable[str]) -> Iterator[Make]:
    """A value of its own for each row, in every shape that a constraint may ask for."""
    if column.kind is ColumnKind.STRING:
        checks = list(checks)
        yield from _unique_texts(column.length or TOKEN, lengths(checks))
        for shape in shapes(checks):
            yield lambda _, noise, shape=shape: shape(noise)  # type: ignore[misc]
    elif column.kind is ColumnKind.INTEGER:
        yield from _unique_integers(column)
    elif column.kind is ColumnKind.DECIMAL:
        whole = min((column.precision or 18) - (column.scale or 0), 18)
        yield lambda _, noise: Decimal(digits(whole)(_, noise))
    elif column.kind is ColumnKind.UUID:
        yield lambda _, noise: uuid.UUID(bytes=noise, version=4)
    elif column.kind is ColumnKind.BYTES:
        yield lambda _, noise: noise[: column.length or 16]
    elif column.kind is ColumnKind.DATETIME:
        start = dt.datetime(1900, 1, 1, tzinfo=dt.UTC if column.timezone else None)
        yield lambda _, noise: start + dt.timedelta(seconds=_bits(noise, 31))


def _unique_texts(most: int, named: Iterable[int]) -> Iterator[Make]:
    size = min(most, TOKEN)
    yield letters(size)
    if most > len(_MAIL) + 4:
        yield letters(min(most - len(_MAIL), TOKEN), ending=_MAIL)
    for length in dict.fromkeys((*named, size, 16, 12, 10, 8, 5)):
        if length <= most:
            yield digits(length)
            yield letters(length, upper=True)
            yield letters(length)
    yield digits(min(most - 1, 15), beginning="+")


def _unique_integers(column: ColumnSchema) -> Iterator[Make]:
    bits = next((bits for word, bits in _INTEGER_BITS if column.type.upper().startswith(word)), 31)
    if not column.unsigned:
        yield lambda _, noise: -1 - _bits(noise, bits - 1)
    yield lambda _, noise: (1 << (bits - 1)) + _bits(noise, bits - 1)


def _bits(noise: bytes, count: int) -> int:
    return int.from_bytes(noise[:8], "big") >> (64 - count)


def lengths(checks: Iterable[str]) -> list[int]:
    """The small numbers in CHECKs, which may be lengths."""
    named = {int(text) for check in checks for text in re.findall(r"\b\d{1,3}\b", check)}
    return sorted(number for number in named if 0 < number <= 200)


def constants(column: ColumnSchema, checks: Iterable[str]) -> list[Any]:
    """Values that say nothing, then those that a default or a CHECK names, of the column's type."""
    checks = list(checks)
    found = list(_CONSTANTS.get(column.kind, _anything)(column, checks))
    return [value for n, value in enumerate(found) if not any(_same(value, other) for other in found[:n])]


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def _named(checks: Iterable[str]) -> list[str]:
    found = [text.replace("''", "'") for check in checks for text in _LITERAL.findall(check)]
    return sorted(found, key=_neutrality)


def _numbers(checks: Iterable[str]) -> list[Decimal]:
    return [Decimal(text) for check in checks for text in _NUMBER.findall(check)]


def _neutrality(value: str) -> int:
    """How little a value of a fixed list says: the smaller the less."""
    lowered = value.lower()
    return _NEUTRAL.index(lowered) if lowered in _NEUTRAL else len(_NEUTRAL)


def _texts(column: ColumnSchema, checks: list[str]) -> Iterator[str]:
    default = _LITERAL.match(column.default or "")
    most = column.length or 1_000_000
    sizes = dict.fromkeys((*lengths(checks), 2, 3, 5, 8, 10))
    every = [
        *_TEXTS,
        *(shape * size for size in sizes for shape in ("X", "0", "x")),
        *((default[1],) if default else ()),
        *_named(checks),
        *(shape(QUIET) for shape in shapes(checks)),
    ]
    yield from (text for text in every if len(text) <= most)


def _integers(column: ColumnSchema, checks: list[str]) -> Iterator[int]:
    around = [int(n) + step for n in _numbers(checks) if n == int(n) for step in (0, 1, -1)]
    yield from (n for n in (0, 1, -1, 1970, *around) if n >= 0 or not column.unsigned)


def _decimals(_: ColumnSchema, checks: list[str]) -> Iterator[Decimal]:
    numbers = _numbers(checks)
    yield from (Decimal(0), Decimal(1), Decimal(-1), *numbers, *(n + 1 for n in numbers))


def _days(checks: Iterable[str]) -> Iterator[dt.date]:
    yield from _DAYS
    for text in _named(checks):
        try:
            day = dt.date.fromisoformat(text[:10])
        except ValueError:
            continue
        yield from (day, day + dt.timedelta(days=1), day - dt.timedelta(days=1))


def _dates(_: ColumnSchema, checks: list[str]) -> Iterator[dt.date]:
    yield from _days(checks)


def _datetimes(column: ColumnSchema, checks: list[str]) -> Iterator[dt.datetime]:
    zone = dt.UTC if column.timezone else None
    yield from (dt.datetime(day.year, day.month, day.day, tzinfo=zone) for day in _days(checks))


_OF_TYPE: Final = (
    ("MULTIRANGE", "{}"), ("RANGE", "empty"), ("MONEY", "0"), ("INTERVAL", "0"), ("XML", "<erased/>"),
    ("TSVECTOR", ""), ("HSTORE", ""), ("YEAR", 1970), ("LTREE", "erased"), ("INET6", "::"),
    ("INET4", "0.0.0.0"),  # noqa: S104 - no address to listen at
    ("POINT", "(0,0)"), ("BOX", "(0,0),(0,0)"), ("LSEG", "(0,0),(0,0)"), ("PATH", "((0,0))"), ("POLYGON", "((0,0))"),
    ("CIRCLE", "<(0,0),0>"), ("LINE", "{0,1,0}"), ("PATH", "$"), ("LSN", "0/0"),
)  # fmt: skip
_SHAPES: Final = (
    "POINT(0 0)", "LINESTRING(0 0,0 1)", "POLYGON((0 0,0 1,1 1,0 0))", "MULTIPOINT(0 0)", "MULTILINESTRING((0 0,0 1))",
    "MULTIPOLYGON(((0 0,0 1,1 1,0 0)))",
)  # fmt: skip
_ELEMENTS: Final[tuple[Any, ...]] = ("[erased]", "x", 0, False, Decimal(0), uuid.UUID(int=0), _DAYS[0], {})


def _anything(column: ColumnSchema, checks: list[str]) -> Iterator[Any]:
    yield from (value for word, value in _OF_TYPE if word in column.type.upper())
    words = re.findall("[A-Z]+", column.type.upper())
    yield from (shape for shape in _SHAPES if shape.partition("(")[0] in words or "GEOMETRY" in words)
    yield from ("", *_named(checks), *(int(n) for n in _numbers(checks)), 0)


def _arrays(column: ColumnSchema, checks: list[str]) -> Iterator[list[Any]]:
    """Empty ones where a CHECK doesn't ask for more."""
    yield []
    elements = (*column.enum_values, *_named(checks), *_ELEMENTS)
    yield from ([element] * size for size in dict.fromkeys((1, *lengths(checks))) for element in elements)


_CONSTANTS: Final[Mapping[ColumnKind, Callable[[ColumnSchema, list[str]], Iterable[Any]]]] = {
    ColumnKind.STRING: _texts,
    ColumnKind.ENUM: lambda column, _: sorted(column.enum_values, key=_neutrality),
    ColumnKind.INTEGER: _integers,
    ColumnKind.DECIMAL: _decimals,
    ColumnKind.BOOLEAN: lambda *_: (False, True),
    ColumnKind.JSON: lambda *_: ({}, [], ""),
    ColumnKind.UUID: lambda *_: (uuid.UUID(int=0),),
    ColumnKind.BYTES: lambda column, _: (b"", bytes(column.length or 1)),
    ColumnKind.ARRAY: _arrays,
    ColumnKind.NETWORK: lambda *_: ("0.0.0.0", "00:00:00:00:00:00"),  # noqa: S104 - no address to listen at
    ColumnKind.DATE: _dates,
    ColumnKind.DATETIME: _datetimes,
    ColumnKind.TIME: lambda column, _: (dt.time(0, 0, tzinfo=dt.UTC if column.timezone else None),),
}


def _identity(value: Any) -> Any:
    return value


_TYPED: Final[Mapping[ColumnKind, Callable[[Any], Any]]] = {
    ColumnKind.INTEGER: int,
    ColumnKind.DECIMAL: lambda value: Decimal(str(value)),
    ColumnKind.BOOLEAN: bool,
    ColumnKind.DATE: lambda value: dt.date.fromisoformat(str(value)),
    ColumnKind.DATETIME: lambda value: dt.datetime.fromisoformat(str(value)),
    ColumnKind.UUID: lambda value: uuid.UUID(str(value)),
    ColumnKind.ENUM: str,
    ColumnKind.NETWORK: str,
    ColumnKind.OTHER: str,
    ColumnKind.JSON: _identity,
}


def typed(kind: ColumnKind, value: Any) -> Any:
    """A configured value as the column's type, or None where it is none of it."""
    if value is None or kind not in _TYPED:
        return None
    try:
        return _TYPED[kind](value)
    except (ValueError, TypeError, InvalidOperation):
        return None
