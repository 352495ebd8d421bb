"""Photos: structure first, then every pixel decoded once; the raster comes out of the same decoding."""

import io
import re
from typing import Final

import pi_heif
import pikepdf
from PIL import Image, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from dsr_service.adapters.document_inspection import heif, jpeg, png, turns, webp
from dsr_service.adapters.document_inspection.findings import Refused, refuse_if
from dsr_service.adapters.document_inspection.raster import MAX_RASTER_SIDE, flatten, orientation_of
from dsr_service.domain.identity.document_policy import MAX_PIXELS, MediaType, judge_image

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
        picture = _open(checked.picture, media_type)
        _refuse_corrupt_scan(checked.scans)
        picture.draft(None, (MAX_RASTER_SIDE, MAX_RASTER_SIDE))  # all data is read, fewer pixels are made
    elif media_type is MediaType.PNG:
        picture = _open(png.check(data), media_type)
    else:
        picture = _open(webp.check(data), media_type)
        _drop_decoder_early(picture)
    picture.load()  # before its orientation is asked, which would load as well and swallow the fault
    return flatten(picture, orientation_of(picture))


def _open(body: bytes, media_type: MediaType) -> Image.Image:
    """A picture whose pixels are not decoded yet."""
    picture = Image.open(io.BytesIO(body), formats=(media_type.removeprefix("image/").upper(),))
    refuse_if(judge_image(*picture.size))
    turns.wait_for(picture.width * picture.height)
    return picture


def _drop_decoder_early(picture: Image.Image) -> None:
    """Pillow's WebP decoder keeps two canvases while the picture is copied out of it: half a gigabyte at the limit."""
    following = picture._get_next  # type: ignore[attr-defined] # noqa: SLF001

    def once() -> object:
        frame = following()
        picture._decoder = None  # type: ignore[attr-defined] # noqa: SLF001
        return frame

    picture._get_next = once  # type: ignore[attr-defined] # noqa: SLF001


def decode_heif(body: bytes) -> Image.Image:
    file = pi_heif.open_heif(io.BytesIO(body), convert_hdr_to_8bit=True)
    width, height = file.size
    turns.wait_for(width * height)
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
        stream.get_stream_buffer(pikepdf.StreamDecodeLevel.all)
    except MemoryError:
        raise
    except Exception as fault:  # noqa: BLE001 - the binding raises several kinds, and Pillow judges the rest
        if _CORRUPT.search(str(fault)):
            raise Refused.damaged() from None
