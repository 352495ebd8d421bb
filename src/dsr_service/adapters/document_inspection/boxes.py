"""The boxes of ISO base media files (ISO/IEC 14496-12), as far as a still picture needs them."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from dsr_service.adapters.document_inspection.findings import Refused
from dsr_service.domain.identity.document_policy import Reason

_MAX_BOXES: Final = 20_000
_MAX_ENTRIES: Final = 4_000  # items, references, properties of one file; a phone's tiled picture has about 60


@dataclass(frozen=True, slots=True)
class Box:
    kind: bytes
    start: int  # of the content
    end: int


@dataclass(slots=True)
class Items:
    """What a `meta` box says of the pictures of a file."""

    primary: int | None = None
    kinds: dict[int, bytes] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    references: list[tuple[bytes, int, tuple[int, ...]]] = field(default_factory=list)  # kind, from, to
    alternatives: list[frozenset[int]] = field(default_factory=list)
    sizes: dict[int, tuple[int, int]] = field(default_factory=dict)
    extents: dict[int, list[tuple[int, int]]] = field(default_factory=dict)  # offsets into the file


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes that fill a stretch; a box that reaches beyond it is damage."""
    at = start
    for _ in range(_MAX_BOXES):
        if at >= end:
            return
        if end - at < 8:
            raise Refused.damaged()
        size, kind = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1 and end - at >= 16:
            (size,) = struct.unpack_from(">Q", data, at + 8)
            head = 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            raise Refused.damaged()
        yield Box(kind, at + head, at + size)
        at += size
    raise Refused(Reason.TOO_COSTLY)


def read_items(data: bytes, meta: Box) -> Items:
    items = Items()
    inner = {box.kind: box for box in boxes(data, meta.start + 4, meta.end)}
    try:
        if b"pitm" in inner:
            at = inner[b"pitm"].start
            items.primary = _number(data, at + 4, 4 if data[at] else 2)
        if b"iinf" in inner:
            _read_information(data, inner[b"iinf"], items)
        if b"iref" in inner:
            _read_references(data, inner[b"iref"], items)
        if b"grpl" in inner:
            _read_groups(data, inner[b"grpl"], items)
        if b"iprp" in inner:
            _read_sizes(data, inner[b"iprp"], items)
        if b"iloc" in inner:
            _read_locations(data, inner[b"iloc"], items)
    except (struct.error, IndexError):
        raise Refused.damaged() from None
    return items


def _number(data: bytes, at: int, size: int) -> int:
    if at + size > len(data):
        raise IndexError
    return int.from_bytes(data[at : at + size])


def _bounded(count: int) -> int:
    if count > _MAX_ENTRIES:
        raise Refused(Reason.TOO_COSTLY)
    return count


def _read_information(data: bytes, box: Box, items: Items) -> None:
    head = 4 + (4 if data[box.start] else 2)
    for entry in boxes(data, box.start + head, box.end):
        version, flags = data[entry.start], _number(data, entry.start + 1, 3)
        if entry.kind != b"infe" or version < 2:
            continue
        width = 4 if version >= 3 else 2
        item = _number(data, entry.start + 4, width)
        items.kinds[item] = data[entry.start + 6 + width : entry.start + 10 + width]
        _bounded(len(items.kinds))
        if flags & 1:
            items.hidden.add(item)


def _read_references(data: bytes, box: Box, items: Items) -> None:
    width = 4 if data[box.start] else 2
    for entry in boxes(data, box.start + 4, box.end):
        source = _number(data, entry.start, width)
        count = _bounded(_number(data, entry.start + width, 2))
        first = entry.start + width + 2
        targets = tuple(_number(data, first + i * width, width) for i in range(count))
        items.references.append((entry.kind, source, targets))
        _bounded(len(items.references))


def _read_groups(data: bytes, box: Box, items: Items) -> None:
    for entry in boxes(data, box.start, box.end):
        if entry.kind == b"altr":
            count = _bounded(_number(data, entry.start + 8, 4))
            items.alternatives.append(
                frozenset(_number(data, entry.start + 12 + 4 * i, 4) for i in range(count))
            )
            _bounded(len(items.alternatives))


def _read_sizes(data: bytes, box: Box, items: Items) -> None:
    """`ispe` of each item: the properties are numbered from 1 in `ipco`, given to items in `ipma`."""
    inner = list(boxes(data, box.start, box.end))
    properties = [p for b in inner if b.kind == b"ipco" for p in boxes(data, b.start, b.end)]
    for box_of_items in (b for b in inner if b.kind == b"ipma"):
        at = box_of_items.start
        width, wide = (4 if data[at] else 2), bool(data[at + 3] & 1)
        count = _bounded(_number(data, at + 4, 4))
        at += 8
        for _ in range(count):
            item = _number(data, at, width)
            given = _number(data, at + width, 1)
            at += width + 1
            for _given in range(given):
                index = _number(data, at, 2) & 0x7FFF if wide else _number(data, at, 1) & 0x7F
                at += 2 if wide else 1
                if 0 < index <= len(properties) and properties[index - 1].kind == b"ispe":
                    start = properties[index - 1].start
                    items.sizes[item] = _number(data, start + 4, 4), _number(data, start + 8, 4)


def _read_locations(data: bytes, box: Box, items: Items) -> None:
    version, at = data[box.start], box.start + 4
    sizes = _number(data, at, 2)
    offset, length, base, index = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15
    width = 4 if version == 2 else 2
    count = _bounded(_number(data, at + 2, width))
    at += 2 + width
    total = 0
    for _ in range(count):
        item = _number(data, at, width)
        at += width
        method = _number(data, at, 2) & 15 if version else 0
        at += 4 if version else 2  # construction method, data reference
        base_offset = _number(data, at, base)
        at += base
        extents = _bounded(_number(data, at, 2))
        at += 2
        for _extent in range(extents):
            at += index if version else 0
            start = base_offset + _number(data, at, offset)
            end = start + _number(data, at + offset, length)
            at += offset + length
            if method == 0:  # in this file, not in `idat`
                items.extents.setdefault(item, []).append((start, end))
                total = _bounded(total + 1)
