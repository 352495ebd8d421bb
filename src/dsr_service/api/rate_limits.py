"""Rate limits: which bucket a call draws from, and the headers that tell a caller what is left in it."""

import ipaddress
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Final, NamedTuple

from starlette.requests import Request

from dsr_service.api.middleware import add_header
from dsr_service.domain.errors import DsrError, Kind


class TooManyRequests(DsrError):
    code = "too_many_requests"
    kind = Kind.TOO_MANY
    title = "The quota is used up for now; Retry-After says when to come back."


@dataclass(frozen=True, slots=True)
class Quota:
    """A token bucket: `burst` tokens at most, filled again evenly over `window` seconds."""

    name: str
    burst: int
    window: int

    @property
    def rate(self) -> float:
        return self.burst / self.window


class Granted(NamedTuple):
    """What the shared bucket gave, and what is left in it."""

    granted: int
    left: float


# One statement against the shared buckets: (key, tokens wanted, quota, now).
Draw = Callable[[bytes, int, Quota, datetime], Awaitable[Granted]]

_LEASE_SHARE: Final = 50  # a replica takes a fiftieth of the burst at a time: small quotas stay exact
_LEASE_SECONDS: Final = 1.0
_LEASES_KEPT: Final = 10_000


@dataclass(slots=True)
class _Lease:
    tokens: int
    left: float
    until: float


class RateLimiter:
    """Draws a token per call; busy keys draw a few at once, so that not every call asks the database.

    A lease only ever makes the limit tighter: tokens that a replica does not use within a second are lost.
    """

    def __init__(self, draw: Draw, secret: bytes) -> None:
        self._draw = draw
        self._key = blake2b(b"dsr rate limit\x00" + secret, digest_size=32).digest()
        self._leases: dict[bytes, _Lease] = {}

    async def take(self, request: Request, who: str, quota: Quota, now: datetime) -> None:
        """Let one call of `who` pass, or raise `TooManyRequests`; both ways the answer says what is left."""
        key = self._bucket(who, quota)
        moment = now.timestamp()
        lease = self._leases.get(key)
        if lease is None or lease.tokens < 1 or not lease.until - _LEASE_SECONDS <= moment < lease.until:
            granted = await self._draw(key, max(1, quota.burst // _LEASE_SHARE), quota, now)
            lease = self._remember(
                key, _Lease(granted.granted, granted.left, moment + _LEASE_SECONDS), moment
            )
        add_header(request, "ratelimit-policy", f'"{quota.name}";q={quota.burst};w={quota.window}')
        if lease.tokens < 1:
            wait = max(1, math.ceil((1 - lease.left) / quota.rate))
            add_header(request, "ratelimit", f'"{quota.name}";r=0;t={wait}')
            raise TooManyRequests(retry_after=wait)
        lease.tokens -= 1
        remaining = int(lease.left) + lease.tokens
        refill = math.ceil((quota.burst - remaining) / quota.rate)
        add_header(request, "ratelimit", f'"{quota.name}";r={remaining};t={refill}')

    def _remember(self, key: bytes, lease: _Lease, moment: float) -> _Lease:
        if len(self._leases) >= _LEASES_KEPT:
            self._leases = {k: kept for k, kept in self._leases.items() if kept.until > moment}
        if len(self._leases) < _LEASES_KEPT:
            self._leases[key] = lease
        return lease

    def _bucket(self, who: str, quota: Quota) -> bytes:
        # keyed, so that the table holds no address of a person (recital 30)
        return blake2b(f"{quota.name}\x00{who}".encode(), key=self._key, digest_size=16).digest()


def address_of(request: Request) -> str:
    """Whom to count a call without credential to: the address, an IPv6 network of one household as one."""
    client = request.client
    try:
        address = ipaddress.ip_address(client.host if client else "")
    except ValueError:
        return "address:unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return f"address:{address.ipv4_mapped}"
        return f"address:{ipaddress.ip_network((address, 64), strict=False).network_address}/64"
    return f"address:{address}"
