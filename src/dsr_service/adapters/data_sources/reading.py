"""What the SQL readers share: limits, names, the size of a fetch, and which driver's error means what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dsr_service.domain.data_map.data_map import Collection, Dataset, DataType
from dsr_service.domain.data_map.references import table_name
from dsr_service.formats.json_values import JsonText
from dsr_service.services.ports.data_sources import Row

Change = Callable[[Any], Any]
"""What becomes of a column's values, which are not NULL."""

_FETCH_BYTES: Final = 1 << 20
_FETCH_FIRST: Final = 64
_FETCH_MOST: Final = 4096


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a source may take, and how much one question may hold."""

    connect_seconds: float = 15
    statement_seconds: float = 300
    keys: int = 10_000  # of one read
    answer_bytes: int = 16 << 20  # of one HTTP answer


def mapped_tables(dataset: Dataset) -> list[str]:
    """The names of a dataset's tables, as `SourceSchema` spells them."""
    names = [table_name(dataset, collection) for collection in dataset.collections]
    if dataset.sql_schema:  # also of a table whose own name has a dot
        names += [f"{dataset.sql_schema}.{collection.name}" for collection in dataset.collections]
    return names


def declared_json(collection: Collection) -> frozenset[str]:
    """The columns that the map describes as objects or lists, whatever type the source gives them."""
    return frozenset(
        declared.name
        for declared in collection.fields
        if declared.fields or declared.is_array or declared.data_type is DataType.OBJECT
    )


def declared_truths(collection: Collection) -> frozenset[str]:
    """The columns that the map calls boolean: some sources have only numbers for them."""
    return frozenset(
        declared.name for declared in collection.fields if declared.data_type is DataType.BOOLEAN
    )


def in_any_case(collection: Collection) -> frozenset[str]:
    """The fields, nested ones too, in which texts are looked up whatever their case."""
    return frozenset(path for path, declared in collection.walk_fields() if declared.ignores_case)


def as_json(value: Any) -> Any:
    """A text that holds an object or a list as what it holds."""
    return JsonText.of(value) if isinstance(value, str) and value.lstrip()[:1] in {"{", "["} else value


def as_truth(value: Any) -> Any:
    return bool(value) if type(value) is int and value in {0, 1} else value


def changed(row: Any, changes: Sequence[tuple[int, Change]]) -> Row:
    """The row as plain values."""
    values = list(row)
    for position, change in changes:
        value = values[position]
        if value is not None:
            values[position] = change(value)
    return tuple(values)


class FetchSize:
    """How many rows the next fetch takes: few while they are wide, so that memory stays bounded."""

    def __init__(self) -> None:
        self.rows = _FETCH_FIRST

    def learn(self, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            sample = rows[:: max(1, len(rows) // 32)]
            width = sum(_weight(value) for row in sample for value in row) // len(sample)
            fitting = _FETCH_BYTES // max(1, width)
            self.rows = max(1, min(fitting, 2 * self.rows, _FETCH_MOST))


def _weight(value: Any) -> int:
    match value:
        case str() | bytes():
            return len(value)
        case JsonText():
            return len(value.text)
        case list():
            return sum(_weight(element) for element in value)
        case _:
            return 8
