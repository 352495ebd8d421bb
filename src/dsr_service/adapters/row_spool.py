"""A walk's rows on disk until the packages are built: sealed under a key that exists in this process only.

After a kill the files are noise, and `sweep` removes them.
"""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import IO, Final, Self

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from dsr_service.adapters.file_spool import FileSpool
from dsr_service.adapters.visited_keys import SpillingKeyStore
from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.formats.json_columns import encode_lines
from dsr_service.services.ports.data_sources import FoundRows

_FRAME: Final = 256 * 1024  # bytes of rows that are sealed together


class LocalScratch:
    """Scratch space in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def row_store(self) -> "RowSpool":
        return RowSpool(self._folder)

    def key_store(self) -> SpillingKeyStore:
        return SpillingKeyStore(self._folder)

    def file_store(self) -> FileSpool:
        return FileSpool(self._folder)


class RowSpool:
    """A sink of a walk that can be read again, collection by collection, as lines of one JSON object each.

    What does not fill a frame stays in memory: most people's rows never come to the disk.
    """

    def __init__(self, parent: Path) -> None:
        self._folder = parent / f"{os.getpid()}-{secrets.token_hex(8)}"
        self._cipher = ChaCha20Poly1305(ChaCha20Poly1305.generate_key())
        self._files = ExitStack()
        self._open: dict[CollectionAddress, _SealedFile] = {}
        self.rows: dict[CollectionAddress, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def take(self, found: FoundRows) -> None:
        """Append rows of a collection."""
        self.append(found.collection, encode_lines(found.columns, found.rows), len(found.rows))

    def append(self, address: CollectionAddress, lines: bytes, count: int) -> None:
        """Append rows that are encoded already."""
        if not count:
            return
        file = self._open.get(address)
        if file is None:
            number = len(self._open)
            file = self._open[address] = _SealedFile(partial(self._file, number), self._cipher, number)
        file.write(lines + b"\n")
        self.rows[address] = self.rows.get(address, 0) + count

    def _file(self, number: int) -> IO[bytes]:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        return self._files.enter_context((self._folder / str(number)).open("w+b"))

    def lines(self, address: CollectionAddress) -> Iterator[bytes]:
        """The rows of a collection in the order of arrival; nothing for one without rows."""
        file = self._open.get(address)
        if file is not None:
            yield from file.read()


class _SealedFile:
    """Frames of a length and a ciphertext; file and frame number make the nonce, so that none is used twice."""

    def __init__(self, create: Callable[[], IO[bytes]], cipher: ChaCha20Poly1305, number: int) -> None:
        self._create = create
        self._handle: IO[bytes] | None = None
        self._cipher = cipher
        self._number = number
        self._pending: list[bytes] = []
        self._size = 0
        self._frames = 0

    def write(self, line: bytes) -> None:
        self._pending.append(line)
        self._size += len(line)
        if self._size >= _FRAME:
            self._flush()

    def _flush(self) -> None:
        if self._handle is None:
            self._handle = self._create()
        sealed = self._cipher.encrypt(self._nonce(self._frames), b"".join(self._pending), None)
        self._handle.write(len(sealed).to_bytes(4) + sealed)
        self._pending, self._size = [], 0
        self._frames += 1

    def _nonce(self, frame: int) -> bytes:
        return self._number.to_bytes(4) + frame.to_bytes(8)

    def read(self) -> Iterator[bytes]:
        if self._handle is not None:
            self._handle.flush()
            position = 0
            for frame in range(self._frames):
                self._handle.seek(position)
                size = int.from_bytes(self._handle.read(4))
                sealed = self._handle.read(size)
                position += 4 + size
                yield self._cipher.decrypt(self._nonce(frame), sealed, None)
            self._handle.seek(position)
        if self._pending:
            yield b"".join(self._pending)


def sweep(parent: Path) -> None:
    """Remove what processes left that are not there any more."""
    for folder in parent.iterdir() if parent.is_dir() else ():
        owner = folder.name.partition("-")[0]
        if owner.isdigit() and int(owner) != os.getpid():
            with suppress(PermissionError):
                try:
                    os.kill(int(owner), 0)
                except ProcessLookupError:
                    shutil.rmtree(folder, ignore_errors=True)
