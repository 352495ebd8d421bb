"""Puts the demo shop into a database of its own, whole or not at all."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any, Final

import asyncpg
from sqlalchemy.engine import make_url

from dsr_service.adapters.demo_shop.people import Rows, open_the_shop
from dsr_service.adapters.demo_shop.purchases import let_them_buy
from dsr_service.adapters.demo_shop.traces import let_them_wander
from dsr_service.domain.errors import DsrError, Kind

HERE: Final = Path(__file__).parent
SCHEMA: Final = HERE / "schema.sql"
SEED: Final = 42_195
MARKER: Final = "demo_shop_installed"
ONE_AT_A_TIME: Final = 4_219_500_001  # the advisory lock under which one process installs


class NotADemoDatabase(DsrError):
    code = "not_a_demo_database"
    kind = Kind.CONFLICT
    title = "The database holds tables that the demo shop did not make; give it a database of its own."


def make_the_shop() -> Rows:
    """Every row of the demo shop by table, the same each time."""
    shop = open_the_shop(SEED)
    let_them_buy(shop)
    let_them_wander(shop)
    return dict(shop.rows)


async def ensure_demo_shop(dsn: str) -> None:
    """Install the demo shop unless it is there. A database that an earlier version filled is filled anew.

    `dsn` is a PostgreSQL URL, with SQLAlchemy's driver name or without. Raises `NotADemoDatabase` rather than
    write beside somebody's tables.
    """
    connection = await asyncpg.connect(make_url(dsn).set(drivername="postgresql").render_as_string(False))
    try:
        await _set_codecs(connection)
        async with connection.transaction():  # tables and rows together: a kill half-way leaves nothing
            await connection.execute("SELECT pg_advisory_xact_lock($1)", ONE_AT_A_TIME)
            if await _must_install(connection):
                await _install(connection)
    finally:
        await connection.close()


async def _set_codecs(connection: "asyncpg.Connection[Any]") -> None:
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        format="binary",  # COPY takes no other
        encoder=lambda value: b"\x01" + json.dumps(value, ensure_ascii=False).encode(),
        decoder=lambda value: json.loads(value[1:]),
    )


def _version() -> str:
    """What the shop is made from: changes with its tables or its generator."""
    digest = hashlib.sha256()
    for part in sorted((SCHEMA, *HERE.glob("*.py"))):
        digest.update(part.read_bytes())
    return digest.hexdigest()


async def _must_install(connection: "asyncpg.Connection[Any]") -> bool:
    tables = {
        record["tablename"]
        for record in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    }
    if not tables:
        return True
    if MARKER not in tables:
        raise NotADemoDatabase
    installed = await connection.fetchval(f"SELECT version FROM {MARKER}")  # noqa: S608 - a constant
    if installed == _version():
        return False
    for table in tables:
        await connection.execute(f'DROP TABLE "{table}" CASCADE')
    return True


async def _install(connection: "asyncpg.Connection[Any]") -> None:
    schema = SCHEMA.read_text(encoding="utf-8")
    await connection.execute(schema)
    rows = make_the_shop()
    for table in re.findall(r"^CREATE TABLE (\w+)", schema, re.MULTILINE):  # parents stand before children
        records = [tuple(row.values()) for row in rows[table]]
        await connection.copy_records_to_table(table, records=records, columns=list(rows[table][0]))
    await connection.execute(f"CREATE TABLE {MARKER} (version text NOT NULL)")
    await connection.execute(f"INSERT INTO {MARKER} VALUES ($1)", _version())  # noqa: S608 - a constant
