"""HTTP Message Signatures (RFC 9421) with Ed25519, over method, address, digest, type, length and our own id."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

COVERED: Final = (
    "@method",
    "@target-uri",
    "content-digest",
    "content-type",
    "content-length",
    "idempotency-key",
)
LIFETIME: Final = 300  # seconds; each attempt is signed anew


class Signer:
    """Signs under one key, which is derived from a secret so that all processes share it."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self._public = base64.urlsafe_b64encode(public).rstrip(b"=").decode()
        self.key_id = hashlib.sha256(public).hexdigest()[:16]

    def jwk(self) -> dict[str, str]:
        return {
            "kty": "OKP",
            "crv": "Ed25519",
            "x": self._public,
            "kid": self.key_id,
            "alg": "EdDSA",
            "use": "sig",
        }

    def sign(self, method: str, url: str, headers: Mapping[str, str], created: int) -> dict[str, str]:
        """The two headers to add. `headers` has lower-case names and holds all that `COVERED` names."""
        names = " ".join(f'"{name}"' for name in COVERED)
        parameters = (
            f'({names});created={created};expires={created + LIFETIME};keyid="{self.key_id}";alg="ed25519"'
        )
        base = signature_base(method, url, headers, COVERED, parameters)
        signature = base64.b64encode(self._key.sign(base)).decode()
        return {"Signature-Input": f"dsr={parameters}", "Signature": f"dsr=:{signature}:"}


def signature_base(
    method: str, url: str, headers: Mapping[str, str], covered: Sequence[str], parameters: str
) -> bytes:
    """What is signed (RFC 9421, 2.5)."""
    derived = {"@method": method.upper(), "@target-uri": url}
    lines = [f'"{name}": {derived.get(name) or headers[name].strip()}' for name in covered]
    return "\n".join([*lines, f'"@signature-params": {parameters}']).encode()


def content_digest(sha256: str) -> str:
    """RFC 9530."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"
