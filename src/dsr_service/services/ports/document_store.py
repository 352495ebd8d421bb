"""Where files lie as blobs, sealed: a local folder or an object store, behind one contract.

Keys are given by the caller and made of ids, never of what a person typed. Nothing is visible under a key until it
is written whole and read back; a reader gets the bytes that were put, or an error.
"""

import re
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from dsr_service.domain.errors import DsrError, Kind

_KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]*(/[a-z0-9][a-z0-9_-]*)*(\.[a-z0-9]+)*")


class DocumentMissing(DsrError):
    code = "document_missing"
    kind = Kind.GONE
    title = "The file is not in the store any more."


class DocumentDamaged(DsrError):
    code = "document_damaged"
    kind = Kind.UNAVAILABLE
    title = "The file in the store is not what was put there."


class DocumentStoreUnavailable(DsrError):
    code = "document_store_unavailable"
    kind = Kind.UNAVAILABLE
    title = "The store of files can't be reached or written now; try again."


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """What was put: its row keeps this, and every read is held against it."""

    key: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ListedDocument:
    key: str
    size: int
    modified_at: datetime


class DocumentStore(Protocol):
    """The port. All implementations pass one contract suite."""

    async def put(self, key: str, chunks: AsyncIterator[bytes]) -> StoredDocument:
        """Write, read back, and only then return. An error of `chunks` leaves nothing under the key."""
        ...

    def get(self, document: StoredDocument) -> AsyncGenerator[bytes, None]:
        """The bytes in order. Raises DocumentMissing before, or DocumentDamaged instead of, a wrong end."""
        ...

    async def delete(self, key: str) -> None:
        """Gone afterwards, whether it was there or not."""
        ...

    def list(self, prefix: str) -> AsyncGenerator[ListedDocument, None]:
        """Everything under a prefix, for the sweep of what no row names."""
        ...

    async def sweep_unfinished(self, before: datetime) -> int:
        """Remove what writers that died left behind; how much it was."""
        ...

    async def check(self) -> None:
        """Raises DocumentStoreUnavailable when nothing can be stored now."""
        ...


def checked_key(key: str) -> str:
    """The key, if it is one: no dots that climb, no surprises for any store."""
    if len(key) > 300 or _KEY.fullmatch(key) is None:
        raise ValueError("not a key of the document store")
    return key
