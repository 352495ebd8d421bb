"""The keys of found rows in little memory: what a plan must hold of each row, be it one of a million.

A key takes eight bytes where it is a number, and eight more than its text otherwise; two lists of keys are joined in
portions.
"""

import json
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, overload

from dsr_service.domain.erasure.links import Links
from dsr_service.domain.erasure.per_row import RowSet
from dsr_service.services.ports.data_sources import Row
from dsr_service.services.walk.extraction import KeyReader

RowKey = tuple[str | None, ...]
"""NULL only where a table has no key and its rows are told apart by all they hold."""
Code = int | bytes

NO_KEY: Final[RowKey] = ("",)
_PORTION: Final = 100_000  # keys that are held as an index at a time
_LENGTH: Final = 4
_NOTHING: Final = 0xFFFFFFFF


def code(key: RowKey) -> Code:
    """The same for equal keys, and in as little memory as they need."""
    text = key[0]
    if len(key) > 1 or text is None:
        return b"j" + json.dumps(key).encode()
    if text.isdigit() and text.isascii() and len(text) < 19 and (text[0] != "0" or text == "0"):
        return int(text)
    return b"t" + text.encode("utf-8", "surrogatepass")


def key_of(code: Code) -> RowKey:
    if isinstance(code, int):
        return (str(code),)
    if code[:1] == b"t":
        return (code[1:].decode("utf-8", "surrogatepass"),)
    return tuple(json.loads(code[1:]))


class KeyList(Sequence[RowKey]):
    """Keys in the order in which they came."""

    def __init__(self) -> None:
        self._numbers = array("q")  # the key itself, or, below zero, where its text begins
        self._texts = bytearray()

    def add(self, code: Code) -> None:
        if isinstance(code, int):
            self._numbers.append(code)
            return
        self._numbers.append(-1 - len(self._texts))
        self._texts += len(code).to_bytes(_LENGTH, "big") + code

    def add_numbers(self, numbers: Iterable[int]) -> None:
        """Of keys that are whole numbers from 0 on."""
        self._numbers.extend(numbers)

    def code(self, place: int) -> Code:
        number = self._numbers[place]
        if number >= 0:
            return number
        begin = -1 - number + _LENGTH
        return bytes(self._texts[begin : begin + int.from_bytes(self._texts[begin - _LENGTH : begin], "big")])

    @property
    def code_at(self) -> Callable[[int], Code]:
        """The quickest way to all of them."""
        return self.code if self._texts else self._numbers.__getitem__

    @overload
    def __getitem__(self, place: int) -> RowKey: ...
    @overload
    def __getitem__(self, place: slice) -> list[RowKey]: ...
    def __getitem__(self, place: int | slice) -> RowKey | list[RowKey]:
        if isinstance(place, slice):
            return [key_of(self.code(each)) for each in range(*place.indices(len(self)))]
        return key_of(self.code(place))

    def __len__(self) -> int:
        return len(self._numbers)


class Chosen(Sequence[RowKey]):
    """Some of the keys, made when they are asked for."""

    def __init__(self, keys: KeyList, rows: Sequence[int]) -> None:
        self._keys = keys
        self._rows = rows if isinstance(rows, array) else array("I", rows)

    @overload
    def __getitem__(self, place: int) -> RowKey: ...
    @overload
    def __getitem__(self, place: slice) -> list[RowKey]: ...
    def __getitem__(self, place: int | slice) -> RowKey | list[RowKey]:
        if isinstance(place, slice):
            return [self._keys[row] for row in self._rows[place]]
        return self._keys[self._rows[place]]

    def __len__(self) -> int:
        return len(self._rows)


class Keyed:
    """Rows, and a key of each."""

    def __init__(self) -> None:
        self.rows = array("I")
        self.keys = KeyList()

    def add(self, row: int, code: Code) -> None:
        self.rows.append(row)
        self.keys.add(code)

    def read(self, first: int, rows: Sequence[Row], reader: KeyReader) -> None:
        """The keys of rows that are numbered from `first` on."""
        numbers = reader.numbers(rows)
        if numbers is None:
            for row, values in enumerate(rows, first):
                for key in reader.keys(values):
                    self.add(row, code(key))
            return
        known = [row for row, number in enumerate(numbers, first) if number is not None]
        self.rows.extend(known)
        self.keys.add_numbers(number for number in numbers if number is not None)

    def portions(self, count: int) -> list["array[int]"]:
        """The places of equal keys are in the same portion."""
        found = [array("I") for _ in range(count)]
        code_at = self.keys.code_at
        for place in range(len(self.rows)):
            found[hash(code_at(place)) % count].append(place)
        return found

    def __iter__(self) -> Iterator[tuple[int, Code]]:
        return ((row, self.keys.code(place)) for place, row in enumerate(self.rows))


def join(held: Keyed, targets: Keyed) -> tuple[Links, RowSet]:
    """The pairs (row that holds a key, row that has it) by holder; and the holders of keys that no row has."""
    first = array("I", [_NOTHING]) * len(held.rows)
    more: dict[int, list[int]] = {}  # where several rows have a key
    count = 1 + len(targets.rows) // _PORTION
    held_code, target_code = held.keys.code_at, targets.keys.code_at
    for own, theirs in zip(held.portions(count), targets.portions(count), strict=True):
        index: dict[Code, int | list[int]] = {}
        for place in theirs:
            _add(index, target_code(place), targets.rows[place])
        for place in own:
            found = index.get(held_code(place))
            if isinstance(found, list):
                more[place] = found
            elif found is not None:
                first[place] = found
    links, lost = Links(), array("I")
    for place, holder in enumerate(held.rows):
        if place in more:
            for target in more[place]:
                links.add(holder, target)
        elif first[place] != _NOTHING:
            links.add(holder, first[place])
        else:
            lost.append(holder)
    return links, RowSet(row for row in lost if not links.held_by(row))


def _add(index: dict[Code, int | list[int]], key: Code, row: int) -> None:
    found = index.get(key)
    if found is None:
        index[key] = row
    elif isinstance(found, list):
        found.append(row)
    else:
        index[key] = [found, row]
