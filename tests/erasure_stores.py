"""Puts a random world's rows into a database of each kind, with its constraints, and reads all of them again."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import asyncpg
from sqlalchemy.ext.asyncio import create_async_engine

from erasure_world import World


def fill_sqlite(world: World, path: Path) -> None:
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


def dump_sqlite(world: World, path: Path):
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    found = {
        t.name: [dict(row) for row in connection.execute(f"SELECT * FROM {t.name}")] for t in world.tables
    }
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.close()
    assert broken == []
    return found


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
