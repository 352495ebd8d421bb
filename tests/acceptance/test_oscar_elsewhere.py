"""django-oscar on MariaDB and SQLite, migrated by oscar itself: an erasure keeps the accounts and spares the others."""

import asyncio
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest
from sqlalchemy import inspect, text
from typer.testing import CliRunner

from dsr_service.adapters.data_sources.engines import open_engine
from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.cli import app
from oscar_environment import copy_oscar_shop, restore_oscar_shop
from oscar_rows import DATA_MAP, DATASET, LEFT_OUT, NOT_PERSONAL, OWNERSHIP, TABLES, Rows, check_erased
from walk_oracle import check
from walking import Store, mariadb_store, sqlite_store

pytestmark = [pytest.mark.oscar, pytest.mark.slow, pytest.mark.timeout(1800)]  # it migrates for minutes
EVERYTHING = "1 = 1"


@pytest.fixture(scope="module", params=["sqlite", pytest.param("mariadb", marks=pytest.mark.mariadb)])
def filled(
    request: pytest.FixtureRequest, postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    """The whole shop on that kind of database."""
    database = f"oscar_elsewhere_{os.getpid()}"
    restore_oscar_shop(postgres, database)
    folder = tmp_path_factory.mktemp("oscar")
    with mariadb_store() if request.param == "mariadb" else sqlite_store(folder) as store:
        copy_oscar_shop(postgres, database, store.url)
        yield store
    postgres.drop_database(database)


def read(store: Store, conditions: Mapping[str, str]) -> Rows:
    """Per table the rows under its condition, as text."""

    async def every() -> Rows:
        engine = open_engine(store.url, writable=False)
        async with engine.connect() as connection:
            found = {}
            for table, condition in conditions.items():
                query = text(f"SELECT t.* FROM {table} t WHERE {condition}")
                found[table] = Counter(map(repr, (await connection.execute(query)).all()))
        await engine.dispose()
        return found

    return asyncio.run(every())


def tables_of(store: Store) -> list[str]:
    async def every() -> list[str]:
        engine = open_engine(store.url, writable=False)
        async with engine.connect() as connection:
            found = await connection.run_sync(lambda live: inspect(live).get_table_names())
        await engine.dispose()
        return found

    return sorted(asyncio.run(every()))


def users(store: Store) -> list[tuple[int, str]]:
    async def every() -> list[tuple[int, str]]:
        engine = open_engine(store.url, writable=False)
        async with engine.connect() as connection:
            found = (await connection.execute(text("SELECT id, email FROM auth_user ORDER BY id"))).all()
        await engine.dispose()
        return [(user, email) for user, email in found]

    return asyncio.run(every())


def whose(user: int, email: str) -> dict[str, str]:
    return {table: condition.format(u=user, e=f"'{email}'") for table, condition in OWNERSHIP.items()}


def digest(found: Rows, hers: Rows) -> str:
    """Of every row of one customer in the whole database that is not the erased one's too."""
    told = [(table, sorted((rows - hers[table]).elements())) for table, rows in sorted(found.items())]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def test_the_map_fits_oscar_s_own_schema(filled: Store) -> None:
    live = set(tables_of(filled)) - {"unrelated"}
    assert live == TABLES.keys() | NOT_PERSONAL | LEFT_OUT
    assert check(DATA_MAP, (DATASET, filled.url))["errors"] == []


@pytest.mark.parametrize("position", [1, 7])
def test_an_erasure_keeps_the_accounts_and_touches_nobody_else(filled: Store, position: int) -> None:
    tables = dict.fromkeys(tables_of(filled), EVERYTHING)
    email = f"customer{position}@example.com"
    people = users(filled)
    [user] = [number for number, address in people if address == email]
    others = [(number, address) for number, address in people if number != user]
    assert len(others) > 290
    before, hers = read(filled, tables), read(filled, whose(user, email))
    digests = [digest(read(filled, whose(*other)), hers) for other in others]
    assert len(set(digests)) > 290

    arguments = ["data-map", "plan-erasure", str(DATA_MAP), "--source", f"{DATASET}={filled.url}"]
    done = CliRunner().invoke(app, [*arguments, "--identity", f"email={email}", "--execute", "--yes"])
    assert done.exit_code == 0, (done.stdout[-2000:], done.stderr[-2000:])
    check_erased(json.loads(done.stdout), email, hers, before, read(filled, tables))
    assert [digest(read(filled, whose(*other)), hers) for other in others] == digests
