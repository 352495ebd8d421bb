"""Sealed files: written for the public key of their holder, opened with the unwrapped one, held to their sums."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from dsr_service.services.ports.document_store import StoredDocument
from dsr_service.services.ports.key_store import KeyStore, SealingKey


@dataclass(frozen=True, slots=True)
class SealedDocument:
    """A sealed file in the store. `header_sha256` binds its content before the first byte is opened."""

    key: str
    size: int  # sealed
    sha256: str  # sealed
    header_sha256: str  # of the age header, which fixes the file key and so every chunk after it

    @property
    def stored(self) -> StoredDocument:
        return StoredDocument(self.key, self.size, self.sha256)

    def entry(self) -> dict[str, Any]:
        """As JSON; `of` reads it back."""
        return asdict(self)

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> "SealedDocument":
        return cls(**entry)


class Writer(Protocol):
    """Takes bytes in order, in a thread; `finish` comes after the last of them."""

    def write(self, data: bytes, /) -> int: ...

    def flush(self) -> None: ...

    def finish(self) -> None: ...


class Enough(Exception):
    """A writer has all that it wants: the rest need not be opened."""


Through = Callable[[Writer], Writer]


class SealedDocuments(Protocol):
    async def new_key(self, holder: str) -> SealingKey:
        """A fresh identity, wrapped."""
        ...

    async def put(self, key: str, sealing: SealingKey, chunks: AsyncIterator[bytes]) -> SealedDocument:
        """Seal while storing; plain bytes touch no disk."""
        ...

    async def put_made(
        self, key: str, sealing: SealingKey, make: Callable[[], Iterator[bytes]]
    ) -> SealedDocument:
        """As `put`, for bytes that are made by blocking work: it runs in a thread of its own."""
        ...

    def open(
        self, document: SealedDocument, sealing: SealingKey, *, through: Through = ...
    ) -> AsyncGenerator[bytes, None]:
        """The plain bytes, passed `through` a writer in the thread that opens them.

        Raises before the first of them when key or file are not those of the row. A file cut short errs only at
        its end (the format can't tell earlier): abort the answer then.
        """
        ...

    async def delete(self, key: str) -> None: ...

    @property
    def key_store(self) -> KeyStore | None:
        """Where wrapped keys lie apart, if they do."""
        ...

    async def identity(self, sealing: SealingKey) -> str:
        """The age identity in the clear, as `age -i` takes it. Raises KeyShredded, KeyRefused."""
        ...

    async def rewrap(self, sealing: SealingKey) -> SealingKey | None:
        """The key as its row should hold it now, under the newest key-encryption key; None where nothing changed."""
        ...

    async def shred(self, holder: str) -> None:
        """Delete what the key store holds of a key whose row is shredded already."""
        ...
