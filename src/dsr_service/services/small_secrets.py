"""Small secrets in rows, sealed and bound to their row: codes and links of letters that wait, webhooks' secrets."""

import json
import os
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dsr_service.domain.errors import DsrError, Kind

MASK: Final = "••••••"
_NONCE: Final = 12


class SecretsUnreadable(DsrError):
    code = "secrets_unreadable"
    kind = Kind.GONE
    title = "These secrets were sealed with another secret key."


def seal(key: bytes, row_id: UUID, secrets: Mapping[str, str]) -> bytes:
    """Opened again only with this key and for this row."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, json.dumps(dict(secrets)).encode(), row_id.bytes)


def unseal(key: bytes, row_id: UUID, sealed: bytes) -> dict[str, str]:
    """Raises SecretsUnreadable."""
    try:
        opened = AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], row_id.bytes)
    except InvalidTag:
        raise SecretsUnreadable from None
    return {str(name): str(value) for name, value in json.loads(opened).items()}


def masked(secrets: Mapping[str, str]) -> dict[str, str]:
    """What stands in the copy that is kept."""
    return dict.fromkeys(secrets, MASK)
