"""PNG uploads."""
# ruff: noqa: E501 - hostile bytes are read best in one line

import random
import struct
import zlib
from collections.abc import Iterator

from PIL import Image, PngImagePlugin

from uploads.case import Case, bad, ok, wrong
from uploads.jpegs import MAX_BYTES, exif
from uploads.pictures import card, encoded, png, zip_archive

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def header(width: int, height: int, depth: int = 8, colour: int = 2, interlace: int = 0) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace))


def written(
    width: int, height: int, *, depth: int = 8, colour: int = 2, extra: bytes = b"", rows: bytes | None = None
) -> bytes:
    """A PNG by hand: every row of zeros unless given."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    if rows is None:
        rows = bytes((1 + (width * channels * depth + 7) // 8) * height)
    palette = chunk(b"PLTE", bytes(range(48))) if colour == 3 else b""
    return (
        SIGNATURE
        + header(width, height, depth, colour)
        + palette
        + extra
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def with_chunk(data: bytes, extra: bytes) -> bytes:
    return data[:33] + extra + data[33:]


def interlaced() -> bytes:
    """Adam7 by hand: all passes of a grey 200 x 200."""
    rows = b""
    for left, top, step_x, step_y in (
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ):
        rows += (b"\0" + b"\x55" * -(-(200 - left) // step_x)) * -(-(200 - top) // step_y)
    return SIGNATURE + header(200, 200, 8, 0, 1) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def honest() -> Iterator[Case]:
    plain = png()
    yield ok("png rgb", "card.png", plain, "image/png")
    for mode in ("L", "1", "P", "RGBA", "LA", "I;16"):
        yield ok(
            f"png {mode}",
            "a.png",
            encoded(card(mode="L").convert("I;16") if mode == "I;16" else card(mode=mode), "PNG"),
        )
    for colour, depth in ((0, 1), (0, 2), (0, 4), (0, 16), (2, 16), (3, 1), (3, 2), (3, 4), (4, 16), (6, 16)):
        yield ok(f"png colour {colour} depth {depth}", "a.png", written(300, 220, depth=depth, colour=colour))
    yield ok("png interlaced", "a.png", interlaced())
    yield ok("png transparent palette", "a.png", encoded(card(mode="P"), "PNG", transparency=3))
    yield ok("png exif", "a.png", png(exif=exif(8)))
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "CANARY-TEXT")
    info.add_text("Author", "CANARY-PACKED", zip=True)
    info.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")
    yield ok("png texts", "a.png", png(pnginfo=info, dpi=(300, 300)))
    yield ok("png many idat", "a.png", SIGNATURE + header(200, 200) + b"".join(
        chunk(b"IDAT", p) for p in _pieces(zlib.compress(bytes(601 * 200)), 7)) + chunk(b"IEND", b""))  # fmt: skip
    yield ok("png idot", "screenshot.png", with_chunk(plain, chunk(b"iDOT", bytes(28))))
    yield ok("png animation of one", "a.png", encoded(card(), "PNG", save_all=True))
    yield ok("png padded", "a.png", plain + b"\0" * 4096)
    yield ok("png exactly the limit", "a.png", plain + b"\0" * (MAX_BYTES - len(plain)))
    fill = random.Random(9).randbytes(MAX_BYTES - len(plain) - 12)
    yield ok("png exactly the limit, private chunk", "a.png", with_chunk(plain, chunk(b"prVt", fill)))
    yield ok("png longest side", "a.png", written(12_000, 200, colour=0))
    yield ok("png smallest side", "a.png", written(200, 200))


def largest() -> Iterator[Case]:
    yield ok("png most pixels", "a.png", encoded(Image.new("RGBA", (10_000, 5_000), (1, 2, 3, 200)), "PNG"))


def _pieces(data: bytes, size: int) -> Iterator[bytes]:
    for i in range(0, len(data), size):
        yield data[i : i + size]


def limits() -> Iterator[Case]:
    plain = png()
    yield Case("png too large", "a.png", plain + bytes(MAX_BYTES), 413, "document_too_large")
    yield bad("png empty", "a.png", b"", "empty")
    for size, code in (((199, 300), "side_too_short"), ((300, 199), "side_too_short"), ((12_001, 200), "side_too_long"),
                       ((200, 12_001), "side_too_long"), ((10_000, 5_001), "too_many_pixels")):  # fmt: skip
        yield bad(f"png {size}", "a.png", written(*size, depth=1, colour=0), code)
    yield bad(
        "bomb png sides", "a.png", SIGNATURE + header(2**31 - 1, 2**31 - 1) + plain[33:], "side_too_long"
    )
    yield bad("bomb png 50000", "a.png", written(50_000, 50_000, rows=bytes(20_000)), "side_too_long")
    yield bad("bomb png pixels", "a.png", written(11_000, 11_000, depth=1, colour=0), "too_many_pixels")
    packed = zlib.compress(bytes(200 << 20), 9)
    yield bad(
        "bomb png idat",
        "a.png",
        SIGNATURE + header(300, 300) + chunk(b"IDAT", packed) + chunk(b"IEND", b""),
        "too_costly",
    )
    yield bad(
        "bomb png ztxt", "a.png", with_chunk(plain, chunk(b"zTXt", b"Comment\0\0" + packed)), "too_costly"
    )
    yield bad(
        "bomb png itxt",
        "a.png",
        with_chunk(plain, chunk(b"iTXt", b"Comment\0\1\0\0\0" + packed)),
        "too_costly",
    )
    yield bad("bomb png iccp", "a.png", with_chunk(plain, chunk(b"iCCP", b"sRGB\0\0" + packed)), "too_costly")
    small = chunk(b"zTXt", b"C\0\0" + zlib.compress(bytes(1_000_000), 9))
    yield bad("bomb png many ztxt", "a.png", with_chunk(plain, small * 500), "too_costly")
    yield bad("bomb png chunks", "a.png", with_chunk(plain, chunk(b"tEXt", b"a\0b") * 200_000), "too_costly")
    frames = [card(), card(mode="L").convert("RGB"), Image.new("RGB", (640, 420))]
    yield bad(
        "png animation of three",
        "a.png",
        encoded(frames[0], "PNG", save_all=True, append_images=frames[1:]),
        "too_many_frames",
    )
    yield bad(
        "png animation behind a still",
        "a.png",
        encoded(frames[0], "PNG", save_all=True, default_image=True, append_images=frames[1:2]),
        "too_many_frames",
    )
    yield bad(
        "png animation announced",
        "a.png",
        with_chunk(plain, chunk(b"acTL", struct.pack(">II", 1000, 0))),
        "too_many_frames",
    )


def damaged() -> Iterator[Case]:
    plain = png()
    for percent in (1, 3, 10, 25, 50, 75, 90, 99):
        yield bad(f"png cut at {percent} %", "a.png", plain[: len(plain) * percent // 100], "corrupt")
    for lost in (1, 4, 8, 12):
        yield bad(f"png without its last {lost}", "a.png", plain[:-lost], "corrupt")
    for at in (16, 30, 60, len(plain) // 2, len(plain) - 20):
        yield bad(
            f"png flipped at {at}",
            "a.png",
            plain[:at] + bytes([plain[at] ^ 0xFF]) + plain[at + 1 :],
            "corrupt",
        )
    body = bytearray(zlib.compress(bytes(601 * 200)))
    body[len(body) // 2] ^= 0x55
    head, tail = SIGNATURE + header(200, 200), chunk(b"IEND", b"")
    yield bad(
        "png corrupt rows, right checksum", "a.png", head + chunk(b"IDAT", bytes(body)) + tail, "corrupt"
    )
    whole = zlib.compress(bytes(601 * 200))
    yield bad(
        "png too few rows", "a.png", head + chunk(b"IDAT", zlib.compress(bytes(601 * 100))) + tail, "corrupt"
    )
    yield bad("png rows cut", "a.png", head + chunk(b"IDAT", whole[:-6]) + tail, "corrupt")
    yield bad("png without rows", "a.png", head + tail, "corrupt")
    yield bad("png without header", "a.png", SIGNATURE + plain[33:], "corrupt")
    yield bad(
        "png without palette",
        "a.png",
        SIGNATURE + header(200, 200, 8, 3) + chunk(b"IDAT", zlib.compress(bytes(201 * 200))) + tail,
        "corrupt",
    )
    yield bad("png bad colour", "a.png", SIGNATURE + header(200, 200, 8, 5) + plain[33:], "corrupt")
    yield bad("png bad depth", "a.png", SIGNATURE + header(200, 200, 7, 2) + plain[33:], "corrupt")
    yield bad("png bad filter", "a.png", written(200, 200, rows=b"\x09" * (601 * 200)), "corrupt")
    yield bad("png signature alone", "a.png", SIGNATURE, "corrupt")
    yield bad("png signature and noise", "a.png", SIGNATURE + random.Random(2).randbytes(3000), "corrupt")
    yield bad("png line ends changed", "a.png", plain.replace(b"\r\n", b"\n"), "corrupt")
    yield bad(
        "png huge chunk length",
        "a.png",
        SIGNATURE + header(200, 200) + b"\xff\xff\xff\xffIDAT" + bytes(100),
        "corrupt",
    )
    yield bad("png unknown critical chunk", "a.png", with_chunk(plain, chunk(b"CgBI", bytes(4))), "corrupt")


def polyglots() -> Iterator[Case]:
    plain = png()
    tails = {"zip": zip_archive(), "php": b"<?php system('id'); ?>", "html": b"<!DOCTYPE html><p>", "pdf": b"%PDF-1.7\n", "exe": b"MZ\x90\0" + bytes(80),
             "film": b"\0\0\0\x18ftypisom\0\0\0\0isom"}  # fmt: skip
    for what, tail in tails.items():
        yield wrong(f"poly png + {what}", "a.png", plain + tail, "polyglot")
    for what, body in {
        "php": b"<?php eval($_GET[0]); ?>",
        "script": b"<script>alert(1)</script>",
        "pdf": b"%PDF-1.4\n%%EOF",
    }.items():
        yield wrong(
            f"poly png text {what}",
            "a.png",
            with_chunk(plain, chunk(b"tEXt", b"Comment\0" + body)),
            "polyglot",
        )
    yield wrong("poly png private zip", "a.png", with_chunk(plain, chunk(b"prVt", zip_archive())), "polyglot")


def cases() -> Iterator[Case]:
    yield from honest()
    yield from largest()
    yield from limits()
    yield from damaged()
    yield from polyglots()
