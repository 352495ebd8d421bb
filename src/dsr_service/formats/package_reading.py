"""Rows read back out of a package's data.json as it comes by: a package can be looked through and built anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from dsr_service.domain.errors import DsrError, Kind


class CopyUnreadable(DsrError):
    code = "package_unreadable"
    kind = Kind.UNAVAILABLE
    title = "The package does not read as one of ours."


@dataclass(frozen=True, slots=True)
class CopiedRows:
    """Some rows of a collection, one JSON object each, and the number (from 1) of the first."""

    collection: str  # `dataset.collection`
    first: int
    lines: Sequence[bytes]


class CopyReader:
    """Takes data.json in pieces of any size and gives its rows; `head` is what stands before the collections.

    `json_chunks` writes one row to a line, and each collection's opening, with its number of rows, to one of its own.
    """

    def __init__(self) -> None:
        self.head: dict[str, Any] | None = None
        self._held: list[bytes] = []
        self._collection = ""
        self._rows = self._left = 0

    def feed(self, data: bytes) -> Iterator[CopiedRows]:
        if b"\n" not in data:
            self._held.append(data)
            return
        whole, _, rest = data.rpartition(b"\n")
        lines = (b"".join(self._held) + whole).split(b"\n")
        self._held = [rest]
        position = 0
        while position < len(lines):
            if not self._left:
                self._open(lines[position])
                position += 1
                continue
            taken = lines[position : position + self._left]
            position += len(taken)
            first = self._rows - self._left + 1
            self._left -= len(taken)
            yield CopiedRows(self._collection, first, self._bare(taken))

    def _bare(self, taken: list[bytes]) -> list[bytes]:
        """Without the commas between rows, and the last without what closes the collection."""
        bare = [line[:-1] for line in taken]
        if not self._left:
            last = taken[-1].removesuffix(b",")
            if not last.endswith(b"]}"):
                raise CopyUnreadable
            bare[-1] = last[:-2]
        return bare

    def _open(self, line: bytes) -> None:
        """The head, a collection's opening, or the end."""
        if line in (b"]}", b""):
            return
        try:
            if self.head is None:
                self.head = orjson.loads(line + b"]}")
                return
            line = line.removesuffix(b",")
            opening = orjson.loads(line if line.endswith(b"]}") else line + b"]}")
            self._collection = f"{opening['dataset']}.{opening['collection']}"
            self._rows = self._left = opening["row_count"]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            raise CopyUnreadable from None
