"""Rows of PostgreSQL as lines of JSON that the database writes itself, streamed by COPY.

What comes is what `formats.json_columns.encode_lines` would make of the same rows, byte for byte; a table for which
that can't be said is read row by row.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import orjson

from dsr_service.adapters.data_sources.postgresql_types import PostgresColumn, PostgresTable, quoted
from dsr_service.domain.keys import KeyKind, KeyType
from dsr_service.services.ports.data_sources import Key, Row, Take

Condition = Callable[[Sequence[str]], str]
"""SQL of the condition, given one expression of an array of texts per field."""

_BESIDE: Final = "\x02"  # between keys and line: JSON escapes it, so that nothing is ever quoted
_QUOTE: Final = "\x01"
_BLOCK: Final = 256 * 1024  # bytes that are handed on together
_LITERAL: Final = frozenset({KeyKind.INTEGER, KeyKind.UUID})  # digits, letters and "-" only
_GIVEN: Final = _LITERAL | {KeyKind.TEXT}
_FROM_JSON: Final[Mapping[KeyKind, Callable[[Any], Any]]] = {KeyKind.UUID: uuid.UUID}


def can_write(table: PostgresTable, columns: Sequence[str], keys: Sequence[str]) -> bool:
    return (
        bool(columns)
        and all(table.columns[name].written for name in columns)
        and all(_gives(table.columns[name]) for name in keys)
        and "$" not in "".join((table.name, *columns, *keys))  # what the driver takes for a parameter
    )


def _gives(column: PostgresColumn) -> bool:
    kind = column.key_type
    is_money = column.shown.endswith("::numeric")  # a number that is asked for as a text
    return kind.kind in _GIVEN and not (kind.is_array or column.is_json or column.change or is_money)


def matches_exactly(key_types: Sequence[KeyType]) -> bool:
    """Texts may be compared by a collation that knows no case."""
    return all(each.kind in _LITERAL and not each.is_array for each in key_types)


async def copy_lines(
    connection: Any,
    table: PostgresTable,
    columns: Sequence[str],
    keys: Sequence[str],
    key_types: Sequence[KeyType],
    wanted: Sequence[Key],
    condition: Condition,
    take: Take,
) -> None:
    """See `WritingReader.write`."""
    arrays, arguments = _asked(key_types, wanted)
    written = written_columns(table, columns)
    given = "".join(f"to_json({table.columns[name].shown}), " for name in keys)
    sql = (
        f"SELECT {given}row_to_json(line.*) FROM {table.name} AS t"  # noqa: S608 - quoted names, safe literals
        f" CROSS JOIN LATERAL (SELECT {written}) AS line WHERE {condition(arrays)}"
    )
    lines = _Lines(take, conversions(table, keys))
    await connection.copy_from_query(
        sql, *arguments, output=lines.add, format="csv", delimiter=_BESIDE, quote=_QUOTE, null="null"
    )
    await lines.finish()


def written_columns(table: PostgresTable, columns: Sequence[str]) -> str:
    return ", ".join(f"{table.columns[name].written} AS {quoted(name)}" for name in columns)


def conversions(table: PostgresTable, keys: Sequence[str]) -> Sequence[Callable[[Any], Any] | None]:
    """What becomes of keys that were written as JSON."""
    return [_FROM_JSON.get(table.columns[name].key_type.kind) for name in keys]


def _asked(
    key_types: Sequence[KeyType], wanted: Sequence[Key]
) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """COPY takes no parameters: numbers stand in the statement, and the driver quotes texts."""
    texts = [[key[part] for key in wanted] for part, _ in enumerate(key_types)]
    if matches_exactly(key_types):
        return [f"'{{{','.join(column)}}}'" for column in texts], ()
    return [f"${number}" for number, _ in enumerate(key_types, 1)], texts


class TakeFailed(Exception):
    """Whoever takes the rows failed, not the source."""

    def __init__(self, reason: Exception) -> None:
        super().__init__()
        self.reason = reason


class _Lines:
    """Gathers what COPY sends, and hands it on in blocks of whole lines."""

    def __init__(self, take: Take, conversions: Sequence[Callable[[Any], Any] | None]) -> None:
        self._take = take
        self._conversions = conversions
        self._held: list[bytes] = []
        self._size = 0

    async def add(self, data: bytes) -> None:
        self._held.append(data)
        self._size += len(data)
        if self._size >= _BLOCK:
            await self._hand_on()

    async def finish(self) -> None:
        await self._hand_on()

    async def _hand_on(self) -> None:
        whole, end, rest = b"".join(self._held).rpartition(b"\n")
        self._held, self._size = [rest] if rest else [], len(rest)
        if end:
            try:
                await self._take(self._rows(whole) if self._conversions else [(whole,)])
            except Exception as error:
                raise TakeFailed(error) from error

    def _rows(self, block: bytes) -> list[Row]:
        every = block.replace(b"\n", b"\x02").split(b"\x02")
        width = len(self._conversions) + 1
        *keys, lines = (every[place::width] for place in range(width))
        values = [_values(column, change) for column, change in zip(keys, self._conversions, strict=True)]
        return list(zip(*values, lines, strict=True))


def _values(column: Sequence[bytes], change: Callable[[Any], Any] | None) -> list[Any]:
    values: list[Any] = orjson.loads(b"[" + b",".join(column) + b"]")
    return [None if value is None else change(value) for value in values] if change else values
