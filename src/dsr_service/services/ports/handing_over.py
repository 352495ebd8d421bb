"""The port to another controller's door: one signed call that carries a package."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is handed over, known before the first byte. The id is the same in every attempt."""

    transfer_id: UUID
    url: str
    reference: str
    file_name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Reception:
    """What the other side answered."""

    status: int
    retry_after: int | None = None


class DoorClosed(Exception):
    """The address may not be called: no attempt will do better."""


class Doorstep(Protocol):
    async def hand_over(self, parcel: Parcel, chunks: AsyncIterator[bytes]) -> Reception:
        """Raises DoorClosed, TransferUnanswered."""
        ...

    def public_key(self) -> dict[str, str]:
        """The key by which the other side verifies our signatures, as a JWK."""
        ...

    async def close(self) -> None: ...
