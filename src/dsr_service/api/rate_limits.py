"""Rate limits: which bucket a call draws from, and the headers that tell a caller what is left in it."""

import asyncio
import ipaddress
import math
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Final, NamedTuple

from fastapi import FastAPI, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from dsr_service.api.middleware import add_header
from dsr_service.domain.errors import DsrError, Kind
from dsr_service.storage import rate_limits as storage

_WINDOW: Final = 60  # seconds in which a quota fills
_LEASE_SHARE: Final = 50  # a replica takes a fiftieth of the burst at a time: small quotas stay exact
_LEASE_SECONDS: Final = 1.0
_LEASE_TRUSTED: Final = 60.0  # a lease from further ahead is from before the clock was set back
_KEPT: Final = 10_000
_CLEAN_EVERY: Final = 1_000  # draws


class TooManyRequests(DsrError):
    code = "too_many_requests"
    kind = Kind.TOO_MANY
    title = "The quota is used up for now; Retry-After says when to come back."


@dataclass(frozen=True, slots=True)
class Quota:
    """A token bucket: `burst` tokens at most, filled again evenly over `window` seconds."""

    name: str
    burst: int
    window: int = _WINDOW

    @property
    def rate(self) -> float:
        return self.burst / self.window


class Granted(NamedTuple):
    """What the shared bucket gave, and what is left in it."""

    granted: int
    left: float


# One statement against the shared buckets: (key, tokens wanted, quota, now).
Draw = Callable[[bytes, int, Quota, datetime], Awaitable[Granted]]


@dataclass(slots=True)
class _Lease:
    tokens: int
    left: float
    until: float
    was_refused: bool


def shared_buckets(engine: AsyncEngine) -> Draw:
    """Buckets in PostgreSQL, for all replicas. Each draw commits by itself, before and apart from the operation:
    inside of it, one credential's calls would wait for each other, and a failed call would cost nothing.
    """
    alone = engine.execution_options(isolation_level="AUTOCOMMIT")
    draws = 0

    async def draw(key: bytes, wanted: int, quota: Quota, now: datetime) -> Granted:
        nonlocal draws
        draws += 1
        async with alone.connect() as connection:
            if draws % _CLEAN_EVERY == 0:
                await storage.forget_before(connection, now - timedelta(days=1))
            return Granted(
                *await storage.draw(connection, key, wanted, burst=quota.burst, rate=quota.rate, now=now)
            )

    return draw


def own_buckets() -> Draw:
    """Buckets of this process alone, for paths that must answer without the database."""
    buckets: OrderedDict[bytes, tuple[float, datetime]] = OrderedDict()

    async def draw(key: bytes, wanted: int, quota: Quota, now: datetime) -> Granted:
        tokens, at = buckets.pop(key, (float(quota.burst), now))
        tokens = min(quota.burst, tokens + max(0.0, (now - at).total_seconds()) * quota.rate)
        granted = min(wanted, int(tokens))
        buckets[key] = tokens - granted, max(at, now)
        if len(buckets) > _KEPT:
            buckets.popitem(last=False)
        return Granted(granted, tokens - granted)

    return draw


class RateLimiter:
    """Draws a token per call; busy keys draw a few at once, so that not every call asks the database.

    A lease only ever makes the limit tighter: tokens that a replica does not use within a second are lost.
    """

    def __init__(self, draw: Draw, secret: bytes, *, per_credential: int, per_address: int) -> None:
        self._draw = draw
        self._key = blake2b(b"dsr rate limit\x00" + secret, digest_size=32).digest()
        self._leases: dict[bytes, _Lease] = {}
        self._draws: dict[bytes, asyncio.Future[_Lease]] = {}
        self._known: OrderedDict[bytes, None] = OrderedDict()
        self.per_credential = Quota("credential", per_credential)
        self.per_address = Quota("address", per_address)

    async def admit(self, request: Request, credential: str, now: datetime) -> None:
        """One call with a credential: on its own quota once it has proved good, until then on the address's.

        So made-up credentials neither fill the table nor get a fresh quota each.
        """
        if self._digest(credential) in self._known:
            await self.take(request, "credential:" + credential, self.per_credential, now)
        else:
            await self.admit_address(request, now)

    def admit_at_once(self, request: Request, credential: str, now: datetime) -> bool:
        """One call with a credential that has proved good, if a token of it is at hand; else False."""
        if self._digest(credential) not in self._known:
            return False
        quota = self.per_credential
        lease = self._at_hand(self._bucket("credential:" + credential, quota), now)
        if lease is None:
            return False
        self._draw_from(lease, request, quota)
        return True

    async def admit_address(self, request: Request, now: datetime) -> None:
        """One call on a path that needs no credential."""
        await self.take(request, address_of(request), self.per_address, now)

    def proved(self, credential: str) -> None:
        """The credential has authenticated its caller: from now on it has a quota of its own."""
        self._known[self._digest(credential)] = None
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)

    async def take(self, request: Request, who: str, quota: Quota, now: datetime) -> None:
        """Let one call of `who` pass, or raise `TooManyRequests`; both ways the answer says what is left."""
        self._draw_from(await self._lease(self._bucket(who, quota), quota, now), request, quota)

    @staticmethod
    def _draw_from(lease: "_Lease", request: Request, quota: Quota) -> None:
        add_header(request, "ratelimit-policy", f'"{quota.name}";q={quota.burst};w={quota.window}')
        if lease.tokens < 1:
            wait = max(1, math.ceil((1 - lease.left) / quota.rate))
            add_header(request, "ratelimit", f'"{quota.name}";r=0;t={wait}')
            raise TooManyRequests(retry_after=wait)
        lease.tokens -= 1
        remaining = int(lease.left) + lease.tokens
        refill = math.ceil((quota.burst - remaining) / quota.rate)
        add_header(request, "ratelimit", f'"{quota.name}";r={remaining};t={refill}')

    async def _lease(self, key: bytes, quota: Quota, now: datetime) -> _Lease:
        """A lease with a token in it, or an empty one where the shared bucket is empty.

        Callers at the same instant wait for one draw together: each drawing for itself would waste tokens.
        """
        while True:
            lease = self._at_hand(key, now)
            if lease is not None:
                return lease
            drawing = self._draws.get(key)
            if drawing is None:
                drawing = self._draws[key] = asyncio.ensure_future(self._fill(key, quota, now))
                drawing.add_done_callback(lambda _: self._draws.pop(key, None))
            lease = await asyncio.shield(drawing)  # who hangs up does not cancel it for the others
            if lease.tokens >= 1 or lease.was_refused:
                return lease

    def _at_hand(self, key: bytes, now: datetime) -> _Lease | None:
        lease = self._leases.get(key)
        if lease is None or lease.tokens < 1 or not 0 < lease.until - now.timestamp() <= _LEASE_TRUSTED:
            return None
        return lease

    async def _fill(self, key: bytes, quota: Quota, now: datetime) -> _Lease:
        granted, left = await self._draw(key, max(1, quota.burst // _LEASE_SHARE), quota, now)
        moment = now.timestamp()
        lease = _Lease(granted, left, moment + _LEASE_SECONDS, was_refused=granted < 1)
        if len(self._leases) >= _KEPT:
            self._leases = {k: kept for k, kept in self._leases.items() if kept.until > moment}
        if len(self._leases) < _KEPT:
            self._leases[key] = lease
        return lease

    def _bucket(self, who: str, quota: Quota) -> bytes:
        # keyed, so that the table holds neither an address of a person (recital 30) nor a credential
        return self._digest(f"{quota.name}\x00{who}")

    def _digest(self, text: str) -> bytes:
        return blake2b(text.encode("utf-8", "replace"), key=self._key, digest_size=16).digest()


def install_public(app: FastAPI, *, per_address: int) -> None:
    """The limit of the paths that anybody may call: documentation, liveness."""
    app.state.public_rate_limiter = RateLimiter(
        own_buckets(), secrets.token_bytes(32), per_credential=per_address, per_address=per_address
    )


async def public_call(request: Request) -> None:
    """The dependency of a path that anybody may call."""
    limiter: RateLimiter = request.app.state.public_rate_limiter
    # only differences count here, so the loop's monotonic clock will do
    await limiter.admit_address(request, datetime.fromtimestamp(asyncio.get_running_loop().time(), UTC))


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
