"""PNG files: every chunk, its checksum, and every byte of the compressed rows, without holding them."""

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from dsr_service.adapters.document_inspection.findings import Refused, refuse_if
from dsr_service.adapters.document_inspection.polyglots import refuse_foreign_trailer
from dsr_service.domain.identity.document_policy import Reason, judge_frames, judge_image

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_DEPTHS: Final = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}  # by colour type
_CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_ADAM7: Final = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)
_PIXEL_CHUNKS: Final = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_MAX_CHUNKS: Final = 50_000
_MAX_TEXT: Final = 1 << 20  # inflated, each
_MAX_PROFILE: Final = 4 << 20
_MAX_INFLATED_ASIDE: Final = 16 << 20  # all compressed text and profiles together
_SLACK: Final = 64  # some encoders flush a few bytes too many


def check(data: bytes) -> bytes:
    """The same picture with the chunks that hold pixels alone (and its orientation)."""
    if not data.startswith(_SIGNATURE):
        raise Refused.damaged()
    chunks, end = _chunks(data)
    header = chunks[0]
    if header[0] != b"IHDR" or len(header[1]) != 13 or chunks[-1][0] != b"IEND":
        raise Refused.damaged()
    width, height, depth, colour, compression, filtering, interlace = struct.unpack(">IIBBBBB", header[1])
    if depth not in _DEPTHS.get(colour, ()) or compression or filtering or interlace > 1:
        raise Refused.damaged()
    refuse_if(judge_frames(_frames(chunks)))
    refuse_if(judge_image(width, height))
    kinds = [kind for kind, _ in chunks]
    if b"IDAT" not in kinds or (colour == 3 and b"PLTE" not in kinds) or kinds.count(b"IHDR") > 1:
        raise Refused.damaged()
    _check_aside(chunks)
    passes = list(_passes(width, height, depth * _CHANNELS[colour], interlaced=interlace == 1))
    _check_rows((body for kind, body in chunks if kind == b"IDAT"), passes)
    refuse_foreign_trailer(data[end:])
    return _rebuilt(chunks)


def _chunks(data: bytes) -> tuple[list[tuple[bytes, bytes]], int]:
    """Chunks up to IEND with their checksums verified, and where they end."""
    chunks: list[tuple[bytes, bytes]] = []
    at = len(_SIGNATURE)
    while True:
        if len(chunks) >= _MAX_CHUNKS:
            raise Refused(Reason.TOO_COSTLY)
        length = int.from_bytes(data[at : at + 4])
        kind = data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + length]
        checksum = data[at + 8 + length : at + 12 + length]
        if len(kind) != 4 or not kind.isalpha() or len(checksum) != 4:
            raise Refused.damaged()  # cut short, or no chunk
        if zlib.crc32(body, zlib.crc32(kind)) != int.from_bytes(checksum):
            raise Refused.damaged()
        if kind[:1].isupper() and kind not in _PIXEL_CHUNKS:
            raise Refused.damaged()  # a critical chunk that no reader knows
        chunks.append((kind, body))
        at += 12 + length
        if kind == b"IEND":
            return chunks, at


def _frames(chunks: list[tuple[bytes, bytes]]) -> int:
    """Pictures of an animated PNG; the still picture counts unless it is the first of them."""
    announced = max((int.from_bytes(body[:4]) for kind, body in chunks if kind == b"acTL"), default=0)
    controls = sum(kind == b"fcTL" for kind, _ in chunks)
    if not announced and not controls:
        return 1
    kinds = [kind for kind, _ in chunks]
    first_data = kinds.index(b"IDAT") if b"IDAT" in kinds else len(kinds)
    still_apart = b"fcTL" not in kinds[:first_data]
    return max(announced, controls) + (1 if still_apart and controls else 0)


def _check_aside(chunks: list[tuple[bytes, bytes]]) -> None:
    """Inflate compressed text and profiles up to their limits: the bombs of files whose pixels are fine."""
    left = _MAX_INFLATED_ASIDE
    for kind, body in chunks:
        packed = _packed(kind, body)
        if packed is None:
            continue
        limit = min(left, _MAX_PROFILE if kind == b"iCCP" else _MAX_TEXT)
        inflater = zlib.decompressobj()
        try:
            unpacked = inflater.decompress(packed, limit + 1)
        except zlib.error:
            continue  # never read again, and no harm to the pixels
        if len(unpacked) > limit:
            raise Refused(Reason.TOO_COSTLY)
        left -= len(unpacked)


def _packed(kind: bytes, body: bytes) -> bytes | None:
    rest = body.partition(b"\0")[2]
    if kind in {b"zTXt", b"iCCP"}:
        return rest[1:]
    if kind == b"iTXt" and rest[:1] == b"\1":
        return rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    return None


def _passes(width: int, height: int, bits: int, *, interlaced: bool) -> Iterator[tuple[int, int]]:
    """Bytes a row (with its filter byte) and rows of each pass."""
    for left, top, step_x, step_y in _ADAM7 if interlaced else ((0, 0, 1, 1),):
        columns, rows = -(-(width - left) // step_x), -(-(height - top) // step_y)
        if columns > 0 and rows > 0:
            yield 1 + (columns * bits + 7) // 8, rows


def _check_rows(packed: Iterable[bytes], passes: list[tuple[int, int]]) -> None:
    """Inflate all rows piece by piece: the length must be exactly theirs, the checksum right."""
    expected = sum(row * rows for row, rows in passes)
    inflater = zlib.decompressobj()
    count = 0
    try:
        for piece in packed:
            waiting = piece
            while waiting and not inflater.eof:
                count += len(inflater.decompress(waiting, 1 << 20))
                waiting = inflater.unconsumed_tail
                if count > expected + _SLACK:
                    raise Refused(Reason.TOO_COSTLY)
        count += len(inflater.flush()) if not inflater.eof else 0
    except zlib.error:
        raise Refused.damaged() from None
    if count < expected or not inflater.eof:
        raise Refused.damaged()


def _rebuilt(chunks: list[tuple[bytes, bytes]]) -> bytes:
    kept = [(k, b) for k, b in chunks if k in _PIXEL_CHUNKS or (k == b"eXIf" and len(b) < 65_536)]
    return _SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(body, zlib.crc32(kind)))
        for kind, body in kept
    )
