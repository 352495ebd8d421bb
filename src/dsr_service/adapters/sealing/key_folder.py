"""Wrapped identities in a folder of their own, so that no backup of the database opens what was shredded."""

import asyncio
import hashlib
import os
import secrets
from pathlib import Path


class KeyFolder:
    """One small file per holder, named by a hash of it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder

    async def save(self, holder: str, wrapped: bytes) -> None:
        await asyncio.to_thread(self._save, self._path(holder), wrapped)

    async def load(self, holder: str) -> bytes | None:
        def read() -> bytes | None:
            try:
                return self._path(holder).read_bytes()
            except FileNotFoundError:
                return None

        return await asyncio.to_thread(read)

    async def shred(self, holder: str) -> None:
        def shred() -> None:
            self._path(holder).unlink(missing_ok=True)
            self._sync()

        await asyncio.to_thread(shred)

    def _path(self, holder: str) -> Path:
        return self._folder / hashlib.sha256(holder.encode()).hexdigest()

    def _save(self, path: Path, wrapped: bytes) -> None:
        unfinished = self._folder / f".{secrets.token_hex(8)}"
        try:
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(wrapped)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        self._sync()

    def _sync(self) -> None:
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
