"""WebP files: the RIFF container, the canvas, and how many pictures it holds."""

import struct
from collections.abc import Iterator
from typing import Final

from dsr_service.adapters.document_inspection.findings import Refused, refuse_if
from dsr_service.adapters.document_inspection.polyglots import refuse_foreign_trailer
from dsr_service.domain.identity.document_policy import Reason, judge_frames, judge_image

_MAX_CHUNKS: Final = 10_000


def check(data: bytes) -> bytes:
    """The RIFF container alone, after its structure and limits were checked."""
    end = 8 + int(struct.unpack_from("<I", data, 4)[0])
    if end > len(data) or end < 20:
        raise Refused.damaged()  # cut short
    chunks = list(_chunks(data, 12, end))
    kinds = [kind for kind, _ in chunks]
    if not chunks or kinds[0] not in {b"VP8 ", b"VP8L", b"VP8X"}:
        raise Refused.damaged()
    canvas = _size(*chunks[0])
    frames = kinds.count(b"ANMF")
    stills = kinds.count(b"VP8 ") + kinds.count(b"VP8L")
    refuse_if(judge_frames(frames + stills))
    if frames + stills == 0:
        raise Refused.damaged()
    refuse_if(judge_image(*canvas))
    for kind, body in chunks:
        if kind in {b"VP8 ", b"VP8L"} and _size(kind, body) != canvas:
            raise Refused.damaged()  # the canvas says another size than the picture
    trailer = data[end + (end & 1) :] if data[end : end + 1] == b"\0" else data[end:]
    refuse_foreign_trailer(trailer)
    return data[:end]


def _chunks(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    for _ in range(_MAX_CHUNKS):
        if at >= end:
            return
        kind = data[at : at + 4]
        if at + 8 > end:
            raise Refused.damaged()
        (length,) = struct.unpack_from("<I", data, at + 4)
        if at + 8 + length > end:
            raise Refused.damaged()
        yield kind, data[at + 8 : at + 8 + length]
        at += 8 + length + (length & 1)
    raise Refused(Reason.TOO_COSTLY)


def _size(kind: bytes, body: bytes) -> tuple[int, int]:
    if kind == b"VP8X" and len(body) >= 10:
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8L" and len(body) >= 5 and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and len(body) >= 10 and body[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    raise Refused.damaged()
