"""JPEG uploads."""
# ruff: noqa: E501 - hostile bytes are read best in one line

import random
import re
import struct
from collections.abc import Iterator

from PIL import Image, ImageCms

from uploads.case import Case, bad, ok, wrong
from uploads.pictures import card, encoded, jpeg, segment, with_segments, zip_archive

MAX_BYTES = 10_485_760


def exif(orientation: int = 6) -> Image.Exif:
    found = Image.Exif()
    found[0x0112] = orientation
    found[0x010F] = "CANARY-MAKER"
    found[0x010E] = "CANARY-DESCRIPTION"
    found.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 30.0), 3: "E", 4: (2.0, 17.0, 40.0)})
    return found


def mpf(entries: list[tuple[int, int, int]]) -> bytes:
    """An MPF segment's body: attribute, size and offset of each picture."""
    head = b"MPF\0" + b"II*\0" + struct.pack("<I", 8)
    table = b"".join(struct.pack("<IIIHH", a, s, o, 0, 0) for a, s, o in entries)
    fields = [(0xB000, 7, 4, b"0100"), (0xB001, 4, 1, struct.pack("<I", len(entries))),
              (0xB002, 7, len(table), struct.pack("<I", 8 + 2 + 36 + 4))]  # fmt: skip
    directory = struct.pack("<H", 3) + b"".join(struct.pack("<HHI", t, k, n) + v for t, k, n, v in fields)
    return head + directory + struct.pack("<I", 0) + table


def multi_picture(extra: bytes, attribute: int) -> bytes:
    """A primary picture with one more behind it, as MPF has them; offsets count from the index, behind SOI, marker, length and name."""
    first = with_segments(jpeg(), segment(0xE2, mpf([(0x030000, 0, 0), (attribute, len(extra), 0)])))
    first = with_segments(
        jpeg(), segment(0xE2, mpf([(0x030000, len(first), 0), (attribute, len(extra), len(first) - 10)]))
    )
    return first + extra


def honest() -> Iterator[Case]:
    plain = jpeg()
    yield ok("jpeg baseline", "passport.jpg", plain, "image/jpeg")
    yield ok("jpeg progressive", "passport.jpeg", jpeg(progressive=True))
    yield ok("jpeg 444", "a.jpg", jpeg(subsampling=0))
    yield ok("jpeg optimized", "a.jpg", jpeg(optimize=True, quality=95))
    yield ok("jpeg low quality", "a.jpg", jpeg(quality=5))
    yield ok("jpeg grey", "a.jpg", encoded(card(mode="L"), "JPEG"))
    yield ok("jpeg cmyk", "a.jpg", encoded(card(mode="CMYK"), "JPEG"))
    yield ok("jpeg cmyk progressive", "a.jpg", encoded(card(mode="CMYK"), "JPEG", progressive=True))
    yield ok("jpeg restart markers", "a.jpg", jpeg(restart_marker_blocks=7))
    yield ok("jpeg restart rows", "a.jpg", jpeg(restart_marker_rows=1, progressive=True))
    for orientation in range(1, 9):
        yield ok(f"jpeg orientation {orientation}", "a.jpg", jpeg(exif=exif(orientation)))
    yield ok("jpeg bad exif", "a.jpg", with_segments(plain, segment(0xE1, b"Exif\0\0MM\0*" + b"\xff" * 40)))
    yield ok("jpeg comment", "a.jpg", jpeg(comment=b"CANARY-COMMENT"))
    yield ok(
        "jpeg profile",
        "a.jpg",
        jpeg(icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()),
    )
    thumbnail = encoded(card(160, 120), "JPEG")
    yield ok(
        "jpeg exif thumbnail",
        "a.jpg",
        with_segments(plain, segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\0\0" + thumbnail)),
    )
    xmp = b"http://ns.adobe.com/xap/1.0/\0<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta/><?xpacket end='w'?>"
    yield ok("jpeg xmp", "a.jpg", with_segments(plain, segment(0xE1, xmp)))
    for trailer, what in (
        (b"\0" * 5000, "zeros"),
        (b"\r\n", "newline"),
        (b"\xff" * 64, "ones"),
        (b"A" * 300, "one letter"),
    ):
        yield ok(f"jpeg padded with {what}", "a.jpg", plain + trailer)
    yield ok("jpeg padded before its end", "a.jpg", plain[:-2] + b"\0" * 64 + plain[-2:])
    yield ok("jpeg fill bytes", "a.jpg", plain[:2] + b"\xff" * 8 + plain[2:])
    yield ok("jpeg exactly the limit", "a.jpg", plain + b"\0" * (MAX_BYTES - len(plain)))
    noise = random.Random(3).randbytes(MAX_BYTES - len(plain))
    yield ok("jpeg exactly the limit, random trailer", "a.jpg", plain + noise)
    sef = (
        b"\0\0\x01\x0a\x0e\0\0\0Image_UTC_Data1700000000000"
        + struct.pack("<I", 24)
        + b"SEFHj\0\0\0\x01\0\0\0"
        + bytes(20)
        + b"SEFT"
    )
    yield ok("jpeg samsung trailer", "20261101_101010.jpg", plain + sef)
    film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0\0\x10\0mdat" + noise[:4088]
    yield ok(
        "jpeg samsung motion photo", "a.jpg", plain + b"\0\0\x30\x0a\x10\0\0\0MotionPhoto_Data" + film + sef
    )
    motion = (
        b'http://ns.adobe.com/xap/1.0/\0<x:xmpmeta GCamera:MotionPhoto="1" GCamera:MotionPhotoVersion="1"/>'
    )
    yield ok("jpeg google motion photo", "PXL.MP.jpg", with_segments(plain, segment(0xE1, motion)) + film)
    small = jpeg(quality=20)
    gain = with_segments(small, segment(0xE1, b'http://ns.adobe.com/xap/1.0/\0<rdf hdrgm:Version="1.0"/>'))
    yield ok("jpeg ultra hdr", "a.jpg", multi_picture(gain, 0))
    apple = with_segments(
        small,
        segment(
            0xE1,
            b"http://ns.adobe.com/xap/1.0/\0<apdi:AuxiliaryImageType>urn:com:apple:photo:2020:aux:hdrgainmap<",
        ),
    )
    yield ok("jpeg apple gain map", "IMG_0001.JPG", multi_picture(apple, 0))
    yield ok("jpeg large thumbnail", "a.jpg", multi_picture(small, 0x010002))
    depth = with_segments(
        plain, segment(0xE1, b'http://ns.adobe.com/xap/1.0/\0<Container:Directory Item:Semantic="Depth"/>')
    )
    yield ok("jpeg dynamic depth", "a.jpg", depth + small)
    yield ok("jpeg smallest side", "a.jpg", encoded(card(200, 200), "JPEG"))


def largest() -> Iterator[Case]:
    yield ok("jpeg longest side", "a.jpg", encoded(Image.new("RGB", (12_000, 200), "red"), "JPEG"))
    yield ok("jpeg most pixels", "a.jpg", encoded(Image.new("RGB", (10_000, 5_000), "red"), "JPEG"))
    yield ok(
        "jpeg most pixels progressive 444",
        "a.jpg",
        encoded(Image.new("RGB", (5_000, 10_000), "red"), "JPEG", progressive=True, subsampling=0),
    )


def limits() -> Iterator[Case]:
    plain = jpeg()
    yield Case(
        "jpeg one byte too large",
        "a.jpg",
        plain + b"\0" * (MAX_BYTES + 1 - len(plain)),
        413,
        "document_too_large",
    )
    yield bad("jpeg empty", "a.jpg", b"", "empty", "image/jpeg")
    for size, code in (((199, 400), "side_too_short"), ((400, 199), "side_too_short"), ((1, 1), "side_too_short"),
                       ((12_001, 300), "side_too_long"), ((300, 12_001), "side_too_long"),
                       ((10_000, 5_001), "too_many_pixels"), ((11_999, 11_999), "too_many_pixels")):  # fmt: skip
        yield bad(f"jpeg {size}", "a.jpg", encoded(Image.new("L", size), "JPEG", quality=1), code)
    header = re.search(rb"\xff\xc0\x00\x11\x08", plain)
    assert header
    at = header.end()
    bomb = plain[:at] + b"\xff\xdc\xff\xdc" + plain[at + 4 :]
    yield bad("bomb jpeg sides", "a.jpg", bomb, "side_too_long")
    yield bad(
        "bomb jpeg pixels",
        "a.jpg",
        plain[:at] + struct.pack(">HH", 11_000, 11_000) + plain[at + 4 :],
        "too_many_pixels",
    )
    yield bad(
        "jpeg larger than its data",
        "a.jpg",
        plain[:at] + struct.pack(">HH", 5_000, 5_000) + plain[at + 4 :],
        "corrupt",
    )
    yield bad("jpeg no sides", "a.jpg", plain[:at] + b"\0\0\0\0" + plain[at + 4 :])
    progressive = jpeg(progressive=True)
    scan = progressive.rindex(b"\xff\xda")
    yield bad(
        "bomb jpeg scans",
        "a.jpg",
        progressive[:scan] + progressive[scan:-2] * (9_000_000 // (len(progressive) - scan)) + b"\xff\xd9",
    )
    yield bad(
        "jpeg two frame headers", "a.jpg", with_segments(plain, plain[header.start() : at + 12]), "corrupt"
    )


def damaged() -> Iterator[Case]:
    for kind, plain in (("baseline", jpeg()), ("progressive", jpeg(progressive=True))):
        for percent in (1, 2, 5, 10, 25, 50, 75, 90, 95, 99):
            yield bad(
                f"jpeg {kind} cut at {percent} %", "a.jpg", plain[: len(plain) * percent // 100], "corrupt"
            )
        for lost in (1, 2, 3, 10):
            yield bad(f"jpeg {kind} without its last {lost}", "a.jpg", plain[:-lost], "corrupt")
        half = len(plain) // 2
        yield bad(f"jpeg {kind} cut and closed", "a.jpg", plain[:half] + b"\xff\xd9", "corrupt")
        yield bad(
            f"jpeg {kind} second half zeros", "a.jpg", plain[:half] + bytes(len(plain) - half), "corrupt"
        )
        yield bad(
            f"jpeg {kind} second half zeros, closed",
            "a.jpg",
            plain[:half] + bytes(half - 2) + b"\xff\xd9",
            "corrupt",
        )
        noise = random.Random(5).randbytes(400)
        yield bad(f"jpeg {kind} noise inside", "a.jpg", plain[:half] + noise + plain[half + 400 :], "corrupt")
        own = jpeg(progressive=kind == "progressive", optimize=True)  # with the default tables it can be read
        tables = own.index(b"\xff\xc4")
        yield bad(
            f"jpeg {kind} without tables",
            "a.jpg",
            own[:tables] + own[own.index(b"\xff\xda") :],
            "corrupt",
        )
    yield bad("jpeg signature alone", "a.jpg", b"\xff\xd8\xff", "corrupt")
    yield bad(
        "jpeg signature and noise", "a.jpg", b"\xff\xd8\xff\xe0" + random.Random(1).randbytes(5000), "corrupt"
    )
    yield bad("jpeg signature and text", "a.jpg", b"\xff\xd8\xff\xe0" + b"not a picture " * 50)
    yield bad("jpeg of headers only", "a.jpg", jpeg()[:20] + b"\xff\xd9", "corrupt")
    yield wrong("jpeg without soi", "a.jpg", jpeg()[2:], "type_not_allowed")


def polyglots() -> Iterator[Case]:
    plain = jpeg()
    zipped = zip_archive()
    behind = {
        "zip": zipped, "zip after zeros": b"\0" * 100 + zipped, "php": b"<?php system($_GET['c']); ?>",
        "html": b"<html><script>alert(1)</script></html>", "pdf": b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF",
        "elf": b"\x7fELF\x02\x01\x01" + bytes(57), "exe": b"MZ\x90\0" + bytes(60) + b"PE\0\0" + bytes(50),
        "rar": b"Rar!\x1a\x07\x01\0" + bytes(40), "7z": b"7z\xbc\xaf\x27\x1c\0\x04" + bytes(40), "gif": b"GIF89a" + bytes(40),
        "png": encoded(card(), "PNG"), "gzip": b"\x1f\x8b\x08\0" + bytes(40), "class": b"\xca\xfe\xba\xbe\0\0\0\x34" + bytes(40),
        "shell": b"#!/bin/sh\nrm -rf /\n", "javascript": b"\n*/=alert(1);/*", "film": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "text": b"the second file in the first",
        "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    }  # fmt: skip
    for what, tail in behind.items():
        yield wrong(f"poly jpeg + {what}", "a.jpg", plain + tail, "polyglot")
    inside = {
        "php": b"<?php eval($_POST[1]); ?>", "html": b"<html><body onload=alert(1)>", "script": b"--><script>alert(1)</script>",
        "pdf": b"%PDF-1.4 1 0 obj << >>", "zip": zipped, "phar": b"<?php __HALT_COMPILER(); ?>", "jsp": b"<%@ page import='java.io.*'%>",
    }  # fmt: skip
    for what, body in inside.items():
        yield wrong(
            f"poly jpeg comment {what}", "a.jpg", with_segments(plain, segment(0xFE, body)), "polyglot"
        )
    yield wrong(
        "poly jpeg exif php",
        "a.jpg",
        with_segments(plain, segment(0xE1, b"Exif\0\0<?php phpinfo();?>")),
        "polyglot",
    )
    opened = segment(0xE0, bytes(0x2F2A - 2))
    yield wrong(
        "poly jpeg javascript",
        "a.jpg",
        plain[:2] + opened + plain[2:-2] + segment(0xFE, b"*/=alert(1)/*") + plain[-2:],
        "polyglot",
    )
    yield bad("jpeg two pictures", "a.jpg", plain + plain, "too_many_frames")
    yield bad(
        "jpeg mpo of two",
        "a.jpg",
        encoded(card(), "MPO", save_all=True, append_images=[card(400, 300)]),
        "too_many_frames",
    )
    yield bad("jpeg stereo", "a.jpg", multi_picture(plain, 0x020003), "too_many_frames")
    yield bad("jpeg eicar comment", "a.jpg", with_segments(plain, segment(0xFE, eicar())), "malware")


def eicar() -> bytes:
    return rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def cases() -> Iterator[Case]:
    yield from honest()
    yield from largest()
    yield from limits()
    yield from damaged()
    yield from polyglots()
