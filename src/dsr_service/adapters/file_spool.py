"""Files on disk until their package is built: one scratch file, sealed under a key that exists in this process only."""

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, Self

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from dsr_service.services.ports.scratch import SpooledFile

_FRAME: Final = 256 * 1024


class FileSpool:
    """Write one file after the other; each can then be read as often as it is wanted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: IO[bytes] | None = None  # made for the first file: most packages hold none
        self._cipher = ChaCha20Poly1305(ChaCha20Poly1305.generate_key())
        self._frames = self._end = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    @property
    def _handle(self) -> IO[bytes]:
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - closed on leaving; unlinked already
        return self._file

    def writer(self) -> "FileWriter":
        return FileWriter(self)

    def read(self, file: SpooledFile) -> Iterator[bytes]:
        position = file.offset
        for frame in range(file.first, file.first + file.frames):
            self._handle.seek(position)
            sealed = self._handle.read(int.from_bytes(self._handle.read(4)))
            position += 4 + len(sealed)
            yield self._cipher.decrypt(frame.to_bytes(12), sealed, None)

    def seal(self, plain: bytes) -> None:
        sealed = self._cipher.encrypt(self._frames.to_bytes(12), plain, None)
        self._handle.seek(self._end)
        self._handle.write(len(sealed).to_bytes(4) + sealed)
        self._end += 4 + len(sealed)
        self._frames += 1

    @property
    def position(self) -> tuple[int, int]:
        return self._end, self._frames


class FileWriter:
    """Takes the bytes of one file; the next may begin when this one is finished."""

    def __init__(self, spool: FileSpool) -> None:
        self._spool = spool
        self._offset, self._first = spool.position
        self._held = bytearray()
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes, /) -> int:
        self._held += data
        self._digest.update(data)
        self.size += len(data)
        while len(self._held) >= _FRAME:
            self._spool.seal(bytes(self._held[:_FRAME]))
            del self._held[:_FRAME]
        return len(data)

    def flush(self) -> None:
        """Frames go out when they are full."""

    def finish(self) -> None:
        if self._held:
            self._spool.seal(bytes(self._held))
            self._held.clear()

    def file(self) -> SpooledFile:
        """What was written; after `finish`."""
        _, frames = self._spool.position
        return SpooledFile(
            self._offset, self._first, frames - self._first, self.size, self._digest.hexdigest()
        )
