"""Rows less what stays behind: fields that the map excludes go, values that belong to others are struck."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from dsr_service.formats.json_values import encode
from dsr_service.formats.ndjson import batches, objects

STRUCK: Final = "$redacted"  # a struck value is {"$redacted": GROUND}
WHOLE: Final = "*"


@dataclass(frozen=True, slots=True)
class Strikes:
    """What a reviewer struck in a collection: path -> ground, in every row and by the row's number (from 1).

    By number and not by key: not every collection has one. `WHOLE` stands for every field.
    """

    everywhere: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.everywhere or self.rows)

    def apply(self, number: int, row: dict[str, Any]) -> None:
        for strikes in (self.everywhere, self.rows.get(number)):
            for path, ground in (strikes or {}).items():
                mark = {STRUCK: ground}
                if path == WHOLE:
                    for name in row:
                        _mark(row, name, mark)
                else:
                    _strike(row, tuple(path.split(".")), mark)


def struck_ground(value: Any) -> str | None:
    """The ground, when the value is the mark of a struck one."""
    if isinstance(value, dict) and len(value) == 1:
        ground = value.get(STRUCK)
        return ground if isinstance(ground, str) else None
    return None


def projected(
    chunks: Iterable[bytes],
    dropped: Iterable[str],
    struck: Mapping[str, str],
    strikes: Strikes | None = None,
    unless: Mapping[str, tuple[str, frozenset[str]]] | None = None,
) -> Iterator[bytes]:
    """The rows without the `dropped` paths and with the `struck` ones marked; an empty value stays empty.

    `unless`: struck path -> field and values; where the row's field holds one of them, the path stays.
    """
    drops = [tuple(path.split(".")) for path in dropped]
    spared = unless or {}
    marks = [(tuple(path.split(".")), {STRUCK: ground}, spared.get(path)) for path, ground in struck.items()]
    number = 0
    for batch in batches(chunks):
        lines = []
        for row in objects(batch):
            number += 1
            marking = [
                (parts, mark) for parts, mark, own in marks if own is None or not _is_own(row, *own)
            ]  # before the deciding field itself may go
            for path in drops:
                _drop(row, path)
            for parts, mark in marking:
                _strike(row, parts, mark)
            if strikes:
                strikes.apply(number, row)
            lines.append(encode(row))
        yield b"\n".join(lines)


def own_text(value: Any) -> str:
    """How values are compared that tell whose row it is."""
    return str(value).strip().casefold()


def _is_own(row: dict[str, Any], name: str, own: frozenset[str]) -> bool:
    value = row.get(name)
    return value is not None and not isinstance(value, (dict, list)) and own_text(value) in own


def _drop(value: dict[str, Any], path: tuple[str, ...]) -> None:
    for holder, name in _places(value, path):
        holder.pop(name, None)


def _strike(value: dict[str, Any], path: tuple[str, ...], mark: dict[str, str]) -> None:
    for holder, name in _places(value, path):
        _mark(holder, name, mark)


def _mark(holder: dict[str, Any], name: str, mark: dict[str, str]) -> None:
    """What is struck already keeps its first ground."""
    value = holder.get(name)
    if value is not None and struck_ground(value) is None:
        holder[name] = mark


def _places(row: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[dict[str, Any], str]]:
    """Where the values at a path stand. A name may itself hold dots: nothing may slip through by that."""
    dotted = ".".join(path)
    if len(path) > 1 and dotted in row:
        yield row, dotted
    for holder in _holders(row, path[:-1]):
        yield holder, path[-1]


def _holders(value: Any, path: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The objects at a path; a list on the way stands for each of its elements."""
    if isinstance(value, list):
        for element in value:
            yield from _holders(element, path)
    elif isinstance(value, dict):
        if not path:
            yield value
        elif path[0] in value:
            yield from _holders(value[path[0]], path[1:])
