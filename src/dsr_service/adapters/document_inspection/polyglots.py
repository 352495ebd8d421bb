"""Files that are also something else: a ZIP behind a photo, a web page inside a comment, a script after the end.

Nobody is shown the original, but it is kept for a while, and a store of passports must not hold what acts elsewhere.
"""

import re
import struct
from typing import Final

from dsr_service.adapters.document_inspection.findings import Refused
from dsr_service.domain.identity.document_policy import MediaType, Reason

# Five bytes or more each, so that compressed pixels practically never match by chance.
_MARKUP: Final = re.compile(
    rb"<\?php[\s(]|<script[\s>/]|<html[\s>]|<!doctype\s+html|<iframe[\s>]|<svg\s[^>]{0,200}xmlns"
    rb"|<%@\s*page|<jsp:|<img\s[^>]{0,200}onerror\s*=|__HALT_COMPILER",
    re.IGNORECASE,
)
_BINARY: Final = re.compile(
    rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\xfd7zXZ\x00|%PDF-[0-9]\.[0-9]"
    # a ZIP's local header with a plausible version, method and name length; its central directory likewise
    rb"|PK\x03\x04[\x0a-\x3f]\x00..[\x00\x08\x09\x0c\x0e\x5d\x5f\x63]\x00.{16}.[\x00\x01]"
    rb"|PK\x01\x02.[\x00-\x13][\x0a-\x3f]\x00..[\x00\x08\x09\x0c\x0e\x5d\x5f\x63]\x00",
    re.DOTALL,
)
_EICAR: Final = (
    rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"  # a pattern for testing
)
_AT_TRAILER_START: Final = (
    b"MZ", b"\x7fELF", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"BZh", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe", b"%PDF", b"%!PS", b"GIF8", b"RIFF", b"\x89PNG", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"#!", b"<",
    b"FWS", b"CWS", b"ZWS", b"OggS", b"ID3", b"MSCF", b"dex\n", b"\x00asm", b"L\x00\x00\x00\x01\x14\x02",
    b"SQLite format 3", b"II*\x00", b"MM\x00*", b"BM", b"fLaC", b"\x1aE\xdf\xa3", b"-----BEGIN",
)  # fmt: skip
_PADDING: Final = b"\x00\xff \t\r\n"
_TEXT: Final = bytes(range(32, 127)) + b"\t\r\n"


def refuse_polyglot(data: bytes, media_type: MediaType) -> None:
    """Refuse what carries another format's unmistakable marks, wherever they stand."""
    if _EICAR in data:
        raise Refused(Reason.MALWARE)
    start = 5 if media_type is MediaType.PDF else 0  # its own header is no mark of another file
    if _MARKUP.search(data) or _BINARY.search(data, start) or _is_zip(data) or data[257:262] == b"ustar":
        raise Refused(Reason.POLYGLOT)
    if data[32769:32774] == b"CD001":  # a disk image
        raise Refused(Reason.POLYGLOT)
    if data[2:6] in {b"\xff\xe0/*", b"\xff\xe1/*", b"\xff\xfe/*"} or data[4:6] == b"/*":
        raise Refused(Reason.POLYGLOT)  # a length that opens a comment: the file is JavaScript too


def _is_zip(data: bytes) -> bool:
    """Whether unzip would open it: an end record near the end whose central directory is where it says."""
    tail = max(0, len(data) - 65_557)
    at = data.rfind(b"PK\x05\x06", tail)
    while at >= 0:
        if at + 22 <= len(data):
            entries, size, _offset, comment = struct.unpack_from("<HIIH", data, at + 10)
            directory = at - size
            whole = at + 22 + comment <= len(data)
            if whole and entries and directory >= 0 and data[directory : directory + 4] == b"PK\x01\x02":
                return True
            if entries == 0 and size == 0 and at + 22 + comment == len(data):
                return True
        at = data.rfind(b"PK\x05\x06", tail, at)
    return False


def refuse_foreign_trailer(trailer: bytes) -> None:
    """Refuse another file or text after the end; cameras' binary trailers and padding stay.

    Phones append maker data (Samsung's SEF, motion photos), scanners pad to a block.
    """
    rest = trailer.strip(_PADDING)
    if not rest or len(set(rest)) == 1:
        return
    if rest.startswith(_AT_TRAILER_START) or b"ftyp" in trailer[:12] or rest[1:5] == b"ftyp":
        raise Refused(Reason.POLYGLOT)
    sample = rest[:4096]
    if len(rest) >= 4 and len(sample.translate(None, _TEXT)) * 20 <= len(sample):
        raise Refused(Reason.POLYGLOT)
