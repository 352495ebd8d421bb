"""What an HTTP source's answer holds: its rows, and whether they are what was asked for."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from dsr_service.domain.data_map.data_map import Collection, DataType, Field
from dsr_service.domain.data_map.http_endpoints import Endpoint
from dsr_service.domain.keys import canonical
from dsr_service.services.ports.data_sources import Key, Row, SourceFailed


def is_new(seen: set[bytes] | None, found: Any) -> bool:
    """Whether no other spelling of the same key has brought this object already."""
    if seen is None:
        return True
    digest = blake2b(repr(found).encode("utf-8", "surrogatepass"), digest_size=16).digest()
    if digest in seen:
        return False
    seen.add(digest)
    return True


def rows_of(body: Any, endpoint: Endpoint) -> list[Any]:
    """What the endpoint says are the rows; one object stands for a list of one."""
    found = body
    for step in endpoint.rows:
        if not isinstance(found, Mapping) or step not in found:
            raise SourceFailed("answer_malformed", "The answer has no rows where the map says.")
        found = found[step]
    if found is None:
        return []
    rows = [found] if isinstance(found, Mapping) else found
    if not isinstance(rows, list) or any(not isinstance(row, Mapping) for row in rows):
        raise SourceFailed("answer_malformed", "The answer's rows are no objects.")
    return rows


class RowCheck:
    """Makes rows of objects, and notices when the source answers with another shape or about somebody else."""

    def __init__(
        self,
        collection: Collection,
        columns: Sequence[str],
        fields: Sequence[str],
        key_type: Any,
        endpoint: Endpoint,
    ) -> None:
        self._columns = tuple(columns)
        self._declared = {declared.name: declared for declared in collection.fields}
        self._fields = [(field, key_type(collection.name, field)) for field in fields]
        self._echo = endpoint.echo
        self._join = endpoint.join is not None

    def row(self, found: Mapping[str, Any], asked: Sequence[Key]) -> Row:
        values = {name: found.get(name) for name in self._columns}
        for name, value in values.items():
            declared = self._declared.get(name)
            if declared and not _fits(declared, value):
                raise SourceFailed(
                    "answer_malformed", f"The field '{name}' is not of the type that the map says."
                )
        if not self._echo and not self._join:
            for (field, _), text in zip(self._fields, asked[0], strict=True):
                if "." not in field and values.get(field) is None:
                    values[field] = text  # the path says whose it is, and the map that this is enough
        elif not any(
            all(self._says(found, place, key) for place in range(len(self._fields))) for key in asked
        ):
            raise SourceFailed(
                "answer_of_another", "The source answers with rows of another key than was asked for."
            )
        return tuple(values.get(name) for name in self._columns)

    def _says(self, found: Mapping[str, Any], place: int, key: Key) -> bool:
        """Whether the object itself shows the key; one in a list is enough."""
        field, key_type = self._fields[place]
        pending: list[tuple[Any, tuple[str, ...]]] = [(found, tuple(field.split(".")))]
        while pending:
            value, below = pending.pop()
            if isinstance(value, list):
                pending += [(element, below) for element in value]
            elif below and isinstance(value, Mapping):
                pending.append((value.get(below[0]), below[1:]))
            elif not below and canonical(key_type, value) == canonical(key_type, key[place]):
                return True
        return False


def _fits(declared: Field, value: Any) -> bool:  # noqa: PLR0911 - one line per type
    """Whether a value can be what the map says. Absent and null always can."""
    if value is None or declared.data_type is None:
        return True
    if declared.is_array:
        return isinstance(value, list)
    match declared.data_type:
        case DataType.STRING:
            return isinstance(value, str)
        case DataType.INTEGER:
            return isinstance(value, int) and not isinstance(value, bool)
        case DataType.FLOAT:
            return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        case DataType.BOOLEAN:
            return isinstance(value, bool)
        case DataType.OBJECT:
            return isinstance(value, Mapping | list)
        case _:
            return True
