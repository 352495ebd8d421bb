"""The signing keys of one identity provider: kept for a while, and asked for anew at a bounded rate."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any, Final

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key

from dsr_service.adapters.outbound_addresses import AddressRefused
from dsr_service.adapters.outbound_http import call
from dsr_service.domain.bearer_tokens import Provider
from dsr_service.services.ports.bearer_tokens import IdentityProviderUnavailable

PublicKey = RSAKey | ECKey | OKPKey

_FRESH: Final = 600.0  # seconds until the keys are asked for anew
_KEPT: Final = 12 * 3600.0  # how long they are believed while the provider is away
_APART: Final = 30.0  # between two attempts, so that made-up key ids don't become calls to the provider
_MOST_BYTES: Final = 256 * 1024
_MOST_KEYS: Final = 50
_LEAST_RSA_BITS: Final = 2048


class ProviderKeys:
    """Public keys by their id. `elapsed` counts seconds."""

    def __init__(
        self, provider: Provider, client: httpx.AsyncClient, elapsed: Callable[[], float] = time.monotonic
    ) -> None:
        self._provider = provider
        self._client = client
        self._elapsed = elapsed
        self._keys: list[tuple[str | None, PublicKey]] = []
        self._fetched: float | None = None
        self._tried: float | None = None
        self._fetching = asyncio.Lock()

    async def find(self, kid: str | None) -> PublicKey | None:
        """The key of that id; without an id the only one. Raises IdentityProviderUnavailable."""
        if self._age() > _FRESH:
            await self._renew()
        if self._age() > _KEPT:
            raise IdentityProviderUnavailable(retry_after=int(_APART))
        found = self._known(kid)
        if found is None:  # rotated since?
            await self._renew()
            found = self._known(kid)
        return found

    def _known(self, kid: str | None) -> PublicKey | None:
        if kid is None:
            return self._keys[0][1] if len(self._keys) == 1 else None
        return next((key for name, key in self._keys if name == kid), None)

    def _age(self) -> float:
        return float("inf") if self._fetched is None else self._elapsed() - self._fetched

    async def _renew(self) -> None:
        """Ask the provider, unless that was just done; a failure leaves what is kept."""
        before = self._tried
        async with self._fetching:
            if self._tried != before:
                return  # somebody else asked while we waited
            if before is not None and self._elapsed() - before < _APART:
                return
            self._tried = self._elapsed()
            try:
                keys = _keys_in(await self._get(await self._url()))
            except (httpx.TransportError, AddressRefused, ValueError):
                return
            if keys:
                self._keys, self._fetched = keys, self._elapsed()

    async def _url(self) -> str:
        if self._provider.jwks_url:
            return self._provider.jwks_url
        told = await self._get(f"{self._provider.issuer.rstrip('/')}/.well-known/openid-configuration")
        url = told.get("jwks_uri")
        if told.get("issuer") != self._provider.issuer or not isinstance(url, str):
            raise ValueError("the discovery document is of another issuer, or names no keys")
        return url

    async def _get(self, url: str) -> dict[str, Any]:
        """Raises ValueError for all that is no JSON object."""
        answer = await call(
            self._client,
            "GET",
            url,
            headers={"Accept": "application/json"},
            total_seconds=5,
            most_bytes=_MOST_BYTES,
        )
        if answer.status != 200 or answer.cut:
            raise ValueError("no answer that can be used")
        try:
            found = json.loads(answer.body)
        except RecursionError:
            raise ValueError("nested too deep") from None
        if not isinstance(found, dict):
            raise ValueError("no object")  # noqa: TRY004 - one error for all that is wrong with an answer
        return found


def _keys_in(document: dict[str, Any]) -> list[tuple[str | None, PublicKey]]:
    """The keys that sign. Shared secrets, keys for encryption and weak ones are stepped over."""
    listed = document.get("keys")
    if not isinstance(listed, list):
        raise ValueError("no list of keys")  # noqa: TRY004 - as above
    found: list[tuple[str | None, PublicKey]] = []
    for given in listed[:_MOST_KEYS]:
        if (
            not isinstance(given, dict)
            or given.get("use", "sig") != "sig"
            or given.get("kty") not in {"RSA", "EC", "OKP"}
        ):
            continue
        kid = given.get("kid")
        try:
            key = import_key({name: value for name, value in given.items() if name in _PUBLIC_PARTS})
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        strong = not isinstance(key, RSAKey) or key.raw_value.key_size >= _LEAST_RSA_BITS
        if isinstance(key, RSAKey | ECKey | OKPKey) and strong and (kid is None or isinstance(kid, str)):
            found.append((kid, key))
    return found


_PUBLIC_PARTS: Final = frozenset({"kty", "alg", "n", "e", "crv", "x", "y"})
