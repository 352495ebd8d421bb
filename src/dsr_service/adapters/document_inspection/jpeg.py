"""JPEG files: segments, sides, scans and what stands behind the picture."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dsr_service.adapters.document_inspection.findings import Refused, refuse_if
from dsr_service.adapters.document_inspection.polyglots import refuse_foreign_trailer
from dsr_service.domain.identity.document_policy import Reason, judge_frames, judge_image

_MARKER_IN_SCAN: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_FRAME_HEADERS: Final = frozenset(
    {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
)
_MARKER: Final = re.compile(rb"\xff[^\x00\xff]")
_MAX_JUNK: Final = 65_536
_SCAN: Final = 0xDA
_END: Final = 0xD9
_APPLICATION: Final = frozenset({0xFE, *range(0xE0, 0xF0)})  # and comments
_KEPT: Final = (b"JFIF\0", b"Adobe", b"Exif\0\0")
_WITHOUT_LENGTH: Final = frozenset({0x01, 0xD8, *range(0xD0, 0xD8)})
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
class _Segment:
    marker: int
    start: int  # of its 0xFF
    body: bytes
    end: int  # where the next one begins; behind a scan's entropy-coded data


@dataclass(frozen=True, slots=True)
class _Picture:
    start: int
    end: int  # behind EOI
    width: int
    height: int
    segments: tuple[_Segment, ...]

    @property
    def headers(self) -> bytes:
        """Application segments and comments, for the marks in them."""
        return b"\n".join(s.body for s in self.segments if s.marker in _APPLICATION)

    @property
    def index(self) -> int:
        """Where the index of a multi-picture file (MPF) begins, 0 without one."""
        found = [s for s in self.segments if s.marker == 0xE2 and s.body.startswith(b"MPF\0")]
        return found[0].start + 8 if found else 0


@dataclass(frozen=True, slots=True)
class Checked:
    """The primary picture rebuilt from the segments that its pixels need."""

    picture: bytes  # with colour transform and orientation
    scans: bytes  # without any application segment: libjpeg's complaints about those are no damage


def check(data: bytes) -> Checked:
    primary = _picture(data, 0)
    refuse_if(judge_image(primary.width, primary.height))
    _check_behind(data, primary)
    needed = [s for s in primary.segments if s.marker not in _APPLICATION or s.body.startswith(_KEPT)]
    bare = [s for s in primary.segments if s.marker not in _APPLICATION]
    return Checked(_rebuilt(data, needed), _rebuilt(data, bare))


def _rebuilt(data: bytes, segments: list[_Segment]) -> bytes:
    return b"\xff\xd8" + b"".join(data[s.start : s.end] for s in segments)


def _picture(data: bytes, start: int) -> _Picture:
    """Walk the segments from SOI to EOI."""
    segments = tuple(_segments(data, start + 2))
    frames = [s.body for s in segments if s.marker in _FRAME_HEADERS]
    scans = sum(s.marker == _SCAN for s in segments)
    if len(frames) != 1 or len(frames[0]) < 6 or not scans:  # two: hierarchical, or a trick on decoders
        raise Refused.damaged()
    if scans > _MAX_SCANS:
        raise Refused(Reason.TOO_COSTLY)
    height, width = struct.unpack_from(">HH", frames[0], 1)
    return _Picture(start, segments[-1].end, width, height, segments)


def _segments(data: bytes, at: int) -> Iterator[_Segment]:
    """The segments up to EOI; junk between them, which some cameras leave, is stepped over as decoders do."""
    junk = 0
    for _ in range(_MAX_SEGMENTS):
        found = _MARKER.search(data, at, at + _MAX_JUNK)
        if found is None:
            raise Refused.damaged()
        start, marker = found.end() - 2, data[found.end() - 1]
        junk += start - at
        at = found.end()
        if marker == _END:
            yield _Segment(marker, start, b"", at)
            return
        length = int.from_bytes(data[at : at + 2])
        body = data[at + 2 : at + length]
        if marker in _WITHOUT_LENGTH or length < 2 or len(body) != length - 2 or junk > _MAX_JUNK:
            raise Refused.damaged()
        at += length
        if marker == _SCAN:
            following = _MARKER_IN_SCAN.search(data, at)
            if following is None:
                raise Refused.damaged()  # cut short
            at = following.start()
        yield _Segment(marker, start, body, at)
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
