"""Several small questions to PostgreSQL in one statement, each row a line of JSON as `postgresql_lines` streams it.

The statement is planned once for a connection. It stops after so many rows, and a wide row comes without its line:
such an answer is thrown away, and each of its questions streamed.
"""

from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, Final, NamedTuple

import orjson

from dsr_service.adapters.data_sources.postgresql_conditions import condition
from dsr_service.adapters.data_sources.postgresql_lines import conversions, written_columns
from dsr_service.adapters.data_sources.postgresql_types import PostgresColumn, PostgresTable, bind, quoted
from dsr_service.domain.keys import KeyKind
from dsr_service.services.ports.data_sources import Question, Row

_ROWS: Final = 500  # of all questions together
_WIDE: Final = 32 * 1024  # bytes of a row
_NARROW: Final = frozenset(
    {KeyKind.INTEGER, KeyKind.UUID, KeyKind.BOOLEAN, KeyKind.FLOAT, KeyKind.DATE, KeyKind.DATETIME}
)

Asked = tuple[PostgresTable, Question]
Changes = Sequence[Sequence[Callable[[Any], Any] | None]]


class Wave(NamedTuple):
    """Questions that are asked together, whatever their keys."""

    statement: Any
    changes: Changes


def combined(asked: Sequence[Asked]) -> str:
    """One statement; its parameters are an array of texts for each field of each question.

    The limit stands outside a materialised part, so that it can't make the planner hope for an early end.
    """
    numbers = count(1)
    parts = [
        _part(place, table, question, [f"${next(numbers)}" for _ in question.fields])
        for place, (table, question) in enumerate(asked)
    ]
    return f"WITH found AS MATERIALIZED ({' UNION ALL '.join(parts)}) SELECT * FROM found LIMIT {_ROWS + 1}"  # noqa: S608 - quoted names, no values


def _part(place: int, table: PostgresTable, question: Question, arrays: Sequence[str]) -> str:
    keys = ", ".join(table.columns[name].shown for name in question.keys)
    given = f"json_build_array({keys})::text" if keys else "NULL::text"
    line = "row_to_json(line.*)::text"  # a column may be named so too
    wide = [name for name in question.columns if table.columns[name].key_type.kind not in _NARROW]
    if wide:
        width = " + ".join(_size(table.columns[name], f"t.{quoted(name)}") for name in wide)
        line = f"CASE WHEN {width} <= {_WIDE} THEN {line} END"
    return (
        f"SELECT {place} AS place, {given} AS keys, {line} AS line FROM {table.name} AS t"  # noqa: S608 - quoted names
        f" CROSS JOIN LATERAL (SELECT {written_columns(table, question.columns)}) AS line"
        f" WHERE {condition(table, question.fields, arrays)}"
    )


def _size(column: PostgresColumn, field: str) -> str:
    """Of the value as it comes: what is compressed tells less, and to ask a text for its length opens nothing."""
    match column.key_type.kind:
        case KeyKind.TEXT:
            size = f"octet_length({column.written})"
        case KeyKind.BYTES:
            size = f"octet_length({field})"
        case _:
            size = f"pg_column_size({field})"
    return f"coalesce({size}, 0)"


def parameters(asked: Sequence[Asked]) -> list[list[str]]:
    return [
        [bind(table.columns[name].key_type, key[part]) for key in question.wanted]
        for table, question in asked
        for part, name in enumerate(question.fields)
    ]


def changes_of(asked: Sequence[Asked]) -> Changes:
    """By question what becomes of the values of each key."""
    return [conversions(table, question.keys) for table, question in asked]


def answers(asked: Sequence[Asked], changes: Changes, found: Sequence[Any]) -> list[list[Row]] | None:
    """The rows of each question; None where there is too much for one answer."""
    if len(found) > _ROWS:
        return None
    rows: list[list[Row]] = [[] for _ in asked]
    for place, keys, line in found:
        if line is None:
            return None
        given = orjson.loads(keys) if keys is not None else ()
        values = [
            change(value) if change and value is not None else value
            for value, change in zip(given, changes[place], strict=True)
        ]
        rows[place].append((*values, line.encode()))
    return [
        of if question.keys or not of else [(b"\n".join(row[-1] for row in of),)]
        for (_, question), of in zip(asked, rows, strict=True)
    ]
