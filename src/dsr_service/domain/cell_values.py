"""A new value for one field: read from text by the column's type, and compared with what a source holds."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from dsr_service.domain.data_map.source_schema import ColumnKind, ColumnSchema

_YES: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_APPROXIMATE: Final = ("FLOAT", "REAL", "DOUBLE")
_INTEGER_BITS: Final[Mapping[str, int]] = {
    "TINYINT": 8, "SMALLINT": 16, "INT2": 16, "MEDIUMINT": 24, "BIGINT": 64, "INT8": 64,
}  # fmt: skip
_SHORT_TEXTS: Final[Mapping[str, int]] = {"TINYTEXT": 255, "TEXT": 65_535}


class ValueUnfit(ValueError):
    """The text is no value of the column; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


WRITABLE: Final = frozenset(
    {
        ColumnKind.STRING, ColumnKind.INTEGER, ColumnKind.DECIMAL, ColumnKind.BOOLEAN, ColumnKind.DATE,
        ColumnKind.DATETIME, ColumnKind.TIME, ColumnKind.UUID, ColumnKind.ENUM,
    }
)  # fmt: skip
"""The kinds of columns that are written here; a person changes the others."""


def value_for(column: ColumnSchema, text: str | None, dialect: str) -> Any:
    """The text as the column takes it; None is NULL. Raises ValueUnfit."""
    if text is None:
        if not column.nullable:
            raise ValueUnfit("not_null")
        return None
    if column.kind not in WRITABLE:
        raise ValueUnfit("type_not_written")
    if "\x00" in text:
        raise ValueUnfit("wrong_type")
    try:
        return _READERS[column.kind](column, text, dialect)
    except ValueUnfit:
        raise
    except (ValueError, InvalidOperation, KeyError, OverflowError):
        raise ValueUnfit("wrong_type") from None


def _string(column: ColumnSchema, text: str, dialect: str) -> str:
    short = _SHORT_TEXTS.get(column.type.upper().split("(")[0]) if dialect in {"mysql", "mariadb"} else None
    if short is not None and len(text.encode("utf-8", "surrogatepass")) > short:
        raise ValueUnfit("too_long")
    if column.length is not None and len(text) > column.length:
        raise ValueUnfit("too_long")
    text.encode()  # a lone surrogate can't be stored
    return text


def _integer(column: ColumnSchema, text: str, dialect: str) -> int:
    if text.lower() in {"true", "false"}:  # a flag, where the source has no type for it
        text = "1" if text.lower() == "true" else "0"
    number = int(text) if text.strip() == text and "_" not in text else int("")
    if dialect == "sqlite":
        bits = 64
    else:
        bits = next((b for word, b in _INTEGER_BITS.items() if column.type.upper().startswith(word)), 32)
    low, high = (0, (1 << bits) - 1) if column.unsigned else (-(1 << (bits - 1)), (1 << (bits - 1)) - 1)
    if not low <= number <= high:
        raise ValueUnfit("out_of_range")
    return number


def _decimal(column: ColumnSchema, text: str, _: str) -> Decimal:
    number = Decimal(text)
    if "_" in text or not number.is_finite():
        raise ValueUnfit("wrong_type")
    if column.precision is not None and column.scale is not None:
        if number != round(number, column.scale):
            raise ValueUnfit("too_precise")
        if abs(number) >= Decimal(10) ** (column.precision - column.scale):
            raise ValueUnfit("out_of_range")
    return number


def _moment(column: ColumnSchema, text: str, _: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if column.timezone:
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _enum(column: ColumnSchema, text: str, _: str) -> str:
    if text not in column.enum_values:
        raise ValueUnfit("not_allowed")
    return text


_READERS: Final[Mapping[ColumnKind, Callable[[ColumnSchema, str, str], Any]]] = {
    ColumnKind.STRING: _string,
    ColumnKind.INTEGER: _integer,
    ColumnKind.DECIMAL: _decimal,
    ColumnKind.BOOLEAN: lambda _column, text, _dialect: _YES[text.lower()],
    ColumnKind.DATE: lambda _column, text, _dialect: dt.date.fromisoformat(text),
    ColumnKind.DATETIME: _moment,
    ColumnKind.TIME: lambda _column, text, _dialect: dt.time.fromisoformat(text),
    ColumnKind.UUID: lambda _column, text, _dialect: uuid.UUID(text),
    ColumnKind.ENUM: _enum,
}


def same(column: ColumnSchema, held: Any, wanted: Any) -> bool:
    """Whether what the source holds is that value, exactly; how many zeros it shows makes no difference."""
    if held is None or wanted is None:
        return held is None and wanted is None
    try:
        return _same(column, held, wanted)
    except (ValueError, InvalidOperation, KeyError, TypeError):
        return False


def _same(column: ColumnSchema, held: Any, wanted: Any) -> bool:
    if column.kind in _COMPARED:
        mine, theirs = (_COMPARED[column.kind](value) for value in (held, wanted))
        if column.type.upper().startswith(_APPROXIMATE):
            return abs(float(mine) - float(theirs)) <= 1e-6 * max(1.0, abs(float(theirs)))
        return bool(mine == theirs)
    text = str(held)
    if column.type.upper().startswith(("CHAR", "NCHAR")):  # padded: trailing blanks are no part of it
        return text.rstrip(" ") == str(wanted).rstrip(" ")
    return text == str(wanted)


def _utc(value: Any) -> dt.datetime:
    moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(str(value))
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)


def _time(held: Any) -> dt.time:
    if isinstance(held, dt.timedelta):  # so MySQL's drivers read a time
        return (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + held).time()
    return held if isinstance(held, dt.time) else dt.time.fromisoformat(str(held))


_COMPARED: Final[Mapping[ColumnKind, Callable[[Any], Any]]] = {
    ColumnKind.INTEGER: lambda value: Decimal(str(value)),
    ColumnKind.DECIMAL: lambda value: Decimal(str(value)),
    ColumnKind.BOOLEAN: lambda value: _YES[str(value).lower()],
    ColumnKind.DATE: lambda value: str(value)[:10],
    ColumnKind.DATETIME: _utc,
    ColumnKind.TIME: _time,
    ColumnKind.UUID: lambda value: uuid.UUID(str(value)),
}
