"""PDF uploads as scanners, copiers and phones make them: every codec of a picture, every sheet, notes of readers."""

import base64
import io
import struct
import zlib
from collections.abc import Iterator

from PIL import Image

from uploads.case import Case, bad, ok
from uploads.pdfs import pages, picture_page, saved
from uploads.pictures import card, encoded


def _fax(width: int, height: int) -> bytes:
    """A bilevel scan by CCITT's group 4, as fax machines and copiers make it."""
    target = io.BytesIO()
    card(width, height).convert("1").save(target, "TIFF", compression="group4", tiffinfo={278: height})
    with Image.open(io.BytesIO(target.getvalue())) as tiff:
        [offset], [size] = tiff.tag_v2[273], tiff.tag_v2[279]
    return target.getvalue()[offset : offset + size]


def _jbig2(width: int, height: int, coded: bytes) -> bytes:
    """An embedded JBIG2 stream: the page's segment, and one generic region that is coded as a fax."""
    page = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">IIIIB", width, height, 0, 0, 0) + b"\x01" + coded
    segments = ((0, 48, page), (1, 38, region))
    return b"".join(struct.pack(">IBBBI", n, kind, 0, 1, len(body)) + body for n, kind, body in segments)


def _codecs() -> Iterator[Case]:
    """Every way in which a scanner or a phone's app packs a picture into a page."""
    width, height = 1200, 800
    picture, fax = card(width, height), _fax(width, height)
    sides = b"/Width %d/Height %d" % (width, height)
    one, grey = b"/BitsPerComponent 1/ColorSpace/DeviceGray", b"/BitsPerComponent 8/ColorSpace/DeviceGray"
    rgb, cmyk = b"/BitsPerComponent 8/ColorSpace/DeviceRGB", b"/BitsPerComponent 8/ColorSpace/DeviceCMYK"
    rows = picture.convert("L").tobytes()
    predicted = b"".join(b"\0" + rows[y * width : (y + 1) * width] for y in range(height))
    coded = {
        "ccitt": (one + b"/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 1200/Rows 800>>", fax),
        "jbig2": (one + b"/Filter/JBIG2Decode", _jbig2(width, height, fax)),
        "jpx": (b"/Filter/JPXDecode", encoded(picture, "JPEG2000")),
        "jpx codestream": (
            grey + b"/Filter/JPXDecode",
            encoded(picture.convert("L"), "JPEG2000", no_jp2=True),
        ),
        "ascii85 jpeg": (
            rgb + b"/Filter[/ASCII85Decode/DCTDecode]",
            base64.a85encode(encoded(picture, "JPEG")) + b"~>",
        ),
        "cmyk": (cmyk + b"/Filter/FlateDecode", zlib.compress(picture.convert("CMYK").tobytes())),
        "cmyk jpeg": (
            cmyk + b"/Decode[1 0 1 0 1 0 1 0]/Filter/DCTDecode",
            encoded(picture.convert("CMYK"), "JPEG"),
        ),
        "predictor": (
            grey
            + b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors 1/BitsPerComponent 8/Columns 1200>>",
            zlib.compress(predicted),
        ),
    }
    for name, (entries, data) in coded.items():
        whole = picture_page(sides + entries, data)
        yield ok(f"pdf scan {name}", "scan.pdf", whole)
        for tenth in (3, 6, 9):
            yield bad(f"pdf scan {name} cut at {tenth}0 %", "scan.pdf", whole[: len(whole) * tenth // 10])


def _sheets() -> Iterator[Case]:
    """Sizes of paper and cards, odd boxes, and the notes that readers leave."""
    boxes = {
        "a0": b"[0 0 2384 3370]", "largest": b"[0 0 14400 14400]", "card": b"[0 0 243 153]",
        "negative": b"[-100 -100 495 742]", "real": b"[0.0 0.0 595.276 841.89]",
    }  # fmt: skip
    for name, box in boxes.items():
        yield ok(
            f"pdf sheet {name}",
            "a.pdf",
            saved(pages().replace(b"/MediaBox[0 0 595 842]", b"/MediaBox" + box)),
        )
    for name, entries in {
        "unit": b"/UserUnit 2.0",
        "cropped": b"/CropBox[100 100 400 500]/Rotate 90",
    }.items():
        yield ok(f"pdf sheet {name}", "a.pdf", saved(pages(page=entries)))
    for kind in (
        b"Text",
        b"Highlight",
        b"Square",
        b"Ink",
        b"Stamp",
        b"FreeText",
        b"Popup",
        b"Line",
        b"Watermark",
    ):
        note = b"/Annots[<</Type/Annot/Subtype/%s/Rect[10 10 90 90]/Contents(note)>>]" % kind
        yield ok(f"pdf note {kind.decode()}", "a.pdf", saved(pages(page=note)))
    for name, action in {"named": b"<</S/Named/N/NextPage>>", "thread": b"<</S/Thread/D 0>>"}.items():
        link = b"/Annots[<</Subtype/Link/Rect[0 0 9 9]/A %s>>]" % action
        yield ok(f"pdf link {name}", "a.pdf", saved(pages(page=link)))


def cases() -> Iterator[Case]:
    yield from _codecs()
    yield from _sheets()
