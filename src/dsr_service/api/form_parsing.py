"""Strict reading of multipart forms (RFC 7578): what two readers could take differently is refused."""

import re
import sys
from collections.abc import AsyncGenerator
from typing import Final

from starlette.datastructures import FormData, Headers
from starlette.formparsers import MultiPartException, MultiPartParser

MAX_PARTS: Final = 100
_VALUE: Final = r'"(?:[^"\\\x00-\x1f\x7f]|\\[^\x00-\x1f\x7f])*"|[^\s;"\x00-\x1f\x7f]+'
_PARAMETER: Final = re.compile(rf"[ \t]*;[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=({_VALUE})[ \t]*")
# RFC 2046, 5.1.1
_BOUNDARY: Final = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]", re.ASCII)


class StrictFormParser(MultiPartParser):
    """Keeps parts in memory, up to the route's limit: no copy of an identity document may lie open on a disk."""

    spool_max_size = sys.maxsize

    def __init__(self, headers: Headers, stream: AsyncGenerator[bytes, None]) -> None:
        super().__init__(headers, stream, max_files=MAX_PARTS, max_fields=MAX_PARTS)
        self._has_ended = False
        given = _parameters(headers.get("content-type", ""), "multipart/form-data")
        boundary = given.pop("boundary", "")
        if not _BOUNDARY.fullmatch(boundary) or given.pop("charset", "utf-8").lower() != "utf-8" or given:
            raise MultiPartException("no boundary, or parameters that nobody needs")

    def on_header_end(self) -> None:
        if b"\x00" in self._current_partial_header_name + self._current_partial_header_value:
            raise MultiPartException("U+0000 in a header")
        name = self._current_partial_header_name.lower()
        if name in (earlier for earlier, _ in self._current_part.item_headers):
            raise MultiPartException("a header occurs twice")
        super().on_header_end()

    def on_headers_finished(self) -> None:
        disposition = (self._current_part.content_disposition or b"").decode("latin-1")
        given = _parameters(disposition, "form-data")
        if "name" not in given or not given.keys() <= {"name", "filename"}:
            raise MultiPartException("the disposition can be read in two ways")
        super().on_headers_finished()

    def on_end(self) -> None:
        self._has_ended = True

    async def parse(self) -> FormData:
        form = await super().parse()
        if not self._has_ended:  # the last part would be dropped in silence
            await form.close()
            raise MultiPartException("the last boundary is missing")
        return form


def _parameters(header: str, kind: str) -> dict[str, str]:
    """The parameters of a header of this kind. Raises MultiPartException for one given twice, or for other text."""
    start, separator, _ = header.partition(";")
    if start.strip().lower() != kind:
        raise MultiPartException("another kind of content")
    found: dict[str, str] = {}
    position = len(start)
    while separator and position < len(header.rstrip(" \t;")):
        match = _PARAMETER.match(header, position)
        if match is None or match[1].lower() in found:
            raise MultiPartException("parameters that can't be read")
        found[match[1].lower()] = match[2][1:-1] if match[2].startswith('"') else match[2]
        position = match.end()
    return found
