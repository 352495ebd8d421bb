"""JPEG files: segments, sides, scans and what stands behind the picture."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dsr_service.adapters.document_inspection.findings import Refused, refuse_if
from dsr_service.adapters.document_inspection.polyglots import refuse_foreign_trailer
from dsr_service.domain.identity_document_policy import Reason, judge_frames, judge_image

_MARKER_IN_SCAN: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_FRAME_HEADERS: Final = frozenset(
    {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
)
_FILL: Final = re.compile(rb"\xff+")
_END: Final = 0xD9
_WITHOUT_LENGTH: Final = frozenset({0x00, 0x01, 0xD8, *range(0xD0, 0xD8)})
_MAX_SCANS: Final = 100  # a progressive scan costs a pass over all pixels and a few bytes
_MAX_SEGMENTS: Final = 20_000
_AUXILIARY_TYPES: Final = frozenset(
    {0x010001, 0x010002, 0x020002}
)  # large thumbnails, disparity (CIPA DC-007)
_AUXILIARY_MARKS: Final = re.compile(
    rb"hdrgm:|urn:iso:std:iso:ts:21496|HDRGainMap|AuxiliaryImageType|GDepth|hdrgainmap", re.IGNORECASE
)
_CONTAINER_MARKS: Final = re.compile(
    rb"Container:Directory|GContainer|hdrgm:|GDepth:|GImage:|Item:Semantic|MPImageType", re.IGNORECASE
)
_MOTION_MARKS: Final = re.compile(rb"MotionPhoto|MicroVideo|MotionPhoto_Data")


@dataclass(frozen=True, slots=True)
class _Picture:
    start: int
    end: int  # behind EOI
    width: int
    height: int
    headers: bytes  # application segments and comments, for the marks in them
    index: int  # where the MPF index begins, 0 without one


def check(data: bytes) -> bytes:
    """The bytes of the primary picture alone, after its structure and limits were checked."""
    primary = _picture(data, 0)
    refuse_if(judge_image(primary.width, primary.height))
    _check_behind(data, primary)
    if primary.index:  # Pillow would look for the other pictures
        return data[: primary.index - 4] + b"\0" + data[primary.index - 3 : primary.end]
    return data[: primary.end]


def _picture(data: bytes, start: int) -> _Picture:
    """Walk the segments from SOI to EOI."""
    size: tuple[int, int] | None = None
    headers: list[bytes] = []
    index = scans = 0
    end = start
    for marker, body, following in _segments(data, start + 2):
        end = following
        if marker in _FRAME_HEADERS:
            if (
                size is not None or len(body) < 6
            ):  # a second frame header: hierarchical, or a trick on decoders
                raise Refused.damaged()
            height, width = struct.unpack_from(">HH", body, 1)
            size = width, height
        elif 0xE0 <= marker <= 0xEF or marker == 0xFE:
            headers.append(body)
            if marker == 0xE2 and body.startswith(b"MPF\0"):
                index = following - len(body) + 4
        elif marker == 0xDA:
            scans += 1
    if size is None or not scans:
        raise Refused.damaged()
    if scans > _MAX_SCANS:
        raise Refused(Reason.TOO_COSTLY)
    return _Picture(start, end, *size, b"\n".join(headers), index)


def _segments(data: bytes, at: int) -> Iterator[tuple[int, bytes, int]]:
    """Marker, body, and where the next one begins; a scan's entropy-coded data is stepped over. EOI is the last."""
    for _ in range(_MAX_SEGMENTS):
        if data[at : at + 1] != b"\xff":
            raise Refused.damaged()
        at += len(_FILL.match(data, at).group())  # type: ignore[union-attr] # it matches the byte just seen
        marker = data[at] if at < len(data) else 0
        at += 1
        if marker == _END:
            yield marker, b"", at
            return
        length = int.from_bytes(data[at : at + 2])
        body = data[at + 2 : at + length]
        if marker in _WITHOUT_LENGTH or length < 2 or len(body) != length - 2:
            raise Refused.damaged()
        at += length
        if marker == 0xDA:
            found = _MARKER_IN_SCAN.search(data, at)
            if found is None:
                raise Refused.damaged()  # cut short
            at = found.start()
        yield marker, body, at
    raise Refused(Reason.TOO_COSTLY)


def _check_behind(data: bytes, primary: _Picture) -> None:
    """Pictures behind the first one count unless they are aids of the camera; nothing else may follow."""
    kinds = _multi_picture_types(data, primary.index) if primary.index else {}
    declared = bool(_CONTAINER_MARKS.search(primary.headers))
    at, frames = primary.end, 1
    while True:
        following = _skip_padding(data, at)
        if data[following : following + 3] != b"\xff\xd8\xff":
            break
        try:
            extra = _picture(data, following)
        except Refused:  # a maker's own appendix that only begins like a picture
            break
        kind = kinds.get(extra.start)
        auxiliary = kind in _AUXILIARY_TYPES or declared or _AUXILIARY_MARKS.search(extra.headers)
        frames += 0 if auxiliary else 1
        at = extra.end
    refuse_if(judge_frames(frames))
    rest = data[at:]
    if rest[4:8] == b"ftyp" and _MOTION_MARKS.search(primary.headers):
        return  # a motion photo that says so: the film is never played
    refuse_foreign_trailer(rest)


def _skip_padding(data: bytes, at: int) -> int:
    rest = data[at : at + 65_536]
    return at + len(rest) - len(rest.lstrip(b"\x00 \r\n\t"))


def _multi_picture_types(data: bytes, base: int) -> dict[int, int]:
    """Type codes by offset in the file; the index counts from its own start. An unreadable one tells nothing."""
    order = {b"II": "<", b"MM": ">"}.get(data[base : base + 2])
    if order is None:
        return {}
    types: dict[int, int] = {}
    try:
        directory = base + struct.unpack_from(f"{order}I", data, base + 4)[0]
        (count,) = struct.unpack_from(f"{order}H", data, directory)
        for i in range(min(count, 64)):
            tag, _kind, size, where = struct.unpack_from(f"{order}HHII", data, directory + 2 + 12 * i)
            if tag == 0xB002:
                for entry in range(min(size // 16, 64)):
                    flags, _length, offset = struct.unpack_from(
                        f"{order}III", data, base + where + 16 * entry
                    )
                    types[base + offset] = flags & 0xFFFFFF
    except struct.error:
        return {}
    return types
