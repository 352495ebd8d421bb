"""HEIC uploads: boxes written by hand around one coded tile of 256 x 256 pixels."""
# ruff: noqa: E501 - hostile bytes are read best in one line

import base64
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from uploads.case import Case, bad, ok, wrong
from uploads.jpegs import MAX_BYTES, exif
from uploads.pictures import zip_archive

# A drawing of a card by this suite's authors, coded once: no HEVC encoder comes with the project.
CONFIGURATION = base64.b64decode(
    "AQNwAAAAkAAAAAAAPPAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAPLoCQGEAAQAsQgEBA3AAAAMAkAAAAwAAAwA8oAgIBAWW6kkprm4C"
    "GgwIAAADAMgAAAMACEBiAAEAB0QBwXKwYkA="
)
TILE = base64.b64decode(
    "AAAA+igBrwhIIgAkvqUyV2dXzzOq4vf4sneeiTuYuOUnP4OxQu+EgIMno2cBYIdf0Ko9E34OKxGtfUGJIPulmcLPOaoWvP06dLTGZFGhMTST7dF7dE+h"
    "Uhmg9N1vThSShYOffpQkCZQxLaw4nxmvW5WkwPEia0tT/CQSBYaxVBDei3Z03sAuyrupB7mmgMCPn4AGu4A1N/rVCzUmtLgxIxa8PthRyYiTs3CDychu"
    "lc0H2vnsozpLFbGvVrhoTDyswTlhWjUDkWPwd/wIMF1NWZZT3Uxxn6rdTC4Y3ItSMPn8dREmGAESsqRdW4HC6LRhNkdDEeq6076WqBXAYUA="
)


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def full(kind: bytes, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


@dataclass
class Item:
    kind: bytes
    data: bytes
    size: tuple[int, int] | None = (256, 256)
    hidden: bool = False
    rotation: int | None = None
    auxiliary: bytes | None = None


@dataclass
class Heic:
    """A file in the making; items are numbered from 1."""

    items: list[Item] = field(default_factory=list)
    references: list[tuple[bytes, int, list[int]]] = field(default_factory=list)
    groups: list[tuple[bytes, list[int]]] = field(default_factory=list)
    primary: int = 1
    brands: tuple[bytes, ...] = (b"heic", b"mif1", b"heic")
    behind: bytes = b""

    def add(self, item: Item) -> int:
        self.items.append(item)
        return len(self.items)

    def encode(self) -> bytes:
        head = box(b"ftyp", self.brands[0], bytes(4), *self.brands[1:])
        length = len(head) + len(self._meta(0)) + 8
        return head + self._meta(length) + box(b"mdat", *(i.data for i in self.items)) + self.behind

    def _meta(self, first: int) -> bytes:
        properties: list[bytes] = []
        given: list[bytes] = []
        for number, item in enumerate(self.items, 1):
            wanted = []  # with whether it is essential; equal properties are shared, as phones do
            if item.size:
                wanted.append((full(b"ispe", struct.pack(">II", *item.size)), 0))
            if item.kind == b"hvc1":
                wanted.append((box(b"hvcC", CONFIGURATION), 0x8000))
            if item.rotation is not None:
                wanted.append((box(b"irot", bytes((item.rotation,))), 0x8000))
            if item.auxiliary:
                wanted.append((full(b"auxC", item.auxiliary + b"\0"), 0x8000))
            properties += [p for p, _ in wanted if p not in properties]
            mine = [properties.index(p) + 1 | essential for p, essential in wanted]
            given.append(struct.pack(">HB", number, len(mine)) + b"".join(struct.pack(">H", m) for m in mine))
        places, at = b"", first
        for number, item in enumerate(self.items, 1):
            places += struct.pack(">HHHII", number, 0, 1, at, len(item.data))
            at += len(item.data)
        infos = b"".join(
            full(b"infe", struct.pack(">HH", n, 0), i.kind, b"\0", version=2, flags=int(i.hidden))
            for n, i in enumerate(self.items, 1)
        )
        parts = [
            full(b"hdlr", bytes(4), b"pict", bytes(13)),
            full(b"pitm", struct.pack(">H", self.primary)),
            full(b"iinf", struct.pack(">H", len(self.items)), infos),
            box(
                b"iprp",
                box(b"ipco", *properties),
                full(b"ipma", struct.pack(">I", len(given)), *given, flags=1),
            ),
            full(b"iloc", struct.pack(">HH", 0x4400, len(self.items)), places),
        ]
        if self.references:
            parts.append(full(b"iref", *(
                box(k, struct.pack(">HH", s, len(t)), *(struct.pack(">H", n) for n in t)) for k, s, t in self.references)))  # fmt: skip
        if self.groups:
            parts.append(box(b"grpl", *(
                full(k, struct.pack(">II", 900 + i, len(m)), *(struct.pack(">I", n) for n in m)) for i, (k, m) in enumerate(self.groups))))  # fmt: skip
        return full(b"meta", *parts)


def plain() -> Heic:
    return Heic([Item(b"hvc1", TILE)])


def grid(columns: int, rows: int, size: tuple[int, int] | None = None) -> Heic:
    """A phone's picture: hidden tiles, and a grid of them as the primary item."""
    width, height = size or (columns * 256, rows * 256)
    file = Heic([Item(b"hvc1", TILE, hidden=True) for _ in range(columns * rows)])
    tiles = list(range(1, columns * rows + 1))
    wide = max(width, height) > 65_535
    layout = bytes((0, int(wide), rows - 1, columns - 1)) + struct.pack(
        ">II" if wide else ">HH", width, height
    )
    file.primary = file.add(Item(b"grid", layout, (width, height)))
    file.references.append((b"dimg", file.primary, tiles))
    return file


def phone() -> Heic:
    """Grid, thumbnail, depth map, gain map, Exif: what a phone writes."""
    file = grid(3, 2, (700, 500))
    thumbnail = file.add(Item(b"hvc1", TILE))
    depth = file.add(Item(b"hvc1", TILE, auxiliary=b"urn:mpeg:hevc:2015:auxid:2"))
    gain = file.add(Item(b"hvc1", TILE, auxiliary=b"urn:com:apple:photo:2020:aux:hdrgainmap"))
    meta = file.add(Item(b"Exif", b"\0\0\0\x06Exif\0\0" + exif(6).tobytes()[6:], None, hidden=True))
    file.references += [(b"thmb", thumbnail, [file.primary]), (b"auxl", depth, [file.primary]),
                        (b"auxl", gain, [file.primary]), (b"cdsc", meta, [file.primary])]  # fmt: skip
    file.brands = (b"heic", b"mif1", b"MiHE", b"MiPr", b"miaf", b"MiHB", b"heic")
    return file


def honest() -> Iterator[Case]:
    yield ok("heic single", "IMG_0001.HEIC", plain().encode(), "image/heic")
    yield ok("heic declared as the family", "a.heic", plain().encode(), "image/heif")
    yield ok("heif extension", "a.heif", plain().encode(), "image/heif")
    yield ok("heif extension, heic declared", "a.heif", plain().encode(), "image/heic")
    yield ok("heic opaque", "a.heic", plain().encode(), "application/octet-stream")
    yield ok("heic of a phone", "IMG_0001.HEIC", phone().encode())
    yield ok("heic grid", "a.heic", grid(4, 3).encode())
    for turns in range(4):
        turned = grid(2, 1)
        turned.items[-1].rotation = turns
        yield ok(f"heic turned {turns}", "a.heic", turned.encode())
    mapped = plain()
    gain = mapped.add(Item(b"hvc1", TILE, hidden=True))
    tone = mapped.add(Item(b"tmap", bytes(62), (256, 256)))
    mapped.references.append((b"dimg", tone, [1, gain]))
    mapped.groups.append((b"altr", [tone, 1]))
    mapped.brands = (b"heic", b"mif1", b"tmap", b"heic")
    yield ok("heic tone map", "a.heic", mapped.encode())
    for brands in (
        (b"mif1", b"heic"),
        (b"mif1", b"mif1", b"miaf"),
        (b"heix", b"mif1", b"heix"),
        (b"heim", b"mif1"),
        (b"heic", b"heic"),
    ):
        file = plain()
        file.brands = brands
        yield ok(f"heic brands {brands!r}", "a.heic", file.encode())
    for tail, what in (
        (box(b"free", bytes(40)), "free"),
        (box(b"mpvd", bytes(900)), "motion"),
        (bytes(333), "zeros"),
        (box(b"sefd", b"\0\1Image_UTC" + bytes(9)), "sefd"),
    ):
        file = phone()
        file.behind = tail
        yield ok(f"heic followed by {what}", "a.heic", file.encode())
    small = plain().encode()
    yield ok("heic exactly the limit", "a.heic", small + box(b"free", bytes(MAX_BYTES - len(small) - 8)))
    yield ok("heic most pixels", "a.heic", grid(39, 20, (9_984, 5_000)).encode())
    yield ok("heic cropped grid", "a.heic", grid(2, 2, (300, 280)).encode())


def hostile() -> Iterator[Case]:
    good = phone().encode()
    yield Case("heic too large", "a.heic", good + bytes(MAX_BYTES), 413, "document_too_large")
    yield bad("heic empty", "a.heic", b"", "empty")
    two = plain()
    two.add(Item(b"hvc1", TILE))
    yield bad("heic two pictures", "a.heic", two.encode(), "too_many_frames")
    burst = grid(2, 1)
    for _ in range(8):
        burst.add(Item(b"hvc1", TILE))
    yield bad("heic burst", "a.heic", burst.encode(), "too_many_frames")
    track = box(
        b"moov",
        box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", full(b"stsz", struct.pack(">II", 0, 30)))))),
    )
    film = plain()
    film.behind = track
    yield bad("heic sequence with a still", "a.heic", film.encode(), "too_many_frames")
    yield bad(
        "heic sequence",
        "a.heic",
        box(b"ftyp", b"hevc", bytes(4), b"msf1", b"hevc") + track + box(b"mdat", TILE),
        "too_many_frames",
    )
    for columns, rows, size, code in (
        (48, 1, (12_001, 256), "side_too_long"), (1, 48, (256, 12_001), "side_too_long"), (1, 1, (199, 256), "side_too_short"),
        (40, 20, (10_000, 5_001), "too_many_pixels"), (1, 1, (65_535, 65_535), "side_too_long"), (1, 1, (11_000, 11_000), "too_many_pixels"),
        (1, 1, (70_000, 70_000), "side_too_long"),
    ):  # fmt: skip
        yield bad(f"heic grid {size}", "a.heic", grid(columns, rows, size).encode(), code)
    yield bad("bomb heic grid of too few tiles", "a.heic", grid(1, 1, (7_000, 7_000)).encode(), "corrupt")
    liar = plain()
    liar.items[0].size = (7_000, 7_000)
    yield bad("bomb heic size that lies", "a.heic", liar.encode())
    liar.items[0].size = (100_000, 100_000)
    yield bad("bomb heic sides", "a.heic", liar.encode(), "side_too_long")
    for percent in (2, 10, 25, 50, 75, 90, 99):
        yield bad(f"heic cut at {percent} %", "a.heic", good[: len(good) * percent // 100], "corrupt")
    for lost in (1, 10):
        yield bad(f"heic without its last {lost}", "a.heic", good[:-lost], "corrupt")
    noise = plain()
    noise.items[0].data = b"\0\0\0\xfa" + bytes(250)
    yield bad("heic of zeros", "a.heic", noise.encode(), "corrupt")
    noise.items[0].data = TILE[:100]
    yield bad("heic tile cut", "a.heic", noise.encode(), "corrupt")
    yield bad(
        "heic without items",
        "a.heic",
        box(b"ftyp", b"heic", bytes(4), b"mif1") + full(b"meta", full(b"hdlr", bytes(4), b"pict", bytes(13))),
        "corrupt",
    )
    yield bad(
        "heic brand and noise",
        "a.heic",
        box(b"ftyp", b"heic", bytes(4), b"mif1") + bytes(range(256)) * 8,
        "corrupt",
    )
    loop = plain()
    loop.items.append(Item(b"iden", b"", (256, 256)))
    loop.primary = 2
    loop.references.append((b"dimg", 2, [2]))
    yield bad("heic made of itself", "a.heic", loop.encode(), "corrupt")
    missing = grid(2, 2)
    missing.items[0].data = b""
    yield bad("heic lacks a tile", "a.heic", missing.encode(), "corrupt")
    for kind in (b"av01", b"jpeg", b"j2k1", b"unci"):
        other = plain()
        other.items[0].kind = kind
        yield wrong(f"heic of {kind!r}", "a.heic", other.encode(), "type_not_allowed")
    for major in (b"avif", b"avis"):
        avif = plain()
        avif.brands = (major, b"mif1", b"miaf", b"heic")
        yield wrong(f"heic brand {major!r}", "a.heic", avif.encode(), "type_not_allowed")
    for major in (b"isom", b"mp42", b"qt  ", b"M4A ", b"3gp5", b"crx "):
        film = plain()
        film.brands = (major, b"isom")
        yield wrong(f"heic named, brand {major!r}", "a.heic", film.encode(), "type_not_allowed")
    for what, tail in {
        "zip": zip_archive(),
        "html": b"<html><p>",
        "php": b"<?php a(); ?>",
        "exe": b"MZ\x90\0" + bytes(90),
    }.items():
        file = phone()
        file.behind = tail
        yield wrong(f"poly heic + {what}", "a.heic", file.encode(), "polyglot")


def cases() -> Iterator[Case]:
    yield from honest()
    yield from hostile()
