"""Answers kept for a retry: found, and opened, only with the Idempotency-Key that the caller holds.

What a row shows is a keyed hash of the key, a keyed hash of the payload and a sealed body. The body's key is derived
from the secrets of the service *and* of the caller: a copy of the database opens nothing, nor does one with our secret.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE: Final = 12


@dataclass(frozen=True, slots=True)
class Replay:
    """One caller's use of one key on one route."""

    secret: bytes

    @classmethod
    def of(cls, replay_key: bytes, caller: str, route: str, key: str) -> "Replay":
        parts = (part.encode() for part in (caller, route, key))
        return cls(_keyed(replay_key, b"".join(len(part).to_bytes(4) + part for part in parts)))

    @property
    def name(self) -> str:
        """What stands in the row in the key's place."""
        return _keyed(self.secret, b"name").hex()

    def fingerprint(self, payload: bytes) -> bytes:
        """Not the payload's plain digest: whoever guesses what was sent could make sure by it."""
        return _keyed(self.secret, b"payload" + payload)

    def seal(self, body: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher().encrypt(nonce, body, None)

    def unseal(self, sealed: bytes) -> bytes | None:
        """None where the row holds something else: it was changed, or put in another's place."""
        try:
            return self._cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        except InvalidTag:
            return None

    def _cipher(self) -> AESGCM:
        return AESGCM(_keyed(self.secret, b"body"))


def _keyed(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, hashlib.sha256)
