"""Rows less what stays behind: fields that the map excludes go, values that belong to others are struck."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from dsr_service.formats.json_values import encode
from dsr_service.formats.ndjson import batches, objects

STRUCK: Final = "$redacted"  # a struck value is {"$redacted": GROUND}


@dataclass(frozen=True, slots=True)
class Strikes:
    """Single cells that a reviewer struck: by the values of the row's key fields, path -> ground."""

    key: tuple[str, ...]
    cells: Mapping[tuple[Any, ...], Mapping[str, str]] = field(default_factory=dict)


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
) -> Iterator[bytes]:
    """The rows without the `dropped` paths and with the `struck` ones marked; an empty value stays empty."""
    drops = [tuple(path.split(".")) for path in dropped]
    marks = [(tuple(path.split(".")), {STRUCK: ground}) for path, ground in struck.items()]
    for batch in batches(chunks):
        lines = []
        for row in objects(batch):
            by_hand = _by_hand(row, strikes)  # before the key fields themselves may go
            for path in drops:
                _drop(row, path)
            for parts, mark in marks:
                _strike(row, parts, mark)
            for path_by_hand, ground in by_hand.items():
                _strike(row, tuple(path_by_hand.split(".")), {STRUCK: ground})
            lines.append(encode(row))
        yield b"\n".join(lines)


def _by_hand(row: dict[str, Any], strikes: Strikes | None) -> Mapping[str, str]:
    if strikes is None:
        return {}
    return strikes.cells.get(tuple(row.get(name) for name in strikes.key), {})


def _drop(value: dict[str, Any], path: tuple[str, ...]) -> None:
    for holder, name in _places(value, path):
        holder.pop(name, None)


def _strike(value: dict[str, Any], path: tuple[str, ...], mark: dict[str, str]) -> None:
    for holder, name in _places(value, path):
        if holder.get(name) is not None:
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
