"""A key-encryption key that never leaves Amazon's KMS, or another service of the same protocol."""

import base64
import json
import os
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dsr_service.adapters.outbound_addresses import AddressRefused
from dsr_service.adapters.outbound_http import call
from dsr_service.adapters.sealing.aws_signatures import AwsCredentials, signed_headers
from dsr_service.services.ports.key_store import KeyRefused, KeyServiceUnavailable

MARK: Final = b"kms1:"  # before what KMS wrapped, so that keys of the other kind are told apart
_DIRECT: Final = b"kms1:d"
_ENVELOPE: Final = b"kms1:e"  # a key wrapped by KMS, and what it encrypts: KMS itself takes 4 kB
_MOST_DIRECT: Final = 4000
_OURS_TO_MEND: Final = frozenset({400})  # a wrong context or key, damage; all else may pass


class AwsKeyEncryption:
    """Wraps under one key, by its ARN. The holder is the encryption context: KMS authenticates it, and logs it."""

    def __init__(
        self,
        key_arn: str,
        credentials: AwsCredentials,
        client: httpx.AsyncClient,
        now: Callable[[], datetime],
        endpoint: str | None = None,
    ) -> None:
        self._key, self._credentials, self._client, self._now = key_arn, credentials, client, now
        self._region = key_arn.split(":")[3]
        self._endpoint = endpoint or f"https://kms.{self._region}.amazonaws.com/"

    async def wrap(self, secret: bytes, context: str) -> bytes:
        if len(secret) <= _MOST_DIRECT:
            return _DIRECT + await self._encrypt(secret, context)
        key, nonce = AESGCM.generate_key(256), os.urandom(12)
        wrapped = await self._encrypt(key, context)
        return _ENVELOPE + _joined(wrapped, nonce + AESGCM(key).encrypt(nonce, secret, context.encode()))

    async def unwrap(self, wrapped: bytes, context: str) -> bytes:
        blob, sealed = _parted(wrapped)
        body = {"CiphertextBlob": _text(blob), "EncryptionContext": {"holder": context}}
        found = _bytes(await self._ask("Decrypt", body), "Plaintext")
        if not sealed:
            return found
        try:
            return AESGCM(found).decrypt(sealed[:12], sealed[12:], context.encode())
        except (InvalidTag, ValueError):
            raise KeyRefused from None

    async def rewrap(self, wrapped: bytes, context: str) -> bytes | None:
        """KMS rotates what lies behind a key by itself; to another key it is moved inside KMS."""
        blob, sealed = _parted(wrapped)
        bound = {"holder": context}
        answer = await self._ask(
            "ReEncrypt",
            {
                "CiphertextBlob": _text(blob),
                "SourceEncryptionContext": bound,
                "DestinationKeyId": self._key,
                "DestinationEncryptionContext": bound,
            },
        )
        if answer.get("SourceKeyId") == answer.get("KeyId"):
            return None
        fresh = _bytes(answer, "CiphertextBlob")
        return _ENVELOPE + _joined(fresh, sealed) if sealed else _DIRECT + fresh

    async def _encrypt(self, secret: bytes, context: str) -> bytes:
        body = {"KeyId": self._key, "Plaintext": _text(secret), "EncryptionContext": {"holder": context}}
        return _bytes(await self._ask("Encrypt", body), "CiphertextBlob")

    async def _ask(self, action: str, body: dict[str, Any]) -> dict[str, Any]:
        content = json.dumps(body).encode()
        headers = signed_headers(
            self._credentials,
            region=self._region,
            service="kms",
            host=urlsplit(self._endpoint).netloc,
            headers={"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"TrentService.{action}"},
            body=content,
            at=self._now(),
        )
        try:
            answer = await call(
                self._client, "POST", self._endpoint, headers=headers, content=content, total_seconds=5
            )
            found = json.loads(answer.body) if answer.status == 200 else {}
        except (httpx.TransportError, AddressRefused, ValueError):
            raise KeyServiceUnavailable(retry_after=5) from None
        if answer.status in _OURS_TO_MEND:
            raise KeyRefused
        if answer.status != 200 or not isinstance(found, dict):
            raise KeyServiceUnavailable(retry_after=5)
        return found


def _joined(wrapped: bytes, sealed: bytes) -> bytes:
    return len(wrapped).to_bytes(4) + wrapped + sealed


def _parted(wrapped: bytes) -> tuple[bytes, bytes]:
    """What KMS wrapped, and what the key within it encrypts, if any."""
    if wrapped.startswith(_DIRECT):
        return wrapped[len(_DIRECT) :], b""
    if not wrapped.startswith(_ENVELOPE):
        raise KeyRefused
    rest = wrapped[len(_ENVELOPE) :]
    size = int.from_bytes(rest[:4])
    return rest[4 : 4 + size], rest[4 + size :]


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _bytes(answer: dict[str, Any], name: str) -> bytes:
    try:
        return base64.b64decode(answer[name], validate=True)
    except (KeyError, TypeError, ValueError):
        raise KeyServiceUnavailable(retry_after=5) from None
