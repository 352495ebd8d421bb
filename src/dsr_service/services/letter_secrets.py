"""Codes and links on their way into a letter: sealed for as long as they wait, bound to that letter alone."""

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


class LetterSecretsUnreadable(DsrError):
    code = "letter_secrets_unreadable"
    kind = Kind.GONE
    title = "The code or link of this letter was sealed with another secret key."


def seal(key: bytes, message_id: UUID, secrets: Mapping[str, str]) -> bytes:
    """Opened again only with this key and for this letter."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, json.dumps(dict(secrets)).encode(), message_id.bytes)


def unseal(key: bytes, message_id: UUID, sealed: bytes) -> dict[str, str]:
    """Raises LetterSecretsUnreadable."""
    try:
        opened = AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], message_id.bytes)
    except InvalidTag:
        raise LetterSecretsUnreadable from None
    return {str(name): str(value) for name, value in json.loads(opened).items()}


def masked(secrets: Mapping[str, str]) -> dict[str, str]:
    """What stands in the copy that is kept."""
    return dict.fromkeys(secrets, MASK)
