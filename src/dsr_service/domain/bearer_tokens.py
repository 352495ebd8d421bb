"""Access tokens of an identity provider: what one must say to be believed, and which role it gives.

RFC 9068 and RFC 8725: of the expected issuer, for us, in time, an access token and no other kind. The signature is
checked elsewhere; here are the claims.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from dsr_service.domain.actors import Actor, Role

ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
)
ROLES: Final = (Role.DPO, Role.STAFF, Role.AUDITOR)  # of people; the widest that a token gives counts
_ACCESS_TYPES: Final = frozenset({"at+jwt", "application/at+jwt"})
_PLAIN_TYPES: Final = frozenset({"jwt", "application/jwt"})  # of providers older than RFC 9068
_FOREIGN_KEYS: Final = frozenset(
    {"jku", "jwk", "x5u", "x5c", "crit", "b64"}
)  # the token would choose its own key
_OF_OTHER_TOKENS: Final = frozenset({"at_hash", "c_hash", "s_hash", "events"})  # ID and logout tokens
_OTHER_KINDS: Final = frozenset({"id", "refresh", "logout", "offline"})


@dataclass(frozen=True, slots=True)
class Provider:
    """Whom we believe, for whom its tokens must be, and what its role names mean here."""

    issuer: str
    audience: str
    roles: Mapping[str, Role]  # a value of the claim -> the role here
    roles_claim: str = "roles"  # dots lead into objects: realm_access.roles
    jwks_url: str | None = None  # None: as the provider's discovery document says
    clients: frozenset[str] = frozenset()  # to which client (azp) the token must be given; empty: any
    algorithms: tuple[str, ...] = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")
    leeway: timedelta = timedelta(seconds=60)
    longest: timedelta = timedelta(hours=2)  # a dismissed colleague's token opens nothing after so long


@dataclass(frozen=True, slots=True)
class Believed:
    """Who a token is about, and the role that it gives, if any."""

    issuer: str
    subject: str
    role: Role | None


def header_fits(header: Mapping[str, Any], provider: Provider) -> bool:
    """Whether a token's header asks for no more than we grant: an algorithm of ours, and the provider's keys."""
    kind = header.get("typ", "JWT")
    return (
        header.get("alg") in provider.algorithms
        and not _FOREIGN_KEYS & header.keys()
        and isinstance(kind, str)
        and kind.lower() in _ACCESS_TYPES | _PLAIN_TYPES
        and isinstance(header.get("kid", ""), str)
    )


def judge(
    header: Mapping[str, Any], claims: Mapping[str, Any], provider: Provider, now: datetime
) -> Believed | None:
    """Whom to believe the token to be about; None when it is not for us, not in time, or no access token."""
    subject = claims.get("sub")
    fits = (
        claims.get("iss") == provider.issuer
        and provider.audience in _texts(claims.get("aud"))
        and isinstance(subject, str)
        and 0 < len(subject) <= 255
        and _in_time(claims, provider, now)
        and _is_access_token(header, claims)
        and (not provider.clients or _client(claims) in provider.clients)
    )
    if not fits:
        return None
    given = {
        provider.roles[name]
        for name in _texts(_within(claims, provider.roles_claim))
        if name in provider.roles
    }
    return Believed(
        provider.issuer,
        str(subject),
        next((role for role in ROLES if role in given), None),
    )


def actor_of(believed: Believed, role: Role, key: bytes) -> Actor:
    """The person as the audit log knows it: stable, and without the name or address that a `sub` may be."""
    about = f"{believed.issuer}\0{believed.subject}".encode()
    return Actor(role, f"oidc:{hmac.digest(key, about, hashlib.sha256).hex()[:32]}", "oidc")


def _in_time(claims: Mapping[str, Any], provider: Provider, now: datetime) -> bool:
    ends, made, begins = (_instant(claims.get(name)) for name in ("exp", "iat", "nbf"))
    if ends is None or ends + provider.leeway <= now or ("nbf" in claims and begins is None):
        return False
    if made is None or made - provider.leeway > now or now - made > provider.longest + provider.leeway:
        return False
    return begins is None or begins - provider.leeway <= now


def _is_access_token(header: Mapping[str, Any], claims: Mapping[str, Any]) -> bool:
    """An ID token is signed by the same keys, and shows who signed in somewhere else (RFC 8725, 3.11)."""
    kinds = {str(claims.get(name, "")).lower() for name in ("typ", "token_use")}
    if _OF_OTHER_TOKENS & claims.keys() or kinds & _OTHER_KINDS:
        return False
    return str(header.get("typ", "")).lower() in _ACCESS_TYPES or "nonce" not in claims


def _client(claims: Mapping[str, Any]) -> str | None:
    """RFC 9068's name, OpenID Connect's, and that of some providers."""
    found = next((claims[name] for name in ("client_id", "azp", "appid", "cid") if name in claims), None)
    return found if isinstance(found, str) else None


def _within(claims: Mapping[str, Any], path: str) -> Any:
    """The claim of that very name, or the one that the dots lead to."""
    if path in claims:
        return claims[path]
    value: Any = claims
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _texts(value: Any) -> Sequence[str]:
    if isinstance(value, str):
        return [value]
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _instant(value: Any) -> datetime | None:
    """A NumericDate; what is no sensible instant is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e11:
        return None
    return _EPOCH + timedelta(seconds=value)


_EPOCH: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
