"""The type of a file by its first bytes alone."""

import struct
from typing import Final

import filetype

from dsr_service.domain.identity.document_policy import MediaType

HEVC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
_AV1_BRANDS: Final = frozenset({b"avif", b"avis", b"avio"})
_STRUCTURAL_BRANDS: Final = frozenset({b"mif1", b"mif2", b"mif3", b"msf1", b"miaf", b"1pic"})


def brands(data: bytes) -> list[bytes]:
    """Major and compatible brands of an ISO base media file, or nothing."""
    if data[4:8] != b"ftyp":
        return []
    size = int(struct.unpack(">I", data[:4])[0])
    if not 16 <= size <= 4096 or size % 4:
        return []
    return [data[8:12], *(data[i : i + 4] for i in range(16, min(size, len(data)), 4))]


def _heif_type(data: bytes) -> str | None:
    found = brands(data)
    if not found:
        return None
    major = found[0]
    if major in HEVC_BRANDS:
        return MediaType.HEIC
    if major in _AV1_BRANDS:
        return "image/avif"
    if major in _STRUCTURAL_BRANDS:  # says the container only: the codec's brand is among the compatible ones
        if HEVC_BRANDS.isdisjoint(found) and not _AV1_BRANDS.isdisjoint(found):
            return "image/avif"
        return MediaType.HEIC  # the item's codec is judged by the reader
    return None


def found_type(data: bytes) -> str | None:
    """One of our media types, the name of a foreign one, or None."""
    if data.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if data.startswith(b"\x89PNG"):
        return MediaType.PNG
    if data.startswith(b"%PDF-"):  # at offset 0: readers that search further are what polyglots live on
        return MediaType.PDF
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return MediaType.WEBP
    heif = _heif_type(data)
    if heif is not None:
        return heif
    return _foreign_type(data)


def _foreign_type(data: bytes) -> str | None:
    """What else it may be, for the reader of the refusal; a guess that fails changes nothing."""
    try:
        guess = filetype.guess_mime(data[:8192])
    except Exception:  # noqa: BLE001 - hostile bytes
        return None
    # `filetype` is more lenient than we are: what it still takes for one of ours is not.
    return str(guess) if guess and guess not in {str(t) for t in MediaType} else None
