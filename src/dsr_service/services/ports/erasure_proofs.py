"""The port to the keys of erasures: pseudonyms for the ledger, seals on approvals, signatures on certificates."""

from collections.abc import Sequence
from typing import Protocol


class ErasureProofs(Protocol):
    def pseudonym(self, parts: Sequence[str | None]) -> bytes:
        """A keyed hash: the same for the same parts, and nothing without the key."""
        ...

    def seal(self, content: bytes) -> bytes:
        """A MAC over what was approved: an edited row no longer fits it."""
        ...

    def sign(self, content: bytes) -> bytes:
        """An Ed25519 signature."""
        ...

    @property
    def public_key(self) -> bytes:
        """The 32 bytes with which anybody checks a signature."""
        ...
