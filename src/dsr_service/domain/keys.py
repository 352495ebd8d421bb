"""When is a value of one column the same key as a value of another: exactly, across types and sources.

A key travels as text in the canonical form of the column that it is looked up in, so that the number 42, the text
"42" and the decimal 42.00 find the same integer column, and "042" or "Anna" do not. What can't be a value of that
column is no key for it: it matches nothing, rather than an error or somebody else's row.
"""

import datetime as dt
import math
import re
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from string import ascii_uppercase
from typing import Any, Final


class KeyKind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    BOOLEAN = "boolean"
    UUID = "uuid"
    BYTES = "bytes"
    DATE = "date"
    DATETIME = "datetime"
    DYNAMIC = "dynamic"  # the source types values, not columns: JSON, SQLite without a declared type


@dataclass(frozen=True, slots=True)
class KeyType:
    """What a column takes as a key."""

    kind: KeyKind
    low: int | None = None
    high: int | None = None
    is_array: bool = False
    caseless: bool = False  # the type itself says that case is no difference (citext)
    padded: bool = False  # char(n): trailing blanks are not part of the value
    aware: bool = False  # a point in time, not a reading of some clock
    any_case: bool = False  # the map says that A-Z and a-z are one letter (an e-mail address)

    @property
    def in_any_case(self) -> "KeyType":
        """The same for who looks a text up whatever its case; what is no text has none."""
        is_text = self.kind in {KeyKind.TEXT, KeyKind.DYNAMIC} and not self.caseless
        return replace(self, any_case=True) if is_text else self

    @property
    def in_one_case(self) -> "KeyType":
        return replace(self, any_case=False)


TEXT: Final = KeyType(KeyKind.TEXT)
DYNAMIC: Final = KeyType(KeyKind.DYNAMIC)

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,40}")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,80})(\.[0-9]{1,80})?")
_UUID = re.compile(r"[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}")
_TRUTHS: Final = {"true": "true", "t": "true", "1": "true", "false": "false", "f": "false", "0": "false"}


def key_texts(target: KeyType, value: Any) -> tuple[str, ...]:
    """The canonical texts by which `value` is looked up in a column: none where it can't be a value of it."""
    if type(value) is int and target.kind is KeyKind.INTEGER:  # what most keys are
        low, high = target.low, target.high
        return (str(value),) if (low is None or low <= value) and (high is None or value <= high) else ()
    found = _CANDIDATES[target.kind](target, value)
    return tuple(dict.fromkeys(text for text in found if _encodable(text)))


def all_key_texts(target: KeyType, values: Collection[Any]) -> Iterable[str]:
    """`key_texts` of many values at once; a text may come twice."""
    if target.kind is KeyKind.INTEGER and set(map(type, values)) == {int}:
        low, high = target.low, target.high
        if (low is None or low <= min(values)) and (high is None or max(values) <= high):
            return map(str, values)
    return (text for value in values for text in key_texts(target, value))


def canonical(target: KeyType, value: Any) -> str | None:
    """The canonical text of a value that was read from that very column; None for NULL and the like."""
    if value is None:
        return None
    kind = type(value)
    if target.kind is KeyKind.TEXT or target.kind is KeyKind.DYNAMIC:
        if kind is str:
            text: str = value
            if target.padded:
                text = text.rstrip(" ")
            return _in_case(target, text)
    elif kind is int and target.kind is KeyKind.INTEGER:
        return str(value)
    found = key_texts(target, value)
    return found[0] if found else None


_SMALL: Final = {ord(letter): letter.lower() for letter in ascii_uppercase}


def _in_case(target: KeyType, text: str) -> str:
    """Databases disagree on the case of letters beyond A-Z."""
    if target.caseless:
        return text.lower()
    return text.translate(_SMALL) if target.any_case else text


def _encodable(text: str) -> bool:
    """Neither a NUL nor a lone surrogate can be stored as text anywhere."""
    if text.isascii():
        return "\x00" not in text
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def _plain(value: Decimal) -> str:
    """Without exponent and without trailing zeros: 42.00, 4.2E+1 and 42 are one number."""
    if not value.is_finite():
        return str(value)
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _number(value: Any) -> Decimal | None:
    match value:
        case bool() | int():
            return Decimal(value)
        case Decimal():
            return value if value.is_finite() else None
        case float():
            return Decimal(repr(value)) if math.isfinite(value) else None
        case str() if _DECIMAL.fullmatch(value):
            return Decimal(value)
        case _:
            return None


def _as_texts(target: KeyType, value: Any) -> tuple[str, ...]:
    found = _spellings(value)
    if target.padded:
        found = tuple(text.rstrip(" ") for text in found)
    return tuple(_in_case(target, text) for text in found)


def _spellings(value: Any) -> tuple[str, ...]:  # noqa: C901, PLR0911 - one line per type of value
    """How a text column may spell the value. A source that has no type for it chooses one of these."""
    match value:
        case str():
            return (value,)
        case bool():
            return ("true" if value else "false",)
        case int():
            return (str(value),)
        case Decimal():
            return (_plain(value), format(value, "f")) if value.is_finite() else ()
        case float():
            return (_plain(Decimal(repr(value))), repr(value)) if math.isfinite(value) else ()
        case uuid.UUID():
            text, short = str(value), value.hex
            return (text, short, text.upper(), short.upper())
        case dt.datetime():
            return (value.isoformat(), value.isoformat(" "))
        case dt.date() | dt.time():
            return (value.isoformat(),)
        case bytes() | bytearray() | memoryview():
            try:
                return (bytes(value).decode(),)
            except UnicodeDecodeError:
                return ()
        case _:
            return ()


def _as_integer(target: KeyType, value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        number = int(value) if _INTEGER.fullmatch(value) else None
    else:
        exact = _number(value)
        number = int(exact) if exact is not None and exact == exact.to_integral_value() else None
    if number is None:
        return ()
    if (target.low is not None and number < target.low) or (target.high is not None and number > target.high):
        return ()
    return (str(number),)


def _as_decimal(_: KeyType, value: Any) -> tuple[str, ...]:
    number = _number(value)
    return () if number is None else (_plain(number),)


def _as_float(_: KeyType, value: Any) -> tuple[str, ...]:
    number = _number(value)
    if number is None:
        return ()
    near = float(number)
    return (_plain(Decimal(repr(near))),) if math.isfinite(near) else ()


def _as_boolean(_: KeyType, value: Any) -> tuple[str, ...]:
    text = value.lower() if isinstance(value, str) else "".join(_as_decimal(TEXT, value))
    return (_TRUTHS[text],) if text in _TRUTHS else ()


def _as_uuid(_: KeyType, value: Any) -> tuple[str, ...]:
    match value:
        case uuid.UUID():
            return (str(value),)
        case str() if _UUID.fullmatch(value):
            return (str(uuid.UUID(value)),)
        case bytes() if len(value) == 16:
            return (str(uuid.UUID(bytes=value)),)
        case _:
            return ()


def _as_bytes(_: KeyType, value: Any) -> tuple[str, ...]:
    match value:
        case bytes() | bytearray() | memoryview():
            return (bytes(value).hex(),)
        case uuid.UUID():
            return (value.bytes.hex(), *(text.encode().hex() for text in _spellings(value)))
        case str() if _UUID.fullmatch(value) and _encodable(value):
            return (value.encode().hex(), uuid.UUID(value).bytes.hex())
        case _:
            return tuple(text.encode().hex() for text in _spellings(value) if _encodable(text))


def _as_date(_: KeyType, value: Any) -> tuple[str, ...]:
    match value:
        case dt.datetime():
            return (value.date().isoformat(),) if value.time() == dt.time() else ()
        case dt.date():
            return (value.isoformat(),)
        case str():
            try:
                return (dt.date.fromisoformat(value).isoformat(),)
            except ValueError:
                return ()
        case _:
            return ()


def _as_datetime(target: KeyType, value: Any) -> tuple[str, ...]:
    moment = value
    if isinstance(moment, str):
        try:
            moment = dt.datetime.fromisoformat(moment)
        except ValueError:
            return ()
    elif isinstance(moment, dt.date) and not isinstance(moment, dt.datetime):
        moment = dt.datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - a civil date has no zone
    if not isinstance(moment, dt.datetime):
        return ()
    try:
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=dt.UTC)
        moment = moment.astimezone(dt.UTC)
    except OverflowError:
        return ()
    return ((moment if target.aware else moment.replace(tzinfo=None)).isoformat(),)


_CANDIDATES: Final[Mapping[KeyKind, Callable[[KeyType, Any], tuple[str, ...]]]] = {
    KeyKind.TEXT: _as_texts,
    KeyKind.INTEGER: _as_integer,
    KeyKind.DECIMAL: _as_decimal,
    KeyKind.FLOAT: _as_float,
    KeyKind.BOOLEAN: _as_boolean,
    KeyKind.UUID: _as_uuid,
    KeyKind.BYTES: _as_bytes,
    KeyKind.DATE: _as_date,
    KeyKind.DATETIME: _as_datetime,
    KeyKind.DYNAMIC: _as_texts,
}
