"""Wrapped identities in a folder of their own, so that no backup of the database opens what was shredded."""

import asyncio
import contextlib
import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path


class KeyFolder:
    """One small file per holder, named by a hash of it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder

    async def save(self, holder: str, wrapped: bytes) -> None:
        def save() -> None:
            with self._alone():
                self._save(self._path(holder), wrapped)

        await asyncio.to_thread(save)

    async def load(self, holder: str) -> bytes | None:
        return await asyncio.to_thread(self._load, self._path(holder))

    async def replace(self, holder: str, expected: bytes, wrapped: bytes) -> bool:
        def replace() -> bool:
            with self._alone():
                if self._load(self._path(holder)) != expected:
                    return False
                self._save(self._path(holder), wrapped)
                return True

        return await asyncio.to_thread(replace)

    async def shred(self, holder: str) -> None:
        def shred() -> None:
            with self._alone() as descriptor:
                self._path(holder).unlink(missing_ok=True)
                os.fsync(descriptor)

        await asyncio.to_thread(shred)

    def name_of(self, holder: str) -> str:
        return self._path(holder).name

    async def names(self, before: datetime) -> Sequence[str]:
        def names() -> list[str]:
            return [path.name for path in self._folder.iterdir() if self._is_older(path, before)]

        return await asyncio.to_thread(names)

    async def forget(self, name: str, before: datetime) -> None:
        def forget() -> None:
            with self._alone():
                if self._is_older(self._folder / name, before):
                    (self._folder / name).unlink(missing_ok=True)

        await asyncio.to_thread(forget)

    @staticmethod
    def _is_older(path: Path, before: datetime) -> bool:
        try:
            return path.stat().st_mtime < before.timestamp()
        except FileNotFoundError:
            return False

    async def close(self) -> None:
        """Nothing is open between two calls."""

    def _path(self, holder: str) -> Path:
        return self._folder / hashlib.sha256(holder.encode()).hexdigest()

    @staticmethod
    def _load(path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None

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

    @contextlib.contextmanager
    def _alone(self) -> Iterator[int]:
        """No other process changes the folder meanwhile; what was changed is on disk afterwards."""
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
