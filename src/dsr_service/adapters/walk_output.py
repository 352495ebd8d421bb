"""A walk's rows as one file `walk.json`, each collection sorted by primary key, in bounded memory."""

import heapq
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from operator import itemgetter
from pathlib import Path
from typing import IO, Final, Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dsr_service.domain.data_map.data_map import CollectionAddress, DataMap
from dsr_service.formats.json_columns import encode_lines
from dsr_service.formats.json_values import encode, sort_bytes
from dsr_service.services.ports.data_sources import FoundRows, Row

_IN_MEMORY: Final = 32 << 20  # bytes of all collections together; then the largest is sorted and put aside
_FRAME: Final = 1 << 18
_OVERHEAD: Final = 50
_LENGTH: Final = 4

_Line = bytes
"""What the row is sorted by, the row as JSON, and the length of the first: one object a row, which sorts as it is."""


class SortedRows:
    """A sink that keeps rows until they are written; what memory doesn't hold lies sealed in unlinked files."""

    def __init__(self, data_map: DataMap, folder: Path | None = None) -> None:
        self._data_map = data_map
        self._folder = folder
        self._waiting: dict[CollectionAddress, list[_Line]] = {}
        self._sizes: dict[CollectionAddress, int] = {}
        self._runs: dict[CollectionAddress, list[_Run]] = {}
        self._files = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    async def take(self, found: FoundRows) -> None:
        if not found.rows:
            return
        key = [found.columns.index(name) for name in found.primary_key]
        written = encode_lines(found.columns, found.rows).split(b"\n")
        lines = [
            b"".join((order, line, len(order).to_bytes(_LENGTH)))
            for order, line in zip(_orders(key, found.rows), written, strict=True)
        ]
        self._waiting.setdefault(found.collection, []).extend(lines)
        size = sum(map(len, lines)) + _OVERHEAD * len(lines)
        self._sizes[found.collection] = self._sizes.get(found.collection, 0) + size
        while sum(self._sizes.values()) > _IN_MEMORY:
            self._put_aside(max(self._sizes, key=lambda address: self._sizes[address]))

    def _put_aside(self, address: CollectionAddress) -> None:
        lines = sorted(self._waiting.pop(address, []))
        self._sizes[address] = 0
        file = self._files.enter_context(tempfile.TemporaryFile(dir=self._folder, buffering=0))  # noqa: SIM115
        self._runs.setdefault(address, []).append(_Run(file, lines))

    def write(self, path: Path) -> None:
        """The file at once or not at all, for its owner's eyes."""
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".walk-")  # mode 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                self._write(file)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _write(self, file: IO[bytes]) -> None:
        file.write(b"{")
        for number, dataset in enumerate(self._data_map.datasets):
            file.write((b",\n " if number else b"\n ") + encode(dataset.fides_key) + b": {")
            for place, collection in enumerate(dataset.collections):
                file.write((b",\n  " if place else b"\n  ") + encode(collection.name) + b": [")
                separator = b"\n   "
                for line in self._sorted(CollectionAddress(dataset.fides_key, collection.name)):
                    start = int.from_bytes(line[-_LENGTH:])
                    file.write(separator + line[start:-_LENGTH])
                    separator = b",\n   "
                file.write(b"]")
            file.write(b"\n }")
        file.write(b"\n}\n")

    def _sorted(self, address: CollectionAddress) -> Iterator[_Line]:
        return heapq.merge(sorted(self._waiting.get(address, [])), *self._runs.get(address, []))


def _orders(key: Sequence[int], rows: Sequence[Row]) -> Iterable[bytes]:
    """What each row is sorted by: empty without a primary key."""
    if len(key) == 1:
        return map(sort_bytes, map(itemgetter(key[0]), rows))
    return (b"".join([sort_bytes(row[position]) for position in key]) for row in rows)


class _Run:
    """Sorted lines in frames, encrypted under a key that nobody but this process has."""

    def __init__(self, file: IO[bytes], lines: list[_Line]) -> None:
        self._file = file
        self._cipher = AESGCM(AESGCM.generate_key(256))
        self._frames: list[tuple[int, int]] = []
        self._end = 0
        pending: list[bytes] = []
        size = 0
        for line in lines:
            pending += (len(line).to_bytes(_LENGTH), line)
            size += len(line) + _LENGTH
            if size >= _FRAME:
                self._seal(b"".join(pending))
                pending, size = [], 0
        self._seal(b"".join(pending))

    def _seal(self, plain: bytes) -> None:
        nonce = len(self._frames).to_bytes(12)
        sealed = self._cipher.encrypt(nonce, plain, None)
        os.pwrite(self._file.fileno(), sealed, self._end)
        self._frames.append((self._end, len(sealed)))
        self._end += len(sealed)

    def __iter__(self) -> Iterator[_Line]:
        for number, (offset, length) in enumerate(self._frames):
            sealed = os.pread(self._file.fileno(), length, offset)
            plain = self._cipher.decrypt(number.to_bytes(12), sealed, None)
            at = 0
            while at < len(plain):
                start = at + _LENGTH
                at = start + int.from_bytes(plain[at:start])
                yield plain[start:at]
