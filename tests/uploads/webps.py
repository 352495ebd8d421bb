"""WebP uploads."""

import random
import struct
from collections.abc import Iterator

from PIL import Image

from uploads.case import Case, bad, ok, wrong
from uploads.jpegs import MAX_BYTES, exif
from uploads.pictures import card, encoded, webp, zip_archive


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(k + struct.pack("<I", len(b)) + b + b"\0" * (len(b) & 1) for k, b in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def stream(data: bytes) -> tuple[bytes, bytes]:
    """The picture of a simple WebP file."""
    return data[12:16], data[20 : 20 + int.from_bytes(data[16:20], "little")]


def extended(width: int, height: int, flags: int = 0) -> tuple[bytes, bytes]:
    return b"VP8X", bytes((flags, 0, 0, 0)) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(
        3, "little"
    )


def honest() -> Iterator[Case]:
    plain = webp()
    yield ok("webp lossy", "card.webp", plain, "image/webp")
    yield ok("webp lossless", "a.webp", webp(lossless=True))
    yield ok("webp lossy alpha", "a.webp", encoded(card(mode="RGBA"), "WEBP"))
    yield ok("webp lossless alpha", "a.webp", encoded(card(mode="RGBA"), "WEBP", lossless=True))
    yield ok("webp grey", "a.webp", encoded(card(mode="L"), "WEBP"))
    yield ok("webp exif", "a.webp", webp(exif=exif(6)))
    yield ok(
        "webp profile and xmp", "a.webp", webp(icc_profile=b"\0" * 200, xmp=b"<x:xmpmeta>CANARY</x:xmpmeta>")
    )
    yield ok("webp extended by hand", "a.webp", riff(extended(640, 420), stream(plain)))
    yield ok("webp unknown chunk", "a.webp", riff(extended(640, 420), stream(plain), (b"ABCD", b"12345")))
    yield ok("webp animation of one", "a.webp", encoded(card(), "WEBP", save_all=True))
    yield ok("webp padded", "a.webp", plain + bytes(100))
    yield ok("webp exactly the limit", "a.webp", plain + bytes(MAX_BYTES - len(plain)))
    yield ok("webp smallest", "a.webp", encoded(card(200, 200), "WEBP"))


def largest() -> Iterator[Case]:
    yield ok("webp longest side", "a.webp", encoded(Image.new("RGB", (12_000, 201), "blue"), "WEBP"))
    yield ok(
        "webp most pixels", "a.webp", encoded(Image.new("RGB", (10_000, 5_000), "blue"), "WEBP", method=0)
    )
    yield ok(
        "webp most pixels alpha",
        "a.webp",
        encoded(Image.new("RGBA", (10_000, 5_000), (1, 2, 3, 4)), "WEBP", lossless=True, method=0, quality=0),
    )


def hostile() -> Iterator[Case]:
    plain = webp()
    yield Case("webp too large", "a.webp", plain + bytes(MAX_BYTES), 413, "document_too_large")
    yield bad("webp empty", "a.webp", b"", "empty")
    for size, code in (((199, 300), "side_too_short"), ((300, 199), "side_too_short"), ((12_001, 200), "side_too_long"),
                       ((10_000, 5_001), "too_many_pixels")):  # fmt: skip
        yield bad(f"webp {size}", "a.webp", encoded(Image.new("RGB", size), "WEBP", method=0), code)
    yield bad(
        "bomb webp canvas", "a.webp", riff(extended(16_777_216, 16_777_216), stream(plain)), "side_too_long"
    )
    yield bad(
        "bomb webp canvas pixels", "a.webp", riff(extended(11_000, 11_000), stream(plain)), "too_many_pixels"
    )
    yield bad("webp canvas unlike its picture", "a.webp", riff(extended(500, 500), stream(plain)), "corrupt")
    lossless = webp(lossless=True)
    kind, body = stream(lossless)
    yield bad(
        "bomb webp lossless header",
        "a.webp",
        riff((kind, body[:1] + struct.pack("<I", 0x3FFF | 0x3FFF << 14) + body[5:])),
        "side_too_long",
    )
    frames = [Image.new("RGB", (300, 300), colour) for colour in ("red", "green", "blue")]
    yield bad(
        "webp animation",
        "a.webp",
        encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:]),
        "too_many_frames",
    )
    yield bad(
        "webp animation lossless",
        "a.webp",
        encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True),
        "too_many_frames",
    )
    yield bad(
        "webp two pictures",
        "a.webp",
        riff(extended(640, 420), stream(plain), stream(plain)),
        "too_many_frames",
    )
    for percent in (5, 10, 25, 50, 75, 90, 99):
        yield bad(f"webp cut at {percent} %", "a.webp", plain[: len(plain) * percent // 100], "corrupt")
        half, cut = stream(plain)
        yield bad(
            f"webp stream cut at {percent} %",
            "a.webp",
            riff((half, cut[: len(cut) * percent // 100])),
            "corrupt",
        )
    for lost in (1, 2, 10):
        yield bad(f"webp lossless without its last {lost}", "a.webp", lossless[:-lost], "corrupt")
    yield bad("webp lossless stream cut", "a.webp", riff((kind, body[: len(body) // 2])), "corrupt")
    yield bad("webp container alone", "a.webp", b"RIFF\x04\0\0\0WEBP", "corrupt")
    yield bad("webp of noise", "a.webp", riff((b"VP8 ", random.Random(4).randbytes(2000))), "corrupt")
    yield bad(
        "webp of header and noise",
        "a.webp",
        riff((b"VP8L", body[:5] + random.Random(4).randbytes(2000))),
        "corrupt",
    )
    yield bad("webp without picture", "a.webp", riff(extended(640, 420)), "corrupt")
    yield bad("webp chunk beyond the end", "a.webp", plain[:16] + b"\xff\xff\xff\x7f" + plain[20:], "corrupt")
    for what, tail in {
        "zip": zip_archive(),
        "html": b"<html><b>",
        "php": b"<?php x(); ?>",
        "exe": b"MZ\x90\0" + bytes(99),
    }.items():
        yield wrong(f"poly webp + {what}", "a.webp", plain + tail, "polyglot")
    yield wrong("poly webp xmp script", "a.webp", webp(xmp=b"<script>alert(1)</script>"), "polyglot")
    yield wrong("riff that is sound", "a.webp", b"RIFF\x24\0\0\0WAVEfmt " + bytes(40), "type_not_allowed")
    yield wrong("riff that is film", "a.webp", b"RIFF\x24\0\0\0AVI LIST" + bytes(40), "type_not_allowed")


def cases() -> Iterator[Case]:
    yield from honest()
    yield from largest()
    yield from hostile()
