"""Uses every reader once, since a confined process can load no module any more, and those load some on first use."""

import contextlib
import encodings.ascii
import encodings.idna
import encodings.latin_1
import encodings.utf_16  # noqa: F401 - text inside metadata
import io

import pikepdf
from PIL import Image

from dsr_service.adapters.document_inspection import images, pdf, polyglots, raster, sniffing
from dsr_service.adapters.document_inspection.findings import Refused
from dsr_service.domain.identity.document_policy import MediaType


def warm_up() -> None:
    picture = Image.effect_noise((240, 240), 20)
    exif = Image.Exif()
    exif[0x0112] = 6
    for media_type in (MediaType.JPEG, MediaType.PNG, MediaType.WEBP):
        for mode in ("RGB", "RGBA") if media_type is not MediaType.JPEG else ("RGB", "CMYK"):
            target = io.BytesIO()
            picture.convert(mode).save(target, media_type.removeprefix("image/"), exif=exif)
            _read(target.getvalue(), media_type)
    raster.watermark(raster.flatten(picture), "é")
    document = pikepdf.new()
    document.add_blank_page()
    for lock in (False, pikepdf.Encryption(owner="a", user="", R=6)):
        target = io.BytesIO()
        document.save(target, encryption=lock)
        _read(target.getvalue(), MediaType.PDF)
    for damaged in (b"%PDF-1.7\nstartxref\n%%EOF", target.getvalue()[:-6]):
        with contextlib.suppress(Refused):
            pdf.render(damaged)
    for brand in (b"mp42", b"qt  ", b"M4V ", b"crx "):
        sniffing.found_type(b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0isommp42" + bytes(40))
    with contextlib.suppress(Exception):
        images.decode_heif(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100))


def _read(data: bytes, media_type: MediaType) -> None:
    sniffing.found_type(data)
    polyglots.refuse_polyglot(data, media_type)
    if media_type is MediaType.PDF:
        pdf.render(data)
    else:
        images.render(data, media_type)
