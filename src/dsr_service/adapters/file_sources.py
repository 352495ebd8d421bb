"""Stores of the files that rows refer to: a local folder, an object store, a web server behind the address guard.

A row's value comes from people: it is a name inside its store, never a way out of it.
"""

import asyncio
import os
import stat
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

import httpx
import obstore
from obstore.exceptions import BaseError, NotFoundError

from dsr_service.adapters.document_store.opening import object_store_of
from dsr_service.adapters.outbound_addresses import AddressGuard, AddressRefused
from dsr_service.adapters.outbound_http import guarded_client
from dsr_service.services.ports.data_sources import SourceFailed
from dsr_service.services.ports.file_sources import FileAbsent, FileSource

_BLOCK: Final = 256 * 1024
_SECONDS: Final = 300.0


def file_source(url: str, guard: AddressGuard) -> FileSource:
    """`file:///folder`, `s3://bucket/prefix?...` or `https://host/base`. Raises ValueError otherwise."""
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc:
        return LocalFiles(Path(unquote(parts.path)))
    if parts.scheme == "s3":
        return ObjectFiles(object_store_of(url))
    if parts.scheme in {"https", "http"} and parts.hostname:
        return HttpFiles(url, guard)
    raise ValueError("not a source of files: file:///folder, s3://bucket/prefix or https://host/base")


def steps_of(name: str) -> list[str]:
    """The steps of a path inside a store. Raises FileAbsent for what would lead out of it."""
    steps = [step for step in name.replace("\\", "/").split("/") if step not in {"", "."}]
    if not steps or ".." in steps or any("\x00" in step for step in steps) or len(name) > 2000:
        raise FileAbsent("refused")
    return steps


def _spelled(name: str) -> list[str]:
    inside = "/".join(steps_of(name))
    return list(dict.fromkeys((inside, f"/{inside}", f"./{inside}", name)))


class _Missing(FileAbsent):
    """There is no such file."""


class LocalFiles:
    """A folder of this machine; links inside it are not followed."""

    erasable = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def read(self, name: str) -> AsyncGenerator[bytes, None]:
        file = await asyncio.to_thread(self._open, self._steps(name))
        try:
            while block := await asyncio.to_thread(os.read, file, _BLOCK):
                yield block
        finally:
            os.close(file)

    def spellings(self, name: str) -> Sequence[str]:
        inside = "/".join(self._steps(name))
        return [*_spelled(inside), f"{self._folder}/{inside}", name]

    async def delete(self, name: str) -> None:
        await asyncio.to_thread(self._delete, self._steps(name))

    def _steps(self, name: str) -> list[str]:
        return steps_of(name.removeprefix(f"{self._folder}/"))

    def _open(self, steps: list[str]) -> int:
        with self._folder_of(steps) as at:
            # without waiting: a pipe would never open
            file = os.open(steps[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=at)
        if not stat.S_ISREG(os.fstat(file).st_mode):
            os.close(file)
            raise FileAbsent("refused")
        return file

    def _delete(self, steps: list[str]) -> None:
        with suppress(_Missing), self._folder_of(steps) as at:
            if not stat.S_ISREG(os.stat(steps[-1], dir_fd=at, follow_symlinks=False).st_mode):
                raise FileAbsent("refused")
            os.unlink(steps[-1], dir_fd=at)
            os.fsync(at)  # it must not come back after a power failure

    @contextmanager
    def _folder_of(self, steps: list[str]) -> Iterator[int]:
        """Step by step from the folder, so that no link put there meanwhile leads elsewhere."""
        try:
            at = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            raise SourceFailed("unreachable", whole=True) from None
        try:
            for step in steps[:-1]:
                below = os.open(step, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=at)
                os.close(at)
                at = below
            yield at
        except FileNotFoundError:
            raise _Missing("missing") from None
        except (OSError, ValueError):  # a link, a name that is too long, no permission
            raise FileAbsent("refused") from None
        finally:
            os.close(at)

    async def close(self) -> None:
        """Nothing is held."""


class ObjectFiles:
    """An object store's prefix. What an object's versions keep is the store's own matter."""

    erasable = True

    def __init__(self, store: Any) -> None:
        self._store = store

    async def read(self, name: str) -> AsyncGenerator[bytes, None]:
        try:
            async with asyncio.timeout(_SECONDS):
                answer = await obstore.get_async(self._store, "/".join(steps_of(name)))
                async for block in answer.stream(min_chunk_size=_BLOCK):
                    yield bytes(block)
        except (NotFoundError, FileNotFoundError):
            raise FileAbsent("missing") from None
        except (BaseError, OSError, TimeoutError):
            raise SourceFailed("unreachable") from None

    def spellings(self, name: str) -> Sequence[str]:
        return _spelled(name)

    async def delete(self, name: str) -> None:
        try:
            async with asyncio.timeout(_SECONDS):
                await obstore.delete_async(self._store, "/".join(steps_of(name)))
        except (NotFoundError, FileNotFoundError):
            return
        except (BaseError, OSError, TimeoutError):
            raise SourceFailed("unreachable") from None

    async def close(self) -> None:
        """Nothing is held."""


class HttpFiles:
    """A web server: names are paths below its base, or whole addresses of the same origin. It is only read."""

    erasable = False

    def __init__(self, base: str, guard: AddressGuard) -> None:
        parts = urlsplit(base)
        self._origin = (parts.scheme, parts.hostname, parts.port)
        self._start = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        self._path = parts.path.rstrip("/")
        credentials = parts.username is not None
        self._auth = httpx.BasicAuth(parts.username or "", parts.password or "") if credentials else None
        self._client = guarded_client(guard, read_seconds=30)

    async def read(self, name: str) -> AsyncGenerator[bytes, None]:
        url = self._address(name)
        try:
            async with (
                asyncio.timeout(_SECONDS),
                self._client.stream("GET", url, auth=self._auth) as answer,
            ):
                if answer.status_code in {404, 410}:
                    raise FileAbsent("missing")
                if answer.status_code >= 500 or answer.status_code in {401, 403, 408, 425, 429}:
                    raise SourceFailed("unreachable")
                if answer.status_code != 200:
                    raise FileAbsent("refused")  # a redirect leads elsewhere
                async for block in answer.aiter_bytes(_BLOCK):
                    yield block
        except AddressRefused:
            raise FileAbsent("refused") from None
        except (httpx.TransportError, TimeoutError, httpx.InvalidURL, httpx.DecodingError):
            raise SourceFailed("unreachable") from None

    def spellings(self, name: str) -> Sequence[str]:
        return [name]

    async def delete(self, name: str) -> None:  # noqa: ARG002 - the port's
        raise FileAbsent("refused")

    def _address(self, name: str) -> str:
        if "://" not in name[:16]:
            path = f"{self._path}/" + "/".join(map(quote, steps_of(name)))
            return f"{self._start}{path}"
        try:
            parts = urlsplit(name)
            origin = (parts.scheme, parts.hostname, parts.port)
        except ValueError:
            raise FileAbsent("refused") from None
        steps = "/".join(quote(unquote(step)) for step in steps_of(unquote(parts.path)))
        if origin != self._origin or not f"/{steps}".startswith(f"{self._path}/"):
            raise FileAbsent("refused")
        return f"{self._start}/{steps}" + (f"?{parts.query}" if parts.query else "")

    async def close(self) -> None:
        await self._client.aclose()
