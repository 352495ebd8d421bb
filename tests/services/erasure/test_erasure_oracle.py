"""Random schemas, data and laws: of the subject only what the plan keeps is left, of others everything."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings

from erasure_draws import worlds
from erasure_judge import judge
from erasure_runs import check_on_sqlite, erase
from erasure_stores import dump_mariadb, dump_postgres, fill_mariadb, fill_postgres
from erasure_world import World
from walking import mariadb_store

QUICK = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(worlds())
def test_on_sqlite(world):
    check_on_sqlite(world)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@MANY
@given(worlds())
def test_thousands_on_sqlite(world):
    check_on_sqlite(world)


def check_on_postgres(world: World, dsn: str) -> None:
    async def run() -> None:
        await fill_postgres(world, dsn)
        prepared, done = await erase(world, dsn)
        after = await dump_postgres(world, dsn)
        if done:
            judge(world, after, prepared.plan.as_json()["items"])
        else:
            assert after == world.rows
            assert prepared.plan.blocked

    asyncio.run(run())


@pytest.fixture
def dsn(empty_database):
    return empty_database.replace("postgresql+asyncpg", "postgresql")


def test_on_postgres(dsn):
    @settings(QUICK, max_examples=8)
    @given(worlds())
    def every(world):
        check_on_postgres(world, dsn)

    every()


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_many_on_postgres(dsn):
    @settings(MANY, max_examples=2000)
    @given(worlds())
    def every(world):
        check_on_postgres(world, dsn)

    every()


def check_on_mariadb(world: World, url: str) -> None:
    async def run() -> None:
        await fill_mariadb(world, url)
        prepared, done = await erase(world, url)
        after = await dump_mariadb(world, url)
        if done:
            judge(world, after, prepared.plan.as_json()["items"])
        else:
            assert after == world.rows
            assert prepared.plan.blocked

    asyncio.run(run())


@pytest.fixture
def mariadb_url():
    with mariadb_store() as store:
        yield store.url


@pytest.mark.mariadb
def test_on_mariadb(mariadb_url):
    @settings(QUICK, max_examples=6)
    @given(worlds())
    def every(world):
        check_on_mariadb(world, mariadb_url)

    every()


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.mariadb
def test_many_on_mariadb(mariadb_url):
    @settings(MANY, max_examples=200)
    @given(worlds())
    def every(world):
        check_on_mariadb(world, mariadb_url)

    every()
