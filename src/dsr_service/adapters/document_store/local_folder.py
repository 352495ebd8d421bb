"""A folder as document store: whole files only, readable by the owner alone, on disk before they count."""

import asyncio
import os
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final

from dsr_service.adapters.document_store.digests import BLOCK, Summed, blocks
from dsr_service.services.ports.document_store import (
    DocumentDamaged,
    DocumentMissing,
    DocumentStoreUnavailable,
    ListedDocument,
    StoredDocument,
    checked_key,
)

_UNFINISHED: Final = ".unfinished"  # no key begins with a dot


class LocalFolder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # What stands in the way now (a file, a volume that is not there) may be gone later: the process starts, says
        # by its readiness that files can't be kept, and goes on by itself.
        self._prepared = False
        with suppress(OSError):
            self._prepare()

    def _prepare(self) -> None:
        """Once in a life: a folder that vanishes later is a store that is away, not one to be begun anew."""
        if not self._prepared:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self._folder / _UNFINISHED).mkdir(mode=0o700, exist_ok=True)
            self._prepared = True

    async def put(self, key: str, chunks: AsyncIterator[bytes]) -> StoredDocument:
        target = self._folder / checked_key(key)
        unfinished = self._folder / _UNFINISHED / secrets.token_hex(16)
        summed = Summed()
        with _told(writing=True):
            self._prepare()
            file = await asyncio.to_thread(_created, unfinished)
        try:
            held = b""  # the last block is written by the step that ends the file: most files are one block
            async for block in blocks(chunks):
                if held:
                    with _told(writing=True):
                        await asyncio.to_thread(_write, file, held)
                summed.add(block)
                held = block
            document = summed.of(key)
            with _told(writing=True):
                await asyncio.to_thread(_finish, file, held, unfinished, target, document)
        except BaseException:
            file.close()
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise
        return document

    async def get(self, document: StoredDocument) -> AsyncGenerator[bytes, None]:
        path = self._folder / checked_key(document.key)
        with _told():
            file = await asyncio.to_thread(path.open, "rb")
        summed = Summed()
        try:
            if os.fstat(file.fileno()).st_size != document.size:
                raise DocumentDamaged
            while True:
                with _told():
                    block = await asyncio.to_thread(file.read, BLOCK)
                if not block:
                    break
                summed.add(block)
                yield block
        finally:
            file.close()
        summed.hold_to(document)

    async def delete(self, key: str) -> None:
        with _told():
            await asyncio.to_thread(_remove, self._folder / checked_key(key))

    async def list(self, prefix: str) -> AsyncGenerator[ListedDocument, None]:
        with _told():
            found = await asyncio.to_thread(lambda: sorted(self._files(prefix)))
        for key, path in found:
            with suppress(FileNotFoundError):
                state = path.stat()
                yield ListedDocument(key, state.st_size, datetime.fromtimestamp(state.st_mtime, UTC))

    async def sweep_unfinished(self, before: datetime) -> int:
        def sweep() -> int:
            old = [
                path
                for path in (self._folder / _UNFINISHED).iterdir()
                if path.stat().st_mtime < before.timestamp()
            ]
            for path in old:
                path.unlink(missing_ok=True)
            return len(old)

        with _told():
            return await asyncio.to_thread(sweep)

    async def check(self) -> None:
        def probe() -> None:
            self._prepare()
            path = self._folder / _UNFINISHED / secrets.token_hex(16)
            try:
                with _created(path) as file:
                    file.write(b"probe")
            finally:
                path.unlink(missing_ok=True)

        with _told(writing=True):
            await asyncio.to_thread(probe)

    def _files(self, prefix: str) -> Iterator[tuple[str, Path]]:
        for folder, names, files in os.walk(self._folder):
            names[:] = [name for name in names if name != _UNFINISHED]
            for name in files:
                path = Path(folder, name)
                key = path.relative_to(self._folder).as_posix()
                if key.startswith(prefix):
                    yield key, path


def _created(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0)


def _write(file: BinaryIO, block: bytes) -> None:
    """All of it: where the disk fills up, an unbuffered write stops in the middle before the next one fails."""
    rest = memoryview(block)
    while rest:
        rest = rest[file.write(rest) :]


def _finish(file: BinaryIO, rest: bytes, unfinished: Path, target: Path, document: StoredDocument) -> None:
    """Write the rest, make it last, read it back, and only then give it its name."""
    with file:
        _write(file, rest)
        os.fsync(file.fileno())
    summed = Summed()
    with unfinished.open("rb") as written:
        while block := written.read(BLOCK):
            summed.add(block)
    summed.hold_to(document)
    for folder in _new_folders(target.parent):
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync_folder(folder.parent)
    unfinished.replace(target)
    _sync_folder(target.parent)


def _new_folders(folder: Path) -> list[Path]:
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    return missing[::-1]


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return
    _sync_folder(path.parent)  # a deletion that a power cut undoes is none


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _told(*, writing: bool = False) -> Iterator[None]:
    """The file system's errors in the port's words: to who writes, a folder that is gone is a store that is away."""
    try:
        yield
    except (FileNotFoundError, FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise DocumentStoreUnavailable if writing else DocumentMissing from error
    except DocumentDamaged:
        raise
    except OSError as error:  # full, read-only, gone
        raise DocumentStoreUnavailable from error
