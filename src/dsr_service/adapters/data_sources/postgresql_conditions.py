"""Conditions of PostgreSQL by which rows are found: these fields equal one of these keys."""

import json
from collections.abc import Sequence

from dsr_service.adapters.data_sources.postgresql_types import PostgresColumn, PostgresTable
from dsr_service.services.ports.data_sources import SourceFailed


def condition(table: PostgresTable, fields: Sequence[str], arrays: Sequence[str] | None = None) -> str:
    """SQL for "these fields equal one of the keys": one array of texts per field, else parameters ($1, $2, ...)."""
    given = arrays or [f"${number}" for number, _ in enumerate(fields, 1)]
    parts = [
        _Part.of(table, field, number, array)
        for number, (field, array) in enumerate(zip(fields, given, strict=True), 1)
    ]
    if len(parts) == 1:
        return parts[0].alone()
    if not any(part.many for part in parts):
        row = ", ".join(part.column.asked for part in parts)
        return f"({row}) IN (SELECT * FROM unnest({', '.join(part.keys for part in parts)}))"  # noqa: S608
    names = ", ".join(f"k{part.number}" for part in parts)
    return (
        f"EXISTS (SELECT 1 FROM unnest({', '.join(part.keys for part in parts)}) AS k({names})"  # noqa: S608
        f" WHERE {' AND '.join(part.equals() for part in parts)})"
    )


class _Part:
    """One field of a condition."""

    def __init__(
        self, column: PostgresColumn, below: str | None, number: int, array: str, *, any_case: bool
    ) -> None:
        self.column = column
        self.number = number
        self.keys = f"{array}::text[]"
        if column.asked_type != "text":
            self.keys += f"::{column.asked_type}[]"
        self._values: str | None = None  # those of a list or of JSON, one a row
        if column.is_json:
            path = "$" + (f".{below}" if below else "") + "[*]"  # lax: a value is a list of one
            literal = path.replace("'", "''")
            self._value = """lower((v #>> '{}') COLLATE "C")""" if any_case else "v #>> '{}'"
            self._values = (
                f"SELECT {self._value} FROM jsonb_path_query({column.asked}::jsonb, '{literal}') AS j(v)"  # noqa: S608
            )
        self.many = column.key_type.is_array or column.is_json

    @classmethod
    def of(cls, table: PostgresTable, field: str, number: int, array: str) -> "_Part":
        column = table.columns.get(field)
        if column:
            return cls(column, None, number, array, any_case=field in table.any_case)
        name, _, below = field.partition(".")
        column = table.columns.get(name)
        if column is None or not column.is_json:
            raise SourceFailed("field_missing")
        steps = ".".join(json.dumps(step) for step in below.split("."))
        return cls(column, steps, number, array, any_case=field in table.any_case)

    def alone(self) -> str:
        if self._values:
            return f"EXISTS ({self._values} WHERE {self._value} = ANY ({self.keys}))"
        if self.many:
            return f"{self.column.asked} && {self.keys}"
        return f"{self.column.asked} = ANY ({self.keys})"

    def equals(self) -> str:
        key = f"k{self.number}"
        if self._values:
            return f"{key} IN ({self._values})"
        if self.many:
            return f"{key} = ANY ({self.column.asked})"
        return f"{self.column.asked} = {key}"
