"""How a value of a row is written in JSON, wherever rows are written.

Decimals are strings, as a JSON number would lose digits; times are RFC 3339, those without a zone keep none;
bytes are base64; what JSON has no number for (NaN, infinity) is a string; JSON columns stay as the source wrote them.
"""

import base64
import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Final

import orjson

_WIDE: Final = 15  # digits that every reader of JSON keeps


@dataclass(frozen=True, slots=True)
class JsonText:
    """The value of a JSON column in the source's own spelling, known to be JSON."""

    text: str

    @property
    def one_line(self) -> str:
        """Line ends are white space in JSON, never part of a string; rows are written one to a line."""
        return (
            self.text.replace("\n", " ").replace("\r", " ")
            if "\n" in self.text or "\r" in self.text
            else self.text
        )

    def parsed(self) -> Any:
        """As Python values; numbers that Python would round are `JsonNumber`."""
        return json.loads(self.text, parse_float=JsonNumber, parse_int=_integer)

    @classmethod
    def of(cls, text: str) -> "JsonText | str":
        """The text as JSON, or as plain text where it is none (a lax source)."""
        try:
            json.loads(text, parse_constant=_refuse)
        except (ValueError, RecursionError):
            return text
        return cls(text)


class JsonNumber(Decimal):
    """A number inside JSON, digit for digit: written as a number again, unlike a column's decimal."""


def encode(value: Any) -> bytes:
    """One value, an object or a list as JSON in UTF-8."""
    try:
        return orjson.dumps(value, default=_default, option=orjson.OPT_PASSTHROUGH_DATACLASS)
    except orjson.JSONEncodeError:  # a lone surrogate, a very wide integer or a very deep list
        return json.dumps(value, default=_slow_default, ensure_ascii=True, separators=(",", ":")).encode()


def encode_row(columns: Sequence[str], row: Sequence[Any]) -> bytes:
    """One row as an object."""
    return encode(dict(zip(columns, row, strict=True)))


def text_of(value: Any) -> str:
    """The value as a cell of text: the same spelling without JSON's quotes. NULL is empty."""
    if value is None:
        return ""
    if type(value) is str:
        return value
    encoded = encode(value).decode()
    return str(json.loads(encoded)) if encoded.startswith('"') else encoded


def _integer(text: str) -> Any:
    return int(text) if len(text) <= _WIDE else JsonNumber(text)


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _default(value: Any) -> Any:
    match value:
        case JsonText():
            return orjson.Fragment(value.one_line)
        case JsonNumber():
            return orjson.Fragment(str(value))
        case _:
            return _text_default(value)


def _text_default(value: Any) -> Any:  # noqa: PLR0911 - one line per type
    match value:
        case Decimal():
            return format(value, "f") if value.is_finite() else str(value)
        case bytes() | bytearray() | memoryview():
            return base64.b64encode(bytes(value)).decode("ascii")
        case dt.timedelta():
            return duration(value)
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case Enum():
            return value.value
        case set() | frozenset():
            return sorted(value, key=str)
        case tuple():
            return list(value)
        case uuid.UUID():
            return str(value)
        case _:
            return str(value)


def _slow_default(value: Any) -> Any:
    match value:
        case JsonText():
            return value.parsed()
        case JsonNumber():
            return int(value) if value == value.to_integral_value() else float(value)
        case _:
            return _text_default(value)


def duration(value: dt.timedelta) -> str:
    """ISO 8601."""
    if value < dt.timedelta():
        return "-" + duration(-value)
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{value.microseconds:06}".rstrip("0") if value.microseconds else ""
    date = f"{value.days}D" if value.days else ""
    time = "".join(
        f"{amount}{unit}"
        for amount, unit in ((hours, "H"), (minutes, "M"), (f"{seconds}{fraction}", "S"))
        if amount not in {0, "0"}
    )
    return f"P{date}{'T' if time else ''}{time}" if date or time else "PT0S"


def sort_bytes(value: Any) -> bytes:  # noqa: PLR0911 - one line per type
    """Bytes that compare as the values do: NULL, then truth values, numbers, texts, the rest by its JSON."""
    match value:
        case None:
            return b"\x00"
        case bool():
            return b"\x01\x01" if value else b"\x01\x00"
        case int():
            return b"\x02" + _number_bytes(Decimal(value)) if abs(value) >= _LIMIT else _small(value)
        case float() | Decimal():
            number = Decimal(repr(value)) if isinstance(value, float) else value
            return b"\x02" + _number_bytes(number)
        case str():
            return (
                b"\x03" + value.encode("utf-8", "surrogatepass").replace(b"\x00", b"\x00\xff") + b"\x00\x00"
            )
        case bytes():
            return b"\x04" + value.replace(b"\x00", b"\x00\xff") + b"\x00\x00"
        case _:
            return b"\x05" + encode(value).replace(b"\x00", b"\x00\xff") + b"\x00\x00"


_LIMIT: Final = 1 << 127
_EDGE: Final = Decimal(_LIMIT)


def _small(value: int) -> bytes:
    return b"\x02" + (value + _LIMIT).to_bytes(17, "big") + b"\x00"


def _number_bytes(number: Decimal) -> bytes:
    if number.is_nan():
        return b"\xff" * 18
    if number >= _EDGE:
        return b"\xfe" * 18
    if number <= -_EDGE:
        return b"\x00" * 18
    whole = number.to_integral_value(rounding="ROUND_FLOOR")
    fraction = format(number - whole, "f").partition(".")[2].rstrip("0")
    return (int(whole) + _LIMIT).to_bytes(17, "big") + fraction.encode("ascii") + b"\x00"
