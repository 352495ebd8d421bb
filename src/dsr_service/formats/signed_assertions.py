"""Assertions as compact JWS: the key id in the header, and the claims once the signature holds."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any, Final, cast

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OctKey, RSAKey

from dsr_service.domain.identity.assertions import MAX_LENGTH, Algorithm, AssertionRefused

# A header could name a key of the sender's own, or where to fetch one: neither is ever looked at (RFC 8725, 3.10).
_FOREIGN_KEYS: Final = frozenset({"jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "crit"})
_PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_PUBLIC: Final = frozenset({"kty", "crv", "x", "y", "n", "e"})
_KEY_TYPES: Final[Mapping[Algorithm, tuple[type[Any], str | None]]] = {
    Algorithm.ES256: (ECKey, "P-256"),
    Algorithm.ES384: (ECKey, "P-384"),
    Algorithm.RS256: (RSAKey, None),
    Algorithm.PS256: (RSAKey, None),
}


class KeyRefused(ValueError):
    """The public key can't be used with the algorithm; the text is fixed and may be shown."""


def public_key(algorithm: Algorithm, jwk: Mapping[str, Any]) -> dict[str, str]:
    """The public part of a JWK, checked. Raises KeyRefused."""
    if algorithm is Algorithm.HS256:
        raise KeyRefused("A key for HS256 is made by the service, not brought along.")
    if _PRIVATE & set(jwk):
        raise KeyRefused("This is a private key; keep it to yourself and make another.")
    kind, curve = _KEY_TYPES[algorithm]
    try:
        key = kind.import_key(dict(jwk))
        public = cast(dict[str, str], key.as_dict(private=False))
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise KeyRefused("This is no public key of the algorithm's kind.") from error
    if curve is not None and public.get("crv") != curve:
        raise KeyRefused(f"{algorithm} wants a key on {curve}.")
    if kind is RSAKey and len(_bytes(public["n"])) < 256:
        raise KeyRefused("An RSA key has 2048 bits at least.")
    return {name: value for name, value in public.items() if name in _PUBLIC}


def shared_secret(root: bytes, key_id: str) -> bytes:
    """The secret of an HS256 key: derived, so that it lies in no table and no backup."""
    return hmac.digest(root, f"assertion key/{key_id}".encode(), hashlib.sha256)


def key_id_of(token: str) -> str:
    """Which registered key the token claims to be signed with. Raises AssertionRefused."""
    if len(token) > MAX_LENGTH or token.count(".") != 2 or not token.isascii():
        raise AssertionRefused("malformed", "This is no compact JWS.")
    try:
        header = json.loads(_bytes(token.partition(".")[0]), object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        raise AssertionRefused("malformed", "This is no compact JWS.") from None
    if not isinstance(header, dict) or _FOREIGN_KEYS & set(header):
        raise AssertionRefused("header", "The header brings a key along, or asks for an extension.")
    key_id = header.get("kid")
    if not isinstance(key_id, str):
        raise AssertionRefused("key", "The header names no registered key (`kid`).")
    return key_id


def claims_of(
    token: str, algorithm: Algorithm, jwk: Mapping[str, Any] | None, secret: bytes
) -> Mapping[str, Any]:
    """The claims if the signature holds under that key and that algorithm alone. Raises AssertionRefused."""
    key: Key
    if algorithm is Algorithm.HS256:
        key = OctKey.import_key(secret)
    else:
        key = _KEY_TYPES[algorithm][0].import_key(dict(jwk or {}))
    try:
        token_read = jwt.decode(token, key, algorithms=[algorithm.value], decoder_cls=_Strict)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise AssertionRefused("signature", "The signature does not hold.") from error
    return token_read.claims


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


class _Strict(json.JSONDecoder):
    def __init__(self) -> None:
        super().__init__(object_pairs_hook=_unique)
