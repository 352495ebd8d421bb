"""HEIC files: which pictures they hold, how large they say they are, and by which codec."""

from typing import Final

from dsr_service.adapters.document_inspection.boxes import Box, Items, boxes, read_items
from dsr_service.adapters.document_inspection.findings import Refused, refuse_if
from dsr_service.adapters.document_inspection.polyglots import refuse_foreign_trailer
from dsr_service.domain.identity.document_policy import Reason, judge_frames, judge_image

_HEVC: Final = frozenset({b"hvc1", b"hev1", b"lhv1"})
_DERIVED: Final = frozenset({b"grid", b"iovl", b"iden", b"tmap"})
_OTHER_CODECS: Final = frozenset({b"av01", b"jpeg", b"avc1", b"vvc1", b"j2k1", b"unci", b"evc1", b"mski"})
_FOREIGN: Final = {b"av01": "image/avif"}


def check(data: bytes) -> bytes:
    """The file without a trailer, after its structure, codec and limits were checked."""
    top, end = _top(data)
    metas = [box for box in top if box.kind == b"meta"]
    if len(metas) != 1:
        # a sequence without a still picture is a film
        raise Refused(Reason.TOO_MANY_FRAMES if any(b.kind == b"moov" for b in top) else Reason.DAMAGED)
    items = read_items(data, metas[0])
    if items.primary is None or items.primary not in items.kinds:
        raise Refused.damaged()
    _check_codec(items, items.primary)
    frames = _pictures(items, items.primary)
    refuse_if(judge_frames(max(frames, *(_samples(data, box) for box in top if box.kind == b"moov"), 1)))
    size = items.sizes.get(items.primary)
    if size is None:
        raise Refused.damaged()
    refuse_if(judge_image(*size))
    for width, height in items.sizes.values():  # tiles and aids are decoded too
        if width * height > 2 * 12_000 * 12_000:
            raise Refused(Reason.TOO_MANY_PIXELS)
    if any(stop > end for places in items.extents.values() for _, stop in places):
        raise Refused.damaged()  # cut short
    _check_tiles(data, items)
    refuse_foreign_trailer(data[end:])
    return data[:end]


def _top(data: bytes) -> tuple[list[Box], int]:
    """The top-level boxes and where they end; what follows the last is a trailer."""
    found: list[Box] = []
    end = 0
    walk = boxes(data, 0, len(data))
    while True:
        try:
            box = next(walk, None)
        except Refused:
            # Behind a whole picture that is a maker's trailer, unless a box was plainly cut short.
            kind = data[end + 4 : end + 8]
            if kind in {b"mdat", b"meta", b"moov", b"free", b"idat"} or not any(
                b.kind == b"meta" for b in found
            ):
                raise
            return found, end
        if box is None:
            return found, end
        if not all(32 <= byte < 127 for byte in box.kind):
            return found, end
        found.append(box)
        end = box.end


def _check_codec(items: Items, primary: int) -> None:
    kind = items.kinds[primary]
    seen = {primary}
    while kind in _DERIVED:  # the codec is that of the parts
        parts = [to for k, source, to in items.references if k == b"dimg" and source == primary]
        following = parts[0][0] if parts and parts[0] else None
        if following is None or following in seen:
            raise Refused.damaged()
        seen.add(following)
        primary = following
        kind = items.kinds.get(primary, b"")
    if kind in _HEVC:
        return
    if kind in _OTHER_CODECS:
        raise Refused(Reason.TYPE_NOT_ALLOWED, _FOREIGN.get(kind, "image/heif"))
    raise Refused.damaged()


def _check_tiles(data: bytes, items: Items) -> None:
    """Coded pictures are units with their lengths before them: libheif leaves the place of a broken tile black."""
    for item, kind in items.kinds.items():
        if kind not in _HEVC:
            continue
        coded = b"".join(data[start:end] for start, end in items.extents.get(item, ()))
        at = 0
        while at + 4 <= len(coded):
            at += 4 + int.from_bytes(coded[at : at + 4])
        if not coded or at != len(coded):
            raise Refused.damaged()


def _pictures(items: Items, primary: int) -> int:
    """Primary pictures: neither hidden nor thumbnail, auxiliary, part of another, or an alternative of the first."""
    aside = set(items.hidden)
    for kind, source, targets in items.references:
        if kind in {b"thmb", b"auxl"}:
            aside.add(source)
        elif kind == b"dimg":
            aside.update(targets)
    for group in items.alternatives:
        if primary in group:
            aside |= group
    pictures = {i for i, k in items.kinds.items() if k in _HEVC | _DERIVED | _OTHER_CODECS}
    return len((pictures - aside) | {primary})


def _samples(data: bytes, moov: Box) -> int:
    """The most samples of any track: a sequence's number of pictures."""
    most, stack = 0, [moov]
    while stack:
        outer = stack.pop()
        for box in boxes(data, outer.start, outer.end):
            if box.kind in {b"trak", b"mdia", b"minf", b"stbl"}:
                stack.append(box)
            elif box.kind in {b"stsz", b"stz2"}:
                most = max(most, int.from_bytes(data[box.start + 8 : box.start + 12]))
    return most
