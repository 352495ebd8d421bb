"""Puts a random world's rows into a database of each kind, with its constraints, and reads all of them again."""

import datetime as dt
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.ext.asyncio import create_async_engine

from erasure_world import World


def _ordered(world: World, table: str, rows: Iterable[Any]) -> list[dict[str, Any]]:
    return sorted((world.told(table, row) for row in rows), key=lambda row: row["id"])


def fill_sqlite(world: World, path: Path) -> None:
    with sqlite3.connect(path) as connection:
        for statement in world.ddl():
            connection.execute(statement)
        for table, rows in world.rows.items():
            for row in (world.stored(table, row) for row in rows):
                marks = ", ".join("?" for _ in row)
                values = [v.isoformat() if isinstance(v, dt.date) else v for v in row.values()]
                connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", values)
    connection.close()


def dump_sqlite(world: World, path: Path):
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    found = {
        t.name: _ordered(world, t.name, [dict(r) for r in connection.execute(f"SELECT * FROM {t.name}")])
        for t in world.tables
    }
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.close()
    assert broken == []
    return found


async def fill_postgres(world: World, dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        for statement in world.ddl(keys=False):
            await connection.execute(statement)
        for table, rows in world.rows.items():
            for row in (world.stored(table, row) for row in rows):
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
            t.name: _ordered(world, t.name, await connection.fetch(f"SELECT * FROM {t.name}"))
            for t in world.tables
        }
    finally:
        await connection.close()


async def fill_mariadb(world: World, url: str) -> None:
    engine = create_async_engine(url.replace("mysql://", "mysql+aiomysql://"))
    try:
        async with engine.begin() as connection:
            await connection.exec_driver_sql("SET foreign_key_checks = 0")
            for table in (await connection.exec_driver_sql("SHOW TABLES")).scalars().all():
                await connection.exec_driver_sql(f"DROP TABLE {table}")
            await connection.exec_driver_sql("SET foreign_key_checks = 1")
            for statement in world.ddl(keys=False):
                await connection.exec_driver_sql(statement.replace("%", "%%"))
            for table, rows in world.rows.items():
                for row in (world.stored(table, row) for row in rows):
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
                rows = await connection.exec_driver_sql(f"SELECT * FROM {table.name}")
                found[table.name] = _ordered(world, table.name, rows.mappings().all())
            return found
    finally:
        await engine.dispose()
