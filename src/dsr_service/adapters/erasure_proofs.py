"""Keys of erasures, made from the service's secret: HMAC-SHA-256 and Ed25519."""

import hashlib
import hmac
import json
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class DerivedProofs:
    """Three keys, one for each purpose."""

    def __init__(self, *, ledger: bytes, approvals: bytes, certificates: bytes) -> None:
        self._ledger = ledger
        self._approvals = approvals
        self._signer = Ed25519PrivateKey.from_private_bytes(certificates)

    def pseudonym(self, parts: Sequence[str | None]) -> bytes:
        return hmac.digest(self._ledger, json.dumps(list(parts)).encode(), hashlib.sha256)

    def seal(self, content: bytes) -> bytes:
        return hmac.digest(self._approvals, content, hashlib.sha256)

    def sign(self, content: bytes) -> bytes:
        return self._signer.sign(content)

    @property
    def public_key(self) -> bytes:
        return self._signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
