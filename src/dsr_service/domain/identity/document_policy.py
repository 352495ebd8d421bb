"""Which files are taken as identity documents: types, sizes and limits as values, reasons for a refusal as codes.

Art. 5(1)(c) and 32 GDPR: only what identifies a person, and nothing that can act on who opens it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dsr_service.domain.errors import Kind


class MediaType(StrEnum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"
    HEIC = "image/heic"
    WEBP = "image/webp"


EXTENSIONS: Final[Mapping[MediaType, tuple[str, ...]]] = {
    MediaType.JPEG: (".jpg", ".jpeg"),
    MediaType.PNG: (".png",),
    MediaType.PDF: (".pdf",),
    MediaType.HEIC: (".heic", ".heif"),
    MediaType.WEBP: (".webp",),
}
# Declarations that say less than the content does: browsers without a type database, phones with the family's name.
OPAQUE_DECLARATION: Final = "application/octet-stream"
ALIASES: Final[Mapping[str, MediaType]] = {"image/heif": MediaType.HEIC}

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_FILES_PER_REQUEST: Final = 10
MAX_PIXELS: Final = 50_000_000
MAX_SIDE: Final = 12_000
MIN_SIDE: Final = 200
MAX_FRAMES: Final = 1  # primary images; thumbnails, depth and gain maps don't count
MAX_PAGES: Final = 20


class Reason(StrEnum):
    """Why a file is refused; stable codes that callers may rely on."""

    TOO_LARGE = "document_too_large"
    TYPE_NOT_ALLOWED = "document_type_not_allowed"
    TYPE_MISMATCH = "document_type_mismatch"
    POLYGLOT = "document_polyglot"
    EMPTY = "document_empty"
    DAMAGED = "document_corrupt"
    TOO_COSTLY = "document_too_costly"
    TOO_MANY_FRAMES = "document_too_many_frames"
    TOO_MANY_PIXELS = "document_too_many_pixels"
    SIDE_TOO_LONG = "document_side_too_long"
    SIDE_TOO_SHORT = "document_side_too_short"
    NO_PAGES = "document_no_pages"
    TOO_MANY_PAGES = "document_too_many_pages"
    ENCRYPTED = "document_encrypted"
    ACTIVE_CONTENT = "document_active_content"
    EMBEDDED_FILES = "document_embedded_files"
    MALWARE = "document_malware"


DETAILS: Final[Mapping[Reason, str]] = {
    Reason.TOO_LARGE: f"The file is larger than {MAX_BYTES} bytes.",
    Reason.TYPE_NOT_ALLOWED: "The content is none of JPEG, PNG, PDF, HEIC and WebP.",
    Reason.TYPE_MISMATCH: "Content, file extension and declared type do not agree.",
    Reason.POLYGLOT: "The file is also a file of another type.",
    Reason.EMPTY: "The file is empty.",
    Reason.DAMAGED: "The file is damaged, cut short, or written in a form that can't be read.",
    Reason.TOO_COSTLY: "Reading the file takes more memory or time than a document may take.",
    Reason.TOO_MANY_FRAMES: "The file holds more than one image.",
    Reason.TOO_MANY_PIXELS: f"The image has more than {MAX_PIXELS} pixels.",
    Reason.SIDE_TOO_LONG: f"A side of the image is longer than {MAX_SIDE} pixels.",
    Reason.SIDE_TOO_SHORT: f"A side of the image is shorter than {MIN_SIDE} pixels.",
    Reason.NO_PAGES: "The document has no page.",
    Reason.TOO_MANY_PAGES: f"The document has more than {MAX_PAGES} pages.",
    Reason.ENCRYPTED: "The document can't be opened without a password.",
    Reason.ACTIVE_CONTENT: "The document holds active content: scripts, forms that send data, media or the like.",
    Reason.EMBEDDED_FILES: "The document holds other files.",
    Reason.MALWARE: "The scanner knows the file as malware.",
}

_UNSUPPORTED = frozenset({Reason.TYPE_NOT_ALLOWED, Reason.TYPE_MISMATCH, Reason.POLYGLOT})


def kind_of(reason: Reason) -> Kind:
    """What the caller should change: send less, send another type, or send a sound file."""
    if reason is Reason.TOO_LARGE:
        return Kind.TOO_LARGE
    return Kind.UNSUPPORTED_TYPE if reason in _UNSUPPORTED else Kind.INVALID


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the inspection of one file found; `pages` is the flattened raster of an accepted one, as JPEG files."""

    reason: Reason | None
    found_type: str | None  # by content, also when it is none of ours
    pages: tuple[bytes, ...] = ()
    held: bool = (
        False  # accepted but for the malware scanner, which did not answer: nobody opens it till it has
    )

    @property
    def accepted(self) -> bool:
        return self.reason is None

    @property
    def code(self) -> str:
        if self.reason:
            return self.reason.value
        return "document_held" if self.held else "document_accepted"

    @property
    def detail(self) -> str:
        if self.reason:
            return DETAILS[self.reason]
        waits = ", and waits for the malware scanner's answer" if self.held else ""
        return f"The file can be taken as an identity document{waits}."

    @property
    def kind(self) -> Kind | None:
        return kind_of(self.reason) if self.reason else None


def judge_size(size: int) -> Reason | None:
    if size == 0:
        return Reason.EMPTY
    return Reason.TOO_LARGE if size > MAX_BYTES else None


def judge_image(width: int, height: int) -> Reason | None:
    """The limits of an image's sides; the pixels come last, since a side says more plainly what is wrong."""
    if min(width, height) < MIN_SIDE:
        return Reason.SIDE_TOO_SHORT
    if max(width, height) > MAX_SIDE:
        return Reason.SIDE_TOO_LONG
    return Reason.TOO_MANY_PIXELS if width * height > MAX_PIXELS else None


def judge_frames(frames: int) -> Reason | None:
    return Reason.TOO_MANY_FRAMES if frames > MAX_FRAMES else None


def judge_pages(pages: int) -> Reason | None:
    if pages < 1:
        return Reason.NO_PAGES
    return Reason.TOO_MANY_PAGES if pages > MAX_PAGES else None


def extension_of(filename: str) -> str:
    """The last extension, lower case; a NUL makes the name mean two things, so it has none."""
    name = re.split(r"[/\\]", filename)[-1]
    stem, dot, extension = name.rpartition(".")
    return f".{extension.lower()}" if dot and stem and "\0" not in name else ""


def expected_type(filename: str, declared_type: str | None) -> MediaType | None:
    """The type that name and declaration agree on, or None. Without a declaration the extension is it."""
    extension = extension_of(filename)
    named = next((t for t, extensions in EXTENSIONS.items() if extension in extensions), None)
    declared = (declared_type or "").partition(";")[0].strip().lower()
    if not declared or declared == OPAQUE_DECLARATION:
        return named
    meant = ALIASES.get(declared, declared)
    return named if named is not None and named == meant else None
