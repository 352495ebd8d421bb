"""PDF documents: whole, open to anyone, inert, of few pages; and their raster."""

import io
import re
from typing import Final

import pikepdf
import pikepdf.settings
import pypdfium2

from dsr_service.adapters.document_inspection import pdf_objects
from dsr_service.adapters.document_inspection.findings import Refused, refuse_if
from dsr_service.adapters.document_inspection.polyglots import refuse_foreign_trailer
from dsr_service.adapters.document_inspection.raster import MAX_RASTER_SIDE, flatten
from dsr_service.domain.identity.document_policy import Reason, judge_pages

_PADDING: Final = b"\x00 \t\r\n\x0c\x1a"
_DOTS_PER_POINT: Final = 200 / 72
_MAX_SIDE_POINTS: Final = 14_400  # ISO 32000-1 annex C; larger pages are tricks

# Object streams unfold when the document is opened, before we can look at them.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=128 << 20, run_length_max_memory=128 << 20, max_stream_filters=5, doc_max_warnings=2000
)


def render(data: bytes) -> list[bytes]:
    """The flattened raster of every page, or `Refused`."""
    body = _whole(data)
    try:
        pages = _examine(body, repair=False)
    except pikepdf.PasswordError:
        raise Refused(Reason.ENCRYPTED) from None
    except pikepdf.PdfError as fault:
        pages = _examine_repaired(body, str(fault))
    return _draw(body, pages)


def _examine(body: bytes, *, repair: bool) -> int:
    """The number of pages of a document that passed; `PdfError` where its table of objects is wrong."""
    with pikepdf.open(io.BytesIO(body), attempt_recovery=repair, suppress_warnings=True) as pdf:
        pages = len(pdf.pages)
        refuse_if(judge_pages(pages))
        lost = pdf_objects.check(pdf)
        if repair:
            pdf_objects.refuse_incomplete(pdf, body)
        elif lost and any("common error" not in warning for warning in map(str, pdf.get_warnings())):
            # Without a warning the object says that it is null; macOS lists unused ones at offset 0, which qpdf knows.
            raise pikepdf.PdfError("an object is not where the table says")
        return pages


def _examine_repaired(body: bytes, fault: str) -> int:
    """Many writers miscount the table by a few bytes, and every viewer makes it anew; a loop is no such slip."""
    if "loop" in fault:
        raise Refused.damaged()
    try:
        return _examine(body, repair=True)
    except pikepdf.PasswordError:
        raise Refused(Reason.ENCRYPTED) from None
    except pikepdf.PdfError as remaining:
        raise Refused(Reason.NO_PAGES if "no pages found" in str(remaining) else Reason.DAMAGED) from None


def _whole(data: bytes) -> bytes:
    """The file up to its end mark, which a document that was cut short lacks."""
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise Refused.damaged()
    end += len(b"%%EOF")
    trailer = data[end:]
    if not _is_filler(trailer.strip(_PADDING)):
        refuse_foreign_trailer(trailer)
        if len(trailer) > 1024:  # a later revision that lost its end
            raise Refused.damaged()
    return data[:end] + b"\n"


def _is_filler(rest: bytes) -> bool:
    """Nothing, one byte over and over, or comments: what pads a document to a size. No second header is one."""
    if len(set(rest)) <= 1:
        return True
    lines = re.split(rb"[\r\n]+", rest)
    return all(line.startswith(b"%") and not line.startswith((b"%PDF", b"%!PS")) for line in lines)


def _draw(body: bytes, expected: int) -> list[bytes]:
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as fault:  # qpdf also opens what an empty owner's password opens
        raise Refused(Reason.ENCRYPTED if "password" in str(fault) else Reason.DAMAGED) from None
    if len(document) != expected:  # two readers see two documents
        raise Refused.damaged()
    document.init_forms()  # what a signed or filled form shows is drawn by its fields
    rasters: list[bytes] = []
    for index in range(expected):
        try:
            page = document[index]
            width, height = page.get_size()
            longest = max(width, height)
            if not 0 < min(width, height) <= longest <= _MAX_SIDE_POINTS:
                raise Refused.damaged()
            bitmap = page.render(scale=min(_DOTS_PER_POINT, MAX_RASTER_SIDE / longest))
            rasters.append(flatten(bitmap.to_pil()))
            bitmap.close()
            page.close()
        except pypdfium2.PdfiumError:
            raise Refused.damaged() from None
    return rasters
