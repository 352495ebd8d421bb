"""What is known of single rows, in few bytes a row: a plan may have to hold it of a million."""

from array import array
from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, MutableMapping
from typing import Any, Final, Generic, TypeVar

Value = TypeVar("Value", bound=Hashable)

_NOTHING: Final = 0


class PerRow(MutableMapping[int, Value], Generic[Value]):
    """A value of each of some rows, where many rows share one: four bytes a row, and each value once."""

    def __init__(self) -> None:
        self._codes = array("I")
        self._values: list[Value | None] = [None]
        self._code_of: dict[Value, int] = {}
        self._known = 0

    def __setitem__(self, row: int, value: Value) -> None:
        code = self._code_of.setdefault(value, len(self._values))
        if code == len(self._values):
            self._values.append(value)
        missing = row + 1 - len(self._codes)
        if missing > 0:
            self._codes.frombytes(bytes(missing * self._codes.itemsize))
        self._known += self._codes[row] == _NOTHING
        self._codes[row] = code

    def __getitem__(self, row: int) -> Value:
        if row not in self:
            raise KeyError(row)
        value = self._values[self._codes[row]]
        assert value is not None
        return value

    def get(self, row: int, default: Any = None) -> Any:
        code = self._codes[row] if row < len(self._codes) else _NOTHING
        return self._values[code] if code else default

    def __contains__(self, row: object) -> bool:
        return isinstance(row, int) and row < len(self._codes) and self._codes[row] != _NOTHING

    def __delitem__(self, row: int) -> None:
        if row not in self:
            raise KeyError(row)
        self._codes[row] = _NOTHING
        self._known -= 1

    def clear(self) -> None:
        self._codes = array("I")
        self._known = 0

    def __iter__(self) -> Iterator[int]:
        return (row for row, code in enumerate(self._codes) if code)

    def __len__(self) -> int:
        return self._known


class RowSet:
    """Rows, given in their order."""

    def __init__(self, rows: Iterable[int] = ()) -> None:
        self._rows = array("I", rows)

    def __contains__(self, row: int) -> bool:
        place = bisect_left(self._rows, row)
        return place < len(self._rows) and self._rows[place] == row
