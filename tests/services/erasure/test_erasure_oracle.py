"""Random schemas and data: after an erasure nothing of the subject is left, and nothing of others has changed."""

import asyncio
import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from dsr_service.adapters.data_sources.erasing import SqlEraser
from dsr_service.adapters.data_sources.registry import data_sources
from dsr_service.adapters.visited_keys import SpillingKeyStore
from dsr_service.domain.erasure.retention_rules import RetentionRules
from dsr_service.formats.data_map_yaml import read_data_map
from dsr_service.services.erasure.execution import execute, read_again
from dsr_service.services.erasure.planning import prepare
from dsr_service.services.erasure.reading import Task, read
from erasure_stores import dump_mariadb, dump_postgres, dump_sqlite, fill_mariadb, fill_postgres, fill_sqlite
from erasure_world import SUBJECT, World, judge, worlds
from walking import mariadb_store

QUICK = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))


async def erase(world: World, url: str):
    data_map = read_data_map(world.data_map().encode())
    sources = data_sources(data_map, {"shop": url})
    erasers = {"shop": SqlEraser(url)}
    task = Task(data_map, {"email": [SUBJECT]}, None, RetentionRules(), dt.date(2026, 11, 1))
    try:
        found = await read(task, sources, erasers, SpillingKeyStore())
        prepared = await prepare(found, erasers, b"k" * 32)
        if prepared.plan.blocked:
            return prepared, False
        assert await execute(prepared, erasers), prepared.plan.blocked
        _, proved = await read_again(task, sources, prepared, SpillingKeyStore())
        assert proved
        return prepared, True
    finally:
        for source in sources.values():
            await source.close()
        await erasers["shop"].close()


def check_on_sqlite(world: World) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.db"
        fill_sqlite(world, path)
        prepared, done = asyncio.run(erase(world, f"sqlite:///{path}"))
        after = dump_sqlite(world, path)
        if done:
            judge(world, after)
        else:
            assert after == {t.name: world.rows[t.name] for t in world.tables}
            assert prepared.plan.blocked
        return done


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
            judge(world, after)
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
    @settings(MANY, max_examples=500)
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
            judge(world, after)
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
