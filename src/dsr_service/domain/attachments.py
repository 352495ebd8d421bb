"""Files that rows refer to, as they lie in a package, or the reason why they do not."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

INLINE: Final = "inline"  # the bytes themselves stand in the column
MOST_BYTES: Final = 100 * 1024 * 1024  # of one file
MOST_BYTES_IN_ALL: Final = 2 * 1024 * 1024 * 1024
MOST_FILES: Final = 10_000
_PLAIN: Final = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class FileRule:
    """What the map says of a field that names a file, or holds one."""

    source: str  # a source of files, or `inline`
    name: str | None = None  # the field that holds the file's name for people


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of one row. Without a `path` it is not in the package, for the `reason`."""

    collection: str  # `dataset.collection`
    row: int  # from 1
    field: str
    path: str | None
    size: int | None = None
    sha256: str | None = None
    reason: str | None = None  # missing, refused, too_large, too_many, or the ground on which it was struck


def path_in_package(collection: str, row: int, field: str, name: str, number: int) -> str:
    """Where a file lies: plain ASCII whatever its name, one place per row, field and number."""
    counted = f"-{number}" if number else ""
    return f"files/{plain(collection)}/{row}-{plain(field)}{counted}-{plain(name)}"


def plain(text: str) -> str:
    """A name that unpacks everywhere: no path, no dots at its ends, no reserved word alone."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text[-300:]) if not unicodedata.combining(c))
    stem, dot, suffix = _PLAIN.sub("_", bare).strip("._-").rpartition(".")
    if dot and len(suffix) <= 10:
        return f"{stem[:70]}.{suffix}"
    return _PLAIN.sub("_", bare).strip("._-")[:80] or "file"


def texts_at(row: Mapping[str, Any], path: str) -> Iterator[str]:
    """The texts at a path; lists on the way stand for their elements."""
    pending: list[tuple[Any, list[str]]] = [(row.get(path), [])] if path in row else [(row, path.split("."))]
    while pending:
        value, steps = pending.pop(0)
        if isinstance(value, list):
            pending[:0] = [(element, steps) for element in value]
        elif steps and isinstance(value, dict):
            pending.append((value.get(steps[0]), steps[1:]))
        elif not steps and isinstance(value, str) and value:
            yield value
