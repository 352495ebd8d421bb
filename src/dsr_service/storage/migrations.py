"""Bringing a database to the newest schema, and telling whether it is there."""

import asyncio
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dsr_service.storage import tables as _tables  # noqa: F401  # registers every table
from dsr_service.storage.base import Base

_ADVISORY_LOCK = 0x6473725F6D696772  # "dsr_migr": two migrators wait for each other
# Whoever waits for a table's lock makes all wait who come after: a migration gives way and tries again.
_LOCK_TIMEOUT = "SET lock_timeout = '2s'"
_TRIES = 60
_PAUSE = 1.0  # seconds
_LOCK_NOT_AVAILABLE = "55P03"
# To rewrite a large table may take its time; what bounds the service's own transactions does not hold here.
_NO_LIMITS = """
SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN ('statement_timeout', 'transaction_timeout')
"""


# Made by SQL of their own, not by declarative models.
_UNMODELLED = ("pgqueuer", "rate_limit")


def is_modelled(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a table of the database is described by a declarative model."""
    return not (kind == "table" and (name or "").startswith(_UNMODELLED))


def _scripts() -> Path:
    package = Path(__file__).resolve().parents[1]
    installed = package / "_migrations"
    return installed if installed.is_dir() else package.parents[1] / "migrations"


def config(connection: Connection | None = None) -> Config:
    result = Config()
    result.set_main_option("script_location", str(_scripts()).replace("%", "%%"))
    result.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    result.attributes["connection"] = connection
    return result


@cache
def head() -> str | None:
    """The newest revision that this code knows."""
    return ScriptDirectory.from_config(config()).get_current_head()


async def migrate(engine: AsyncEngine, revision: str = "head") -> None:
    """Upgrade (or, to an older revision, downgrade). Safe to run from several processes at once."""
    async with engine.connect() as connection:
        await connection.execute(text(_NO_LIMITS))
        await connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _ADVISORY_LOCK})
        await connection.commit()
        try:
            await _run_patiently(connection, revision)
        finally:
            await connection.rollback()
            await connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _ADVISORY_LOCK})
            await connection.commit()
            await connection.invalidate()  # its limits are not the service's


async def _run_patiently(connection: AsyncConnection, revision: str) -> None:
    """Each migration is a transaction of its own, so that another try begins where the last one gave way."""
    for left in reversed(range(_TRIES)):
        try:
            await connection.execute(text(_LOCK_TIMEOUT))
            await connection.commit()
            await connection.run_sync(_run, revision)
            await connection.commit()
        except DBAPIError as error:
            await connection.rollback()
            if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE or not left:
                raise
            await asyncio.sleep(_PAUSE)
        else:
            return


def _run(connection: Connection, revision: str) -> None:
    if revision == "base" or (revision != "head" and revision < (_current(connection) or "")):
        command.downgrade(config(connection), revision)
    else:
        command.upgrade(config(connection), revision)


async def current(connection: AsyncConnection) -> str | None:
    """The revision of the database; None when it was never migrated."""
    return await connection.run_sync(_current)


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def drift(connection: Connection) -> list[Any]:
    """What the models say and the migrated database does not, or the reverse; empty when they agree."""
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "compare_server_default": True,
            "include_name": is_modelled,
        },
    )
    return list(compare_metadata(context, Base.metadata))
