"""From a row to its keys, and to the part of it that the map names."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import product
from typing import Any, Final

from dsr_service.domain.data_map.data_map import Collection, Field
from dsr_service.domain.data_map.references import Condition
from dsr_service.domain.keys import TEXT, KeyKind, KeyType, all_key_texts, canonical, key_texts
from dsr_service.formats.json_values import JsonText
from dsr_service.services.ports.data_sources import Key, Row

_NUMBERS: Final = {int, type(None)}
_MOST_PLAIN: Final = 10**18 - 1
Texts = Callable[[KeyType, Any], Iterable[str]]


def values_at(row: Row, position: int, below: Sequence[str]) -> Iterator[Any]:
    """The values of a field, which lie below a column in objects and lists, or are its elements."""
    pending = [(row[position], tuple(below))]
    while pending:
        value, path = pending.pop()
        if isinstance(value, JsonText):
            value = value.parsed()
        if isinstance(value, list | tuple):
            pending += [(element, path) for element in reversed(value)]
        elif path and isinstance(value, dict):
            pending.append((value.get(path[0]), path[1:]))
        elif not path and value is not None and not isinstance(value, dict):
            yield value


def _unpadded_texts(target: KeyType, value: Any) -> Iterable[str]:
    """Of a value from a char(n) column: its trailing blanks are no part of it, whoever compares it."""
    return key_texts(target, value.rstrip(" ") if isinstance(value, str) else value)


def _own_texts(target: KeyType, value: Any) -> Iterable[str]:
    text = canonical(target, value)
    return () if text is None else (text,)


def is_no_key(key: Key, none: Sequence[AbstractSet[str]]) -> bool:
    """Whether a part of the key is a text that stands for "none" in its field."""
    return any(text in unused for text, unused in zip(key, none, strict=True))


def is_written(wanted: str, value: Any) -> bool:
    """Whether a value is what the map says in text; blanks that fill a fixed width are no part of it."""
    return any(wanted in {text, text.rstrip(" ")} for text in key_texts(TEXT, value))


def _place(columns: Sequence[str], path: str) -> tuple[int, tuple[str, ...]]:
    """Which column holds a field, and where in it."""
    column = path if path in columns else path.partition(".")[0]
    below = path[len(column) + 1 :].split(".") if path != column else []
    return columns.index(column), tuple(below)


class KeyReader:
    """Reads the keys that some fields of a row make up for a lookup's key types.

    `given` are the types of the fields themselves, where the row is of another collection than the one that is looked
    up: then every form comes under which the other column may hold the value, else the one canonical form. A row for
    which `when` does not hold has no key, nor has one with a text that stands for none (`none`, one set per field).
    """

    def __init__(
        self,
        columns: Sequence[str],
        fields: Sequence[str],
        types: Sequence[KeyType],
        given: Sequence[KeyType] | None = None,
        *,
        when: Condition = (),
        none: Sequence[frozenset[str]] = (),
    ) -> None:
        ways: list[Texts] = [_own_texts] * len(types)
        if given is not None:
            ways = [_unpadded_texts if each.padded else key_texts for each in given]
        self.types = tuple(types)
        self._parts = []
        for path, key_type, texts in zip(fields, types, ways, strict=True):
            self._parts.append((*_place(columns, path), key_type, texts))
        position, below_first, self._first, self._texts = self._parts[0]
        self.place_of_first = (position, below_first)
        self._single = position if len(self._parts) == 1 and not below_first and not when else None
        self._when = [(*_place(columns, path), text) for path, text in when]
        self._none = none if any(none) else ()

    def keys(self, row: Row) -> Sequence[Key]:
        """All keys of the row: none where a part is NULL, several where a part is a list."""
        keys = self._keys(row)
        return self._real(keys) if self._none else keys

    def _real(self, keys: Iterable[Key]) -> list[Key]:
        return [key for key in keys if not is_no_key(key, self._none)]

    def _keys(self, row: Row) -> Sequence[Key]:
        for position, below, wanted in self._when:
            if not any(is_written(wanted, value) for value in values_at(row, position, below)):
                return ()
        if self._single is not None:
            value = row[self._single]
            if value is None:
                return ()
            if not isinstance(value, list | tuple | dict | JsonText):
                return [(text,) for text in self._texts(self._first, value)]
        parts = []
        for position, below, key_type, texts in self._parts:
            found = dict.fromkeys(
                text for value in values_at(row, position, below) for text in texts(key_type, value)
            )
            if not found:
                return ()
            parts.append(tuple(found))
        return list(product(*parts))

    def numbers(self, rows: Sequence[Row]) -> list[int | None] | None:
        """Of each row its only key, or None where it has none; None if the keys are not all whole numbers from 0 on."""
        if self._single is None or self._none or self._first.kind is not KeyKind.INTEGER:
            return None
        values = [row[self._single] for row in rows]
        kinds = set(map(type, values))
        if not kinds <= _NUMBERS:
            return None
        known = [value for value in values if value is not None] if type(None) in kinds else values
        low, high = self._first.low, self._first.high
        if known and (min(known) < max(0, low or 0) or max(known) > min(_MOST_PLAIN, high or _MOST_PLAIN)):
            return None
        return values

    def distinct(self, rows: Sequence[Row]) -> list[Key]:
        """The keys of many rows, each once."""
        values = self._plain_values(rows)
        if values is not None:
            if self._texts is key_texts:
                texts_of_all = all_key_texts(self._first, values)
                keys: list[Key] = [(text,) for text in dict.fromkeys(texts_of_all)]
            else:
                texts = self._texts
                key_type = self._first
                keys = list(dict.fromkeys((text,) for value in values for text in texts(key_type, value)))
            return self._real(keys) if self._none else keys
        return list(dict.fromkeys(key for row in rows for key in self.keys(row)))

    def all_among(self, rows: Sequence[Row], keys: AbstractSet[Key]) -> bool:
        """Whether each row has one key and that is among these: the quick answer for most batches."""
        values = self._plain_values(rows, nulls=True)
        if values is None:
            return False
        own = [tuple(self._texts(self._first, value)) for value in values]
        return all(len(key) == 1 and key in keys for key in own)

    def _plain_values(self, rows: Sequence[Row], *, nulls: bool = False) -> set[Any] | None:
        """The different values of the only column, unless some of them is a list or JSON."""
        position = self._single
        if position is None:
            return None
        try:
            values = {row[position] for row in rows}
        except TypeError:  # a list can't be an element of a set
            return None
        if not {tuple, JsonText}.isdisjoint(map(type, values)):
            return None
        if not nulls:
            values.discard(None)
        return values


class Projection:
    """The part of a row that the map names: its columns, and below them the fields of objects."""

    def __init__(self, collection: Collection, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)
        declared = {field.name: field for field in collection.fields}
        self._nested = [
            (position, declared[name]) for position, name in enumerate(columns) if declared[name].fields
        ]

    @property
    def nested(self) -> bool:
        """Whether it reaches into objects."""
        return bool(self._nested)

    def apply(self, rows: list[Row]) -> list[Row]:
        width = len(self.columns)
        if self._nested:
            return [self._pruned(row[:width]) for row in rows]
        if rows and len(rows[0]) > width:
            return [row[:width] for row in rows]
        return rows

    def _pruned(self, row: Row) -> Row:
        changed = list(row)
        for position, declared in self._nested:
            changed[position] = _prune(changed[position], declared.fields)
        return tuple(changed)


def _prune(value: Any, fields: tuple[Field, ...]) -> Any:
    """Only what is mapped; a value that is no object stays, as nothing in it is unmapped."""
    if isinstance(value, JsonText):
        value = value.parsed()
    if isinstance(value, list):
        return [_prune(element, fields) for element in value]
    if not isinstance(value, dict) or not fields:
        return value
    return {
        declared.name: _prune(value[declared.name], declared.fields)
        for declared in fields
        if declared.name in value
    }


def matching_elements(row: Row, position: int, below: Sequence[str], matches: Callable[[Any], bool]) -> Row:
    """The row with only those elements of its lists that match: the others belong to other people."""
    changed = list(row)
    changed[position] = _matching(row[position], tuple(below), matches)
    return tuple(changed)


def _matching(value: Any, below: tuple[str, ...], matches: Callable[[Any], bool]) -> Any:
    if isinstance(value, JsonText):
        value = value.parsed()
    if isinstance(value, list | tuple):
        return [_matching(element, below, matches) for element in value if _has(element, below, matches)]
    if below and isinstance(value, dict) and below[0] in value:
        return {**value, below[0]: _matching(value[below[0]], below[1:], matches)}
    return value


def _has(value: Any, below: tuple[str, ...], matches: Callable[[Any], bool]) -> bool:
    return any(matches(found) for found in values_at((value,), 0, below))
