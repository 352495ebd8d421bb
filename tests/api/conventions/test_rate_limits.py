"""Token buckets that replicas share: exact for small quotas, never exceeded, told in the headers."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from starlette.requests import Request

from dsr_service.api.rate_limits import Quota, RateLimiter, TooManyRequests, address_of, shared_buckets
from dsr_service.storage import rate_limits as storage

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
async def engine(database):
    engine = create_async_engine(database, pool_size=4, max_overflow=0)
    yield engine
    await engine.dispose()


def request(address="198.51.100.7"):
    return Request({"type": "http", "headers": [], "client": (address, 1) if address else None})


def limiter(engine, per_credential=5, per_address=3):
    return RateLimiter(
        shared_buckets(engine), b"secret", per_credential=per_credential, per_address=per_address
    )


def headers(of):
    return {name.decode(): value.decode() for name, value in of.scope["dsr.headers"]}


async def passed(limits, calls, now=NOW, quota=Quota("credential", 5), who="a"):  # noqa: B008 frozen
    async def one():
        try:
            await limits.take(request(), who, quota, now)
        except TooManyRequests:
            return False
        return True

    return sum(await asyncio.gather(*(one() for _ in range(calls))))


async def test_the_quota_is_exact_and_refills_evenly(engine):
    limits = limiter(engine)
    assert await passed(limits, 9) == 5
    assert await passed(limits, 9, NOW + timedelta(seconds=11)) == 0
    assert await passed(limits, 9, NOW + timedelta(seconds=12)) == 1
    assert await passed(limits, 9, NOW + timedelta(seconds=36)) == 2
    assert await passed(limits, 9, NOW + timedelta(days=1)) == 5
    assert await passed(limits, 2, NOW + timedelta(days=1), who="b") == 2


@pytest.mark.parametrize("burst", [7, 500])
async def test_replicas_share_one_bucket_and_never_exceed_it(engine, burst):
    replicas = [limiter(engine) for _ in range(4)]
    quota = Quota("credential", burst)
    counts = await asyncio.gather(*(passed(replica, burst, quota=quota) for replica in replicas))
    assert sum(counts) <= burst
    assert sum(counts) >= burst - len(replicas) * (burst // 50)


async def test_a_clock_that_lags_takes_nothing_back(engine):
    assert await passed(limiter(engine), 5) == 5
    assert await passed(limiter(engine), 5, NOW - timedelta(hours=1)) == 0
    assert await passed(limiter(engine), 5, NOW + timedelta(seconds=12)) == 1


async def test_the_headers_tell_what_is_left(engine):
    limits = limiter(engine)
    first = request()
    limits.proved("key")
    await limits.admit(first, "key", NOW)
    assert headers(first) == {
        "ratelimit-policy": '"credential";q=5;w=60',
        "ratelimit": '"credential";r=4;t=12',
    }
    for _ in range(4):
        await limits.admit(request(), "key", NOW)
    last = request()
    with pytest.raises(TooManyRequests) as refused:
        await limits.admit(last, "key", NOW)
    assert refused.value.retry_after == 12
    assert headers(last)["ratelimit"] == '"credential";r=0;t=12'
    assert re.fullmatch(r'"[a-z]+";q=\d+;w=\d+', headers(last)["ratelimit-policy"])


async def test_a_busy_key_asks_the_database_a_few_times_only(engine):
    asked = 0
    shared = shared_buckets(engine)

    async def counted(*arguments):
        nonlocal asked
        asked += 1
        return await shared(*arguments)

    limits = RateLimiter(counted, b"secret", per_credential=1, per_address=1)
    quota = Quota("credential", 5000)
    for _ in range(1000):
        await limits.take(request(), "a", quota, NOW)
    assert asked == 10


async def test_made_up_credentials_share_their_addresss_quota(engine):
    limits = limiter(engine)
    for number in range(3):
        await limits.admit(request(), f"made-up-{number}", NOW)
    with pytest.raises(TooManyRequests):
        await limits.admit(request(), "made-up-4", NOW)
    await limits.admit(request("203.0.113.9"), "made-up-5", NOW)
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM rate_limits")) == 2
        stored = await connection.scalar(
            text("SELECT string_agg(encode(key, 'escape'), '') FROM rate_limits")
        )
    assert "198" not in stored


async def test_full_buckets_are_forgotten(engine):
    await passed(limiter(engine), 1)
    async with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        await storage.forget_before(connection, NOW)
        assert await connection.scalar(text("SELECT count(*) FROM rate_limits")) == 1
        await storage.forget_before(connection, NOW + timedelta(seconds=1))
        assert await connection.scalar(text("SELECT count(*) FROM rate_limits")) == 0


@pytest.mark.parametrize(
    ("address", "who"),
    [
        ("198.51.100.7", "address:198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "address:2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "address:2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "address:198.51.100.7"),
        ("testclient", "address:unknown"),
        (None, "address:unknown"),
    ],
)
def test_one_household_is_one_address(address, who):
    assert address_of(request(address)) == who
