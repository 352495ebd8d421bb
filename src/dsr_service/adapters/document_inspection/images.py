"""Photos: structure first, then every pixel decoded once; the raster comes out of the same decoding."""

import io
import re
from typing import Final

import pi_heif
import pikepdf
from PIL import Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from dsr_service.adapters.document_inspection import heif, jpeg, png, webp
from dsr_service.adapters.document_inspection.findings import Refused, refuse_if
from dsr_service.adapters.document_inspection.raster import MAX_RASTER_SIDE, flatten, orientation_of
from dsr_service.domain.identity_document_policy import MAX_PIXELS, MediaType, judge_image

# Named so that no other of Pillow's fifty readers is ever reached by a hostile file.
_PLUGINS: Final = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
_CORRUPT: Final = re.compile("corrupt|invalid jpeg data|premature", re.IGNORECASE)
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


def render(data: bytes, media_type: MediaType) -> bytes:
    """The flattened raster of a photo, or `Refused`."""
    if media_type is MediaType.HEIC:
        return flatten(decode_heif(heif.check(data)))  # turned by its decoder
    if media_type is MediaType.JPEG:
        checked = jpeg.check(data)
        _refuse_corrupt_scan(checked.scans)
        body = checked.picture
    else:
        body = png.check(data) if media_type is MediaType.PNG else webp.check(data)
    picture = _open(body, media_type)
    return flatten(picture, orientation_of(picture))


def _open(body: bytes, media_type: MediaType) -> Image.Image:
    picture = Image.open(io.BytesIO(body), formats=(media_type.removeprefix("image/").upper(),))
    refuse_if(judge_image(*picture.size))
    if media_type is MediaType.JPEG:
        picture.draft(None, (MAX_RASTER_SIDE, MAX_RASTER_SIDE))  # all data is read, fewer pixels are made
    picture.load()
    return picture


def decode_heif(body: bytes) -> Image.Image:
    file = pi_heif.open_heif(io.BytesIO(body), convert_hdr_to_8bit=True)
    picture: Image.Image = file.to_pillow()
    refuse_if(judge_image(*picture.size))
    return picture


def _refuse_corrupt_scan(body: bytes) -> None:
    """Corrupt data is painted grey by libjpeg, which only warns; Pillow hides the warning, qpdf makes it an error."""
    scan = body[:-2].rstrip(b"\xff").rstrip(b"\x00")  # some phones pad before EOI
    scan += b"\x00" if scan.endswith(b"\xff") else b""  # that zero was the scan's own
    tidy = scan + body[-2:] if len(body) - len(scan) > 8 else body
    holder = pikepdf.new()
    stream = pikepdf.Stream(holder, tidy, Filter=pikepdf.Name.DCTDecode)
    try:
        stream.read_bytes(pikepdf.StreamDecodeLevel.all)
    except MemoryError:
        raise
    except Exception as fault:  # noqa: BLE001 - the binding raises several kinds, and Pillow judges the rest
        if _CORRUPT.search(str(fault)):
            raise Refused.damaged() from None
