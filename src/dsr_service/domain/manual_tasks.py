"""Tasks for a person: what only somebody can find is asked for by a form that the data map types."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from dsr_service.domain.audit import AuditEvent
from dsr_service.domain.data_map.data_map import (
    Collection,
    CollectionAddress,
    DataMap,
    Dataset,
    DataType,
    Field,
)
from dsr_service.domain.errors import DsrError, InvalidInput, Kind, Violation, pointer_step

MANUAL: Final = "manual"
MOST_ROWS: Final = 1000
FILE: Final = "$file"  # the only key of a value that stands for an uploaded file


class TaskStatus(StrEnum):
    OPEN = "open"
    FOUND = "found"
    NOTHING_FOUND = "nothing_found"  # somebody looked, and says so
    CANCELLED = "cancelled"  # the request was closed first


class ManualTaskClosed(DsrError):
    code = "manual_task_closed"
    kind = Kind.CONFLICT
    title = "The request of this task takes no results any more."


@dataclass(frozen=True, slots=True)
class ManualTaskOpened(AuditEvent):
    task_id: str
    collection: str


@dataclass(frozen=True, slots=True)
class ManualTaskReminded(AuditEvent):
    task_id: str


@dataclass(frozen=True, slots=True)
class ManualTaskAnswered(AuditEvent):
    task_id: str
    collection: str
    outcome: TaskStatus
    rows: int


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the form, typed by the map."""

    name: str
    data_type: str | None
    description: str | None
    required: bool


def is_manual(dataset: Dataset) -> bool:
    return dataset.rules.get("kind") == MANUAL


def manual_collections(data_map: DataMap) -> Iterator[CollectionAddress]:
    """Every collection that a person looks through."""
    for dataset in data_map.datasets:
        for collection in dataset.collections if is_manual(dataset) else ():
            if not collection.skip_processing:
                yield CollectionAddress(dataset.fides_key, collection.name)


def form_of(collection: Collection) -> tuple[FormField, ...]:
    return tuple(
        FormField(declared.name, _type_of(declared), declared.description, declared.primary_key)
        for declared in collection.fields
    )


def _type_of(declared: Field) -> str | None:
    kind = DataType.OBJECT if declared.fields and declared.data_type is None else declared.data_type
    return None if kind is None else f"{kind}{'[]' if declared.is_array else ''}"


def checked(collection: Collection, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows as the form wants them. Raises InvalidInput with a pointer to each fault."""
    faults = list(_faults(collection, rows))
    if faults:
        raise InvalidInput(violations=faults)
    return [dict(row) for row in rows]


def _faults(collection: Collection, rows: Sequence[Mapping[str, Any]]) -> Iterator[Violation]:
    if len(rows) > MOST_ROWS:
        yield Violation(f"At most {MOST_ROWS} rows.", "/rows")
        return
    known = {declared.name: declared for declared in collection.fields}
    for number, row in enumerate(rows):
        at = f"/rows/{number}"
        if not any(value is not None for value in row.values()):
            yield Violation("A row must say something.", at)
        for name, value in row.items():
            pointer = f"{at}/{pointer_step(name)}"
            declared = known.get(name)
            if declared is None:
                yield Violation("The form has no such field.", pointer)
            elif not fits(declared, value):
                yield Violation(f"This must be of the type {_type_of(declared)}.", pointer)
        for name, declared in known.items():
            if declared.primary_key and row.get(name) is None:
                yield Violation(f"The field '{name}' is required.", at)


def with_files(
    rows: Sequence[Mapping[str, Any]], contents: Sequence[tuple[str, bytes]]
) -> list[dict[str, Any]]:
    """The rows with each `{"$file": NAME}` replaced by that file's content in base64.

    Raises InvalidInput: a name without its file, a file that no row names, two files of one name.
    """
    by_name = dict(contents)
    faults = [Violation("Two files bear one name.", "/file")] if len(by_name) < len(contents) else []
    named: set[str] = set()
    found = [dict(row) for row in rows]
    for number, row in enumerate(found):
        for field, value in row.items():
            name = value.get(FILE) if isinstance(value, Mapping) and set(value) == {FILE} else None
            if not isinstance(name, str):
                continue
            if name in by_name:
                named.add(name)
                row[field] = b64encode(by_name[name]).decode("ascii")
            else:
                faults.append(
                    Violation("There is no file of this name.", f"/rows/{number}/{pointer_step(field)}")
                )
    faults += [
        Violation("No row names this file.", f"/file/{n}")
        for n, (name, _) in enumerate(contents)
        if name not in named
    ]
    if faults:
        raise InvalidInput(violations=faults)
    return found


def fits(declared: Field, value: Any) -> bool:
    """Whether a value can be what the map says. Absent and null always can."""
    if value is None or (declared.data_type is None and not declared.fields):
        return True
    if declared.is_array:
        return isinstance(value, list) and all(_fits_one(declared, each) for each in value)
    return _fits_one(declared, value)


def _fits_one(declared: Field, value: Any) -> bool:
    number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    match DataType.OBJECT if declared.fields else declared.data_type:
        case DataType.STRING | DataType.OBJECT_ID:
            return isinstance(value, str)
        case DataType.INTEGER:
            return number and isinstance(value, int)
        case DataType.FLOAT:
            return number
        case DataType.BOOLEAN:
            return isinstance(value, bool)
        case DataType.OBJECT:
            return isinstance(value, Mapping | list)
        case _:
            return True
