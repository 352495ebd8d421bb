"""Counting and summing bytes on their way, and gathering them into larger ones."""

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator

from dsr_service.services.ports.document_store import DocumentDamaged, StoredDocument

BLOCK = 1024 * 1024


class Summed:
    """Passes chunks on, counted and summed."""

    def __init__(self) -> None:
        self.size = 0
        self._digest = hashlib.sha256()

    def add(self, chunk: bytes) -> None:
        self.size += len(chunk)
        self._digest.update(chunk)

    def of(self, key: str) -> StoredDocument:
        return StoredDocument(key, self.size, self._digest.hexdigest())

    def hold_to(self, document: StoredDocument) -> None:
        """Raises DocumentDamaged unless what passed was the document."""
        if self.of(document.key) != document:
            raise DocumentDamaged


async def blocks(chunks: AsyncIterator[bytes], size: int = BLOCK) -> AsyncGenerator[bytes, None]:
    """The same bytes in pieces of about `size`: each piece costs one call into a thread or a store."""
    held: list[bytes] = []
    length = 0
    async for chunk in chunks:
        held.append(chunk)
        length += len(chunk)
        if length >= size:
            yield b"".join(held)
            held, length = [], 0
    if held:
        yield b"".join(held)
