"""Bearer tokens of OpenID Connect providers: signature by the provider's keys, claims by our rules."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx
from joserfc import jws
from joserfc.errors import JoseError

from dsr_service.adapters.oidc_keys import ProviderKeys
from dsr_service.domain import bearer_tokens as rules
from dsr_service.domain.actors import Actor
from dsr_service.domain.bearer_tokens import Provider
from dsr_service.domain.errors import Forbidden


class OidcTokens:
    """A `BearerTokens` over the configured providers; `key` makes stable ids of their subjects."""

    def __init__(
        self,
        providers: Sequence[Provider],
        client: httpx.AsyncClient,
        key: bytes,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._providers = {provider.issuer: provider for provider in providers}
        self._keys = {provider.issuer: ProviderKeys(provider, client, elapsed) for provider in providers}
        self._key = key

    async def actor_of(self, token: str, now: datetime) -> Actor | None:
        parts = _read(token)
        if parts is None:
            return None
        header, claims = parts
        issuer = claims.get("iss")
        provider = self._providers.get(issuer) if isinstance(issuer, str) else None
        if provider is None or not rules.header_fits(header, provider):
            return None
        # Before the signature, so that a token that is of no use anyway costs no look-up of keys.
        believed = rules.judge(header, claims, provider, now)
        if believed is None:
            return None
        public = await self._keys[provider.issuer].find(header.get("kid"))
        if public is None:
            return None
        try:
            jws.deserialize_compact(token, public, registry=_registry(provider))
        except (JoseError, ValueError, TypeError):
            return None
        if believed.role is None:
            raise Forbidden("This account has no role in this service.")
        return rules.actor_of(believed, believed.role, self._key)


def _registry(provider: Provider) -> jws.JWSRegistry:
    """Lenient on names of the header: those that would choose the key were refused before."""
    return jws.JWSRegistry(algorithms=list(provider.algorithms), strict_check_header=False)


def _read(token: str) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """Header and claims, not believed yet."""
    try:
        read = jws.extract_compact(token.encode(), registry=jws.JWSRegistry())
        claims = json.loads(read.payload, object_pairs_hook=_once, parse_constant=_refuse)
    except (JoseError, ValueError, TypeError, RecursionError):
        return None
    header = read.headers()
    return (header, claims) if isinstance(header, dict) and isinstance(claims, dict) else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A claim that is said twice says two things to two readers."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name appears twice")
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
