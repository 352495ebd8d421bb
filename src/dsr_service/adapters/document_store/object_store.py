"""Object stores through obstore: S3 and its relatives, and memory for tests."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import obstore
from obstore.exceptions import BaseError, NotFoundError

from dsr_service.adapters.document_store.digests import Summed, blocks
from dsr_service.services.ports.document_store import (
    DocumentDamaged,
    DocumentMissing,
    DocumentStoreUnavailable,
    ListedDocument,
    StoredDocument,
    checked_key,
)

if TYPE_CHECKING:
    from obstore import GetOptions  # exists for type checkers only

PART: Final = 8 * 1024 * 1024  # of a multipart upload (S3 allows 10,000), and of a read
_UPLOADS_AT_ONCE: Final = 3  # times PART is what one upload holds in memory


class ObjectStore:
    def __init__(self, store: Any, deadline: float = 60.0) -> None:
        """`deadline`: seconds for a whole call that moves at most one part."""
        self._store = store
        self._deadline = deadline

    async def put(self, key: str, chunks: AsyncIterator[bytes]) -> StoredDocument:
        """Multipart, so that nothing is visible until the last part is acknowledged; then read back."""
        checked_key(key)
        summed = Summed()
        failed: list[BaseException] = []

        async def passing() -> AsyncIterator[bytes]:
            try:
                async for block in blocks(chunks):
                    summed.add(block)
                    yield block
            except BaseException as error:
                failed.append(error)  # obstore may wrap it; the caller gets its own error back
                raise

        with _told(failed):
            await obstore.put_async(
                self._store,
                key,
                passing(),
                chunk_size=PART,
                max_concurrency=_UPLOADS_AT_ONCE,
            )
        document = summed.of(key)
        try:
            async for _ in self.get(document):
                pass
        except BaseException:
            with suppress(Exception):
                await self.delete(key)
            raise
        return document

    async def get(self, document: StoredDocument) -> AsyncGenerator[bytes, None]:
        """In parts of their own requests: a slow reader then holds no connection open."""
        checked_key(document.key)
        summed = Summed()
        tag: str | None = None
        for start in range(0, max(document.size, 1), PART):
            part, tag = await self._part(document, start, tag)
            summed.add(part)
            yield part
        summed.hold_to(document)

    async def _part(self, document: StoredDocument, start: int, tag: str | None) -> tuple[bytes, str | None]:
        options: GetOptions = {}
        if document.size:  # there is no range of nothing
            options["range"] = (start, start + PART)
        if tag:
            options["if_match"] = tag  # replaced in the meantime is an error, not a mixture
        with _told():
            async with asyncio.timeout(self._deadline):
                answer = await obstore.get_async(self._store, document.key, options=options)
                if answer.meta["size"] != document.size:
                    raise DocumentDamaged
                return bytes(await answer.bytes_async()), answer.meta["e_tag"]

    async def delete(self, key: str) -> None:
        checked_key(key)
        with suppress(DocumentMissing), _told():
            async with asyncio.timeout(self._deadline):
                await obstore.delete_async(self._store, key)

    async def list(self, prefix: str) -> AsyncGenerator[ListedDocument, None]:
        # Stores match whole folders: list the folder and sift here.
        folder, _, start = prefix.rpartition("/")
        with _told():
            async for page in obstore.list(self._store, folder or None, chunk_size=1000):
                for item in page:
                    if item["path"].startswith(prefix if start else f"{folder}/" if folder else ""):
                        yield ListedDocument(item["path"], item["size"], item["last_modified"])

    async def sweep_unfinished(self, before: datetime) -> int:
        """Nothing: a rule of the bucket ends multipart uploads that were never completed."""
        del before
        return 0

    async def check(self) -> None:
        with _told():
            async with asyncio.timeout(min(self._deadline, 5.0)):
                async for _ in obstore.list(self._store, "probe", chunk_size=1):
                    break


@contextmanager
def _told(source: list[BaseException] | None = None) -> Iterator[None]:
    """The store's errors in the port's words; an error of the bytes' source as itself."""
    try:
        yield
    except (NotFoundError, FileNotFoundError) as error:
        if source:
            raise source[0] from None
        raise DocumentMissing from error
    except (BaseError, OSError, TimeoutError) as error:
        if source:
            raise source[0] from None
        raise DocumentStoreUnavailable from error
