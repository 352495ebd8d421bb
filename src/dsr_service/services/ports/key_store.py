"""Keys: one age identity per holder, wrapped by a key-encryption key that never lies beside it.

Shredding is deleting the wrapped identity: no blob and no backup of blobs can be opened any more. A backup of the
place where wrapped identities lie opens them until it expires, which is why that place can be apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from dsr_service.domain.errors import DsrError, Kind

ELSEWHERE: Final = b"key store"  # stands in the row of a key whose wrapped identity lies in the key store


class KeyShredded(DsrError):
    code = "key_shredded"
    kind = Kind.GONE
    title = "The key of these files was destroyed; they can't be opened any more."


class KeyRefused(DsrError):
    code = "key_refused"
    kind = Kind.UNAVAILABLE
    title = "The key of these files can't be unwrapped with the key-encryption keys at hand."


class KeyServiceUnavailable(DsrError):
    code = "key_service_unavailable"
    kind = Kind.UNAVAILABLE
    title = "The key management service or the key store can't be reached; try again."


@dataclass(frozen=True, slots=True)
class SealingKey:
    """Who may open, and what is needed for it. `holder` names the request and purpose; it is inside the wrapping."""

    holder: str  # "<request id>/<purpose>"
    recipient: str  # age public key: enough to seal
    wrapped: bytes | None  # None once shredded; ELSEWHERE while it lies in the key store


class KeyEncryption(Protocol):
    """Wraps and unwraps small secrets, as a key management service does: the context must match."""

    async def wrap(self, secret: bytes, context: str) -> bytes: ...

    async def unwrap(self, wrapped: bytes, context: str) -> bytes:
        """Raises KeyRefused for another context, another key, or damage; KeyServiceUnavailable."""
        ...

    async def rewrap(self, wrapped: bytes, context: str) -> bytes | None:
        """The same secret under the newest key, or None where it is already."""
        ...


class KeyStore(Protocol):
    """A place of their own for wrapped identities, apart from the database and its backups."""

    async def save(self, holder: str, wrapped: bytes) -> None: ...

    async def load(self, holder: str) -> bytes | None: ...

    async def replace(self, holder: str, expected: bytes, wrapped: bytes) -> bool:
        """Put another wrapping in the place of the expected one; what was shredded meanwhile stays away."""
        ...

    async def shred(self, holder: str) -> None: ...

    def name_of(self, holder: str) -> str:
        """Under which name the store keeps a holder's key."""
        ...

    async def names(self, before: datetime) -> Sequence[str]:
        """Names of what was last written before an instant, leftovers of killed writers included."""
        ...

    async def forget(self, name: str, before: datetime) -> None:
        """Delete by name, unless it was written again since."""
        ...

    async def close(self) -> None: ...
