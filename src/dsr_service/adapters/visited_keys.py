"""The keys of a walk, kept outside memory once they are many, and sealed: nothing on the disk tells a key.

Both files are unlinked as soon as they are open, and the secrets that seal them live and die with the process.
"""

import os
import secrets
import tempfile
from array import array
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import chain, groupby, islice
from pathlib import Path
from struct import Struct
from typing import IO, Final

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dsr_service.services.ports.data_sources import Key

_DIGEST: Final = 16
_PAGE: Final = 4096
_PER_PAGE: Final = _PAGE // _DIGEST
_FILTER: Final = (
    8 << 20
)  # bytes: one key in a thousand passes in vain at a million keys, one in fourteen at ten million
_WORDS: Final = Struct(">II")
_FULL: Final = (
    150  # keys per page on average at which the table doubles; a page then overflows in no real run
)


class SpillingKeyStore:
    """Makes the sets and queues of one walk; `resident` keys of each stay in memory."""

    def __init__(self, folder: Path | None = None, *, resident: int = 50_000) -> None:
        self._folder = folder
        self._resident = resident

    def key_set(self) -> "SpillingKeySet":
        return SpillingKeySet(self._folder, self._resident)

    def key_queue(self) -> "SpillingKeyQueue":
        return SpillingKeyQueue(self._folder, max(1, self._resident // 4))


class SpillingKeySet:
    """Keyed digests of keys: the latest in memory, all others in a table of pages on the disk.

    A digest of 128 bits under a random secret can be neither read back nor guessed at, and no two of the keys of one
    walk ever share it. A filter of fixed size spares the disk most questions, since most keys are new.
    """

    def __init__(self, folder: Path | None = None, resident: int = 50_000) -> None:
        self._folder = folder
        self._resident = resident
        self._secret = secrets.token_bytes(32)
        self._latest: set[bytes] = set()
        self._table: _PageTable | None = None
        self._asked: tuple[int, dict[Key, bytes]] = (0, {})  # who asks for keys mostly adds them next

    def add(self, space: int, keys: Sequence[Key]) -> None:
        at_hand = self._asked[1] if self._asked[0] == space else {}
        if all(key in at_hand for key in keys):
            self._latest.update([at_hand[key] for key in keys])
        else:
            self._latest.update(self._digests(space, keys))
        if len(self._latest) > self._resident:
            self._table = self._table or _PageTable(self._folder, 2 * len(self._latest))
            self._table.add(self._latest)
            self._latest.clear()

    def present(self, space: int, keys: Sequence[Key]) -> set[Key]:
        """Those of the keys that were added to that space."""
        if not self._latest and self._table is None:
            return set()
        digests = self._digests(space, keys)
        self._asked = (space, dict(zip(keys, digests, strict=True)))
        by_digest = dict(zip(digests, keys, strict=True))
        found = self._latest.intersection(by_digest)
        if self._table:
            found.update(self._table.present(by_digest.keys() - found))
        return {by_digest[digest] for digest in found}

    def _digests(self, space: int, keys: Sequence[Key]) -> list[bytes]:
        secret, salt = self._secret, space.to_bytes(16, "big")
        # Canonical texts hold no NUL, so that the joined text tells its parts.
        return [
            blake2b("\0".join(key).encode(), digest_size=_DIGEST, key=secret, salt=salt).digest()
            for key in keys
        ]


class _PageTable:
    """Digests in pages by their first bits; a page is read and searched as a whole."""

    def __init__(self, folder: Path | None, expected: int) -> None:
        self._folder = folder
        self._filter = bytearray(_FILTER)
        self._open(max(64, 2 * expected // _FULL))

    def _open(self, pages: int) -> None:
        self._pages = pages
        self._counts = array("H", bytes(2 * pages))
        self._size = 0
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115 - lives on
        self._fd = self._file.fileno()

    def present(self, digests: Iterable[bytes]) -> Iterator[bytes]:
        maybe = self._filtered(digests)
        for page, group in groupby(sorted(maybe), self._page_of):
            content = self._read(page)
            yield from (digest for digest in group if _holds(content, digest))

    def add(self, digests: Collection[bytes]) -> None:
        """Those that are there already would only take room twice."""
        while self._size + len(digests) > self._pages * _FULL:
            self._double()
        pending = sorted(digests)
        self._mark(pending)
        done = 0
        for page, group in groupby(pending, self._page_of):
            new = list(group)
            if self._counts[page] + len(new) > _PER_PAGE:
                break
            os.pwrite(self._fd, b"".join(new), page * _PAGE + self._counts[page] * _DIGEST)
            self._counts[page] += len(new)
            self._size += len(new)
            done += len(new)
        if done < len(pending):
            self._double()
            self.add(pending[done:])

    def _mark(self, digests: Iterable[bytes]) -> None:
        bits, unpack = self._filter, _WORDS.unpack_from
        for digest in digests:
            one, two = unpack(digest, 8)
            bits[(one >> 3) % _FILTER] |= 1 << (one & 7)
            bits[(two >> 3) % _FILTER] |= 1 << (two & 7)

    def _filtered(self, digests: Iterable[bytes]) -> Iterator[bytes]:
        bits, unpack = self._filter, _WORDS.unpack_from
        for digest in digests:
            one, two = unpack(digest, 8)
            if bits[(one >> 3) % _FILTER] >> (one & 7) & 1 and bits[(two >> 3) % _FILTER] >> (two & 7) & 1:
                yield digest

    def _page_of(self, digest: bytes) -> int:
        return (int.from_bytes(digest[:8], "big") * self._pages) >> 64

    def _read(self, page: int) -> bytes:
        length = self._counts[page] * _DIGEST
        return os.pread(self._fd, length, page * _PAGE) if length else b""

    def _double(self) -> None:
        """Each page falls into two: its number is the digest's first bits."""
        old_file, old_fd, old_counts = self._file, self._fd, self._counts
        self._open(2 * self._pages)
        for page, count in enumerate(old_counts):
            content = os.pread(old_fd, count * _DIGEST, page * _PAGE)
            digests = sorted(content[i : i + _DIGEST] for i in range(0, len(content), _DIGEST))
            for number, group in groupby(digests, self._page_of):
                half = b"".join(group)
                os.pwrite(self._fd, half, number * _PAGE)
                self._counts[number] = len(half) // _DIGEST
            self._size += count
        old_file.close()


def _holds(content: bytes, digest: bytes) -> bool:
    at = content.find(digest)
    while at >= 0 and at % _DIGEST:
        at = content.find(digest, at + 1)
    return at >= 0


class SpillingKeyQueue:
    """Keys in turn: a bounded number in memory, the rest encrypted on the disk.

    Those that are next lie as plain texts, part after part: so many tuples would keep the garbage collector busy.
    """

    def __init__(self, folder: Path | None = None, resident: int = 12_500) -> None:
        self._folder = folder
        self._resident = resident
        self._width = 1  # parts of a key: those of one queue have the same number
        self._fresh: dict[Key, None] = {}
        self._ready: list[str] = []
        self._taken = 0  # parts of it that were taken
        self._spilled: deque[tuple[int, int]] = deque()
        self._file: IO[bytes] | None = None
        self._end = 0
        self._count = 0
        self._cipher = AESGCM(AESGCM.generate_key(256))

    def __bool__(self) -> bool:
        return bool(self._fresh or self._taken < len(self._ready) or self._spilled)

    def put(self, keys: Sequence[Key]) -> None:
        if keys:
            self._width = len(keys[0])
        self._fresh.update(dict.fromkeys(keys))
        while len(self._fresh) > self._resident:
            chunk = list(islice(self._fresh, self._resident))
            for key in chunk:
                del self._fresh[key]
            self._spill(chunk)

    def take(self, count: int) -> list[Key]:
        taken: list[Key] = []
        while len(taken) < count and self:
            if self._taken == len(self._ready):
                self._refill()
            end = self._taken + (count - len(taken)) * self._width
            parts = iter(self._ready[self._taken : end])
            self._taken = min(end, len(self._ready))
            taken += zip(*[parts] * self._width, strict=True)
        return taken

    def _refill(self) -> None:
        self._taken = 0
        if not self._spilled:
            self._ready = list(chain.from_iterable(self._fresh))
            self._fresh.clear()
            return
        offset, length = self._spilled.popleft()
        assert self._file
        sealed = os.pread(self._file.fileno(), length, offset)
        self._ready = orjson.loads(self._cipher.decrypt(sealed[:12], sealed[12:], None))
        if not self._spilled:  # all that lay there was used: the file begins anew
            self._file.truncate(0)
            self._end = 0

    def _spill(self, chunk: Iterable[Key]) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._folder, buffering=0)  # noqa: SIM115 - lives on
        self._count += 1
        nonce = self._count.to_bytes(12, "big")  # never twice under one secret
        plain = orjson.dumps(list(chain.from_iterable(chunk)))
        sealed = nonce + self._cipher.encrypt(nonce, plain, None)
        os.pwrite(self._file.fileno(), sealed, self._end)
        self._spilled.append((self._end, len(sealed)))
        self._end += len(sealed)
