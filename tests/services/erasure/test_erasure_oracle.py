"""Random schemas and data: after an erasure nothing of the subject is left, and nothing of others has changed."""

import asyncio
import datetime as dt
import sqlite3
import tempfile
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy.ext.asyncio import create_async_engine

from dsr_service.adapters.data_sources.erasing import SqlEraser
from dsr_service.adapters.data_sources.registry import data_sources
from dsr_service.adapters.visited_keys import SpillingKeyStore
from dsr_service.domain.retention_rules import RetentionRules
from dsr_service.formats.data_map_yaml import read_data_map
from dsr_service.services.erasure.execution import execute, read_again
from dsr_service.services.erasure.planning import prepare
from dsr_service.services.erasure.reading import Task, read
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


def fill(world: World, path: Path) -> None:
    with sqlite3.connect(path) as connection:
        for statement in world.ddl():
            connection.execute(statement)
        for table, rows in world.rows.items():
            for row in rows:
                marks = ", ".join("?" for _ in row)
                connection.execute(
                    f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values())
                )
    connection.close()


def dump(world: World, path: Path):
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    found = {
        t.name: [dict(row) for row in connection.execute(f"SELECT * FROM {t.name}")] for t in world.tables
    }
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.close()
    assert broken == []
    return found


def check_on_sqlite(world: World) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.db"
        fill(world, path)
        prepared, done = asyncio.run(erase(world, f"sqlite:///{path}"))
        after = dump(world, path)
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


async def fill_postgres(world: World, dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        bare = World(world.tables, [replace(edge, declared=False) for edge in world.edges])
        for statement in bare.ddl():
            await connection.execute(statement)
        for table, rows in world.rows.items():
            for row in rows:
                marks = ", ".join(f"${number}" for number in range(1, len(row) + 1))
                await connection.execute(
                    f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", *row.values()
                )
        for statement in world.foreign_keys():
            await connection.execute(statement)
    finally:
        await connection.close()


async def dump_postgres(world: World, dsn: str):
    connection = await asyncpg.connect(dsn)
    try:
        return {
            t.name: [dict(row) for row in await connection.fetch(f"SELECT * FROM {t.name} ORDER BY id")]
            for t in world.tables
        }
    finally:
        await connection.close()


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
def test_many_on_postgres(dsn):
    @settings(MANY, max_examples=500)
    @given(worlds())
    def every(world):
        check_on_postgres(world, dsn)

    every()


async def fill_mariadb(world: World, url: str) -> None:
    engine = create_async_engine(url.replace("mysql://", "mysql+aiomysql://"))
    try:
        async with engine.begin() as connection:
            await connection.exec_driver_sql("SET foreign_key_checks = 0")
            for table in (await connection.exec_driver_sql("SHOW TABLES")).scalars().all():
                await connection.exec_driver_sql(f"DROP TABLE {table}")
            await connection.exec_driver_sql("SET foreign_key_checks = 1")
            bare = World(world.tables, [replace(edge, declared=False) for edge in world.edges])
            for statement in bare.ddl():
                await connection.exec_driver_sql(statement)
            for table, rows in world.rows.items():
                for row in rows:
                    marks = ", ".join("%s" for _ in row)
                    insert = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"
                    await connection.exec_driver_sql(insert, tuple(row.values()))
            for statement in world.foreign_keys():
                await connection.exec_driver_sql(statement)
    finally:
        await engine.dispose()


async def dump_mariadb(world: World, url: str):
    engine = create_async_engine(url.replace("mysql://", "mysql+aiomysql://"))
    try:
        async with engine.connect() as connection:
            found = {}
            for table in world.tables:
                rows = await connection.exec_driver_sql(f"SELECT * FROM {table.name} ORDER BY id")
                found[table.name] = [dict(row) for row in rows.mappings()]
            return found
    finally:
        await engine.dispose()


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
@pytest.mark.mariadb
def test_many_on_mariadb(mariadb_url):
    @settings(MANY, max_examples=200)
    @given(worlds())
    def every(world):
        check_on_mariadb(world, mariadb_url)

    every()
