"""Sealed documents: age around a document store, the key of each holder wrapped."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing
from dataclasses import replace
from itertools import chain
from typing import Final

from pyrage import DecryptError, decrypt_io, encrypt, encrypt_io, x25519

from dsr_service.adapters.sealing.pumps import AsyncSource, IteratorSource, Sink, Source, pumped
from dsr_service.services.ports.document_store import DocumentDamaged, DocumentStore
from dsr_service.services.ports.key_store import (
    ELSEWHERE,
    KeyEncryption,
    KeyRefused,
    KeyShredded,
    KeyStore,
    SealingKey,
)
from dsr_service.services.ports.sealed_documents import Enough, SealedDocument, Through, Writer

_SMALL: Final = 256 * 1024  # bytes of a file that is sealed in one go
_HEADER_LIMIT: Final = 4096  # ours has one recipient, and a stanza of noise


def _as_it_is(writer: Writer) -> Writer:
    return writer


class AgeDocuments:
    def __init__(
        self, store: DocumentStore, key_encryption: KeyEncryption, key_store: KeyStore | None = None
    ) -> None:
        """With a key store, new keys lie there and their rows only say so."""
        self._store, self._keys, self._key_store = store, key_encryption, key_store

    async def new_key(self, holder: str) -> SealingKey:
        identity = x25519.Identity.generate()
        wrapped = await self._keys.wrap(str(identity).encode(), holder)
        if self._key_store is not None:
            await self._key_store.save(
                holder, wrapped
            )  # before the row, so that no row names a key that is not there
            wrapped = ELSEWHERE
        return SealingKey(holder, str(identity.to_public()), wrapped)

    async def put(self, key: str, sealing: SealingKey, chunks: AsyncIterator[bytes]) -> SealedDocument:
        source = AsyncSource(chunks, asyncio.get_running_loop())
        return await self._put(key, sealing, source, source)

    async def put_made(
        self, key: str, sealing: SealingKey, make: Callable[[], Iterator[bytes]]
    ) -> SealedDocument:
        made = make()
        begun, complete = await asyncio.to_thread(_begun, made)
        if not complete:
            return await self._put(key, sealing, IteratorSource(chain(begun, made)), None)
        # Most packages are small: one thread that seals them whole, and no pump between it and the store.
        recipient = x25519.Recipient.from_str(sealing.recipient)
        headed = _Headed()
        sealed = await asyncio.to_thread(lambda: encrypt(b"".join(begun), [recipient]))
        stored = await self._store.put(key, headed.passing(_alone(sealed)))
        return SealedDocument(stored.key, stored.size, stored.sha256, headed.digest())

    async def _put(
        self, key: str, sealing: SealingKey, source: Source, waiting: AsyncSource | None
    ) -> SealedDocument:
        recipient = x25519.Recipient.from_str(sealing.recipient)
        headed = _Headed()

        def seal(sink: Sink) -> None:
            try:
                encrypt_io(source, sink, [recipient])
            except Exception:
                if source.failure is not None:
                    raise source.failure from None
                raise

        async with aclosing(pumped(seal, waiting)) as sealed:
            stored = await self._store.put(key, headed.passing(sealed))
        return SealedDocument(stored.key, stored.size, stored.sha256, headed.digest())

    async def open(
        self, document: SealedDocument, sealing: SealingKey, *, through: Through = _as_it_is
    ) -> AsyncGenerator[bytes, None]:
        identity = await self._identity(sealing)
        headed = _Headed(expected=document.header_sha256)
        async with aclosing(self._store.get(document.stored)) as stored:
            source = AsyncSource(headed.passing(stored), asyncio.get_running_loop())

            def unseal(sink: Sink) -> None:
                writer = through(sink)
                try:
                    decrypt_io(source, writer, [identity])
                    writer.finish()
                except Enough:
                    pass
                except (DecryptError, OSError) as error:  # another key; altered or cut short
                    raise source.failure or DocumentDamaged() from error

            async with aclosing(pumped(unseal, source)) as plain:
                async for block in plain:
                    yield block

    async def delete(self, key: str) -> None:
        await self._store.delete(key)

    @property
    def key_store(self) -> KeyStore | None:
        return self._key_store

    async def identity(self, sealing: SealingKey) -> str:
        return str(await self._identity(sealing))

    async def rewrap(self, sealing: SealingKey) -> SealingKey | None:
        held = await self._held(sealing)
        if held is None:
            return None
        fresh = await self._keys.rewrap(held, sealing.holder)
        if self._key_store is None:
            return replace(sealing, wrapped=fresh) if fresh else None
        if sealing.wrapped == ELSEWHERE:
            replaced = fresh is not None and await self._key_store.replace(sealing.holder, held, fresh)
            return sealing if replaced else None
        await self._key_store.save(sealing.holder, fresh or held)  # moves there
        return replace(sealing, wrapped=ELSEWHERE)

    async def shred(self, holder: str) -> None:
        if self._key_store is not None:
            await self._key_store.shred(holder)

    async def _held(self, sealing: SealingKey) -> bytes | None:
        """The wrapped identity, from wherever it lies; None once shredded."""
        if sealing.wrapped != ELSEWHERE:
            return sealing.wrapped
        if self._key_store is None:
            raise KeyRefused("The keys lie in a key store, and none is configured.")
        return await self._key_store.load(sealing.holder)

    async def _identity(self, sealing: SealingKey) -> x25519.Identity:
        """The holder's own identity: the row's public key must be its public half."""
        held = await self._held(sealing)
        if held is None:
            raise KeyShredded
        secret = await self._keys.unwrap(held, sealing.holder)
        identity = x25519.Identity.from_str(secret.decode())
        if str(identity.to_public()) != sealing.recipient:
            raise KeyRefused
        return identity


def _begun(made: Iterator[bytes]) -> tuple[list[bytes], bool]:
    """The first chunks, and whether that was all."""
    held: list[bytes] = []
    size = 0
    for chunk in made:
        held.append(chunk)
        size += len(chunk)
        if size >= _SMALL:
            return held, False
    return held, True


async def _alone(content: bytes) -> AsyncGenerator[bytes, None]:
    yield content


class _Headed:
    """Sums the age header as it passes, and holds it to what is expected before anything after it passes.

    The header's last line authenticates it under the file key, and the file key every chunk: so a file with the
    header that was recorded gives the recorded content, from its first byte, or an error.
    """

    def __init__(self, expected: str | None = None) -> None:
        self._expected = expected
        self._held = b""
        self._digest: str | None = None

    async def passing(self, chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
        async for chunk in chunks:
            if self._digest is None:
                self._held += chunk
                if not self._found():
                    continue
                chunk, self._held = self._held, b""  # noqa: PLW2901 - what was held back goes first
            yield chunk
        if self._digest is None:
            raise DocumentDamaged

    def digest(self) -> str:
        if self._digest is None:
            raise DocumentDamaged
        return self._digest

    def _found(self) -> bool:
        mark = self._held.find(b"\n--- ")
        end = self._held.find(b"\n", mark + 1) if mark >= 0 else -1
        if end < 0:
            if len(self._held) > _HEADER_LIMIT:
                raise DocumentDamaged
            return False
        digest = hashlib.sha256(self._held[: end + 1]).hexdigest()
        if self._expected not in (None, digest):
            raise DocumentDamaged
        self._digest = digest
        return True
