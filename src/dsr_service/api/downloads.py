"""Answers that are files: ranges, conditions, digest and name; streamed by a callable that owns its means."""

import base64
import re
import unicodedata
from collections.abc import AsyncIterator, Callable
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from dsr_service.api import etags
from dsr_service.api.middleware import is_head
from dsr_service.api.problems import ApiError
from dsr_service.domain.errors import Kind

# `open(start, end)` yields the bytes start..end-1; it opens what it needs itself, since the request's
# transaction is over when the body streams.
Open = Callable[[int, int], AsyncIterator[bytes]]

_RANGES: Final = re.compile(r"bytes[ \t]*=(.*)", re.ASCII | re.IGNORECASE)
_ONE_RANGE: Final = re.compile(r"[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.ASCII)
_UNSAFE_IN_NAME: Final = re.compile(r'[\x00-\x1f\x7f"\\/:*?<>|%;]')
_NAME_LIMIT: Final = 120
_ATTR_CHAR: Final = "!#$&+-.^_`|~"  # RFC 8187, attr-char besides letters and digits


class RangeNotSatisfiable(ApiError):
    code = "range_not_satisfiable"
    kind = Kind.RANGE_NOT_SATISFIABLE
    title = "The range lies outside of the content."


def download_response(
    request: Request,
    *,
    open: Open,  # noqa: A002 it is what it does
    size: int,
    media_type: str,
    filename: str,
    etag: str,
    sha256: bytes | None = None,
) -> Response:
    """200, 206, 304, 412 or 416 for a file of `size` bytes; `sha256` is the digest of the whole file.

    One range is served. Several at once are answered by the whole file, as RFC 9110, 14.2 allows: a list of
    overlapping ranges is a cheap way to make a server work hard. A Range that can't be read is ignored.
    """
    etags.check_if_match(request, etag, required=False)
    headers = {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Content-Disposition": content_disposition(filename),
    }
    if sha256 is not None:  # RFC 9530: of the whole representation, for a part of it too
        headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(sha256).decode('ascii')}:"
    if etags.is_not_modified(request, etag):
        return Response(status_code=304, headers={"ETag": etag})
    start, end, status = 0, size, 200
    if not is_head(request) and (wanted := requested_range(request, size, etag)) is not None:
        start, end = wanted
        status = 206
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    if is_head(request) or start == end:
        return Response(status_code=status, headers=headers, media_type=media_type)
    return StreamingResponse(
        _exactly(open, start, end), status_code=status, headers=headers, media_type=media_type
    )


class TruncatedContent(Exception):
    """The content ended before its length: the connection is cut, so that no half file passes for whole."""


async def _exactly(open_content: Open, start: int, end: int) -> AsyncIterator[bytes]:
    """Checks the length on the way; the last chunk waits until the source ended well, since sealed content
    shows a fault at its end only and a complete answer must never hold a broken file.
    """
    left = end - start
    held = b""
    content = open_content(start, end)
    try:
        async for chunk in content:
            if held:
                yield held
            left -= len(chunk)
            if left < 0:
                raise TruncatedContent
            held = chunk
    finally:
        close = getattr(content, "aclose", None)
        if close is not None:
            await close()
    if left:
        raise TruncatedContent
    yield held


def requested_range(request: Request, size: int, etag: str) -> tuple[int, int] | None:
    """Start and end of the one range asked for; None for the whole file; 416 for a range outside of it."""
    lines = request.headers.getlist("range")
    if len(lines) != 1 or not _if_range_holds(request, etag):
        return None
    unit = _RANGES.fullmatch(lines[0].strip())
    one = _ONE_RANGE.fullmatch(unit[1]) if unit else None
    if one is None or not (one[1] or one[2]):
        return None
    if one[1]:
        start = int(one[1])
        end = min(int(one[2]) + 1, size) if one[2] else size
        if one[2] and int(one[2]) < start:
            return None  # not a range at all (RFC 9110, 14.1.1), so it is ignored
    else:
        start = max(0, size - int(one[2]))
        end = size if int(one[2]) else start
    if start >= end:
        raise RangeNotSatisfiable(headers={"Content-Range": f"bytes */{size}", "ETag": etag})
    return start, end


def _if_range_holds(request: Request, etag: str) -> bool:
    # a date never holds: no Last-Modified is sent that it could repeat; a weak tag neither (RFC 9110, 13.1.5)
    condition = request.headers.get("if-range")
    return condition is None or condition.strip() == etag


def content_disposition(filename: str) -> str:
    """Always an attachment (RFC 6266); the true name by RFC 8187 where ASCII can't hold it."""
    name = safe_name(filename)
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    ascii_name = re.sub(r"[^A-Za-z0-9._ -]", "_", bare)
    header = f'attachment; filename="{ascii_name}"'
    if ascii_name != name:
        header += f"; filename*=UTF-8''{quote(name, safe=_ATTR_CHAR)}"
    return header


def safe_name(filename: str) -> str:
    """A file name without paths, control characters, marks that reorder text, and dots at its ends."""
    kept = "".join(
        "_" if _UNSAFE_IN_NAME.match(c) else c
        for c in filename
        if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    )
    stem, dot, suffix = kept.strip(" .").rpartition(".")
    if dot and len(suffix) <= 10:
        return f"{stem[: _NAME_LIMIT - 11]}.{suffix}"
    return kept.strip(" .")[:_NAME_LIMIT] or "download"
