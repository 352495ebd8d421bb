import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from oscar_environment import restore_oscar_shop
from oscar_rows import (
    DATA_MAP,
    DATASET,
    LEFT_OUT,
    LIVELY,
    MENTIONS,
    NOT_PERSONAL,
    OWNERSHIP,
    STAFF_ONLY,
    TABLES,
    check_erased,
)  # fmt: skip
from walk_oracle import check, comparable, rows_of, walk

pytestmark = [pytest.mark.oscar, pytest.mark.timeout(600)]  # the first run installs and builds the shop


@pytest.fixture(scope="module")
def oscar(postgres: EmbeddedPostgres) -> Iterator[str]:
    name = f"oscar_{os.getpid()}"
    restore_oscar_shop(postgres, name)
    yield name
    postgres.drop_database(name)


def _user(server: EmbeddedPostgres, database: str, position: int) -> tuple[int, str]:
    email = f"customer{position}@example.com"
    return server.fetch("SELECT id FROM auth_user WHERE email = $1", email, database=database)[0][0], email


def test_every_table_of_oscar_is_in_the_map_or_left_out_on_purpose(
    postgres: EmbeddedPostgres, oscar: str
) -> None:
    live: dict[str, set[str]] = {}
    for table, column in postgres.fetch(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'",
        database=oscar,
    ):
        live.setdefault(table, set()).add(column)
    assert live.keys() == TABLES.keys() | NOT_PERSONAL | LEFT_OUT
    assert {table: set(mapped.columns) for table, mapped in TABLES.items()} == {
        table: columns for table, columns in live.items() if table in TABLES
    }
    assert OWNERSHIP.keys() == TABLES.keys()


def test_every_foreign_key_to_a_user_is_followed_or_only_mentions(
    postgres: EmbeddedPostgres, oscar: str
) -> None:
    keys = postgres.fetch(
        """SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c
           JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
           WHERE c.contype = 'f' AND c.confrelid = 'auth_user'::regclass""",
        database=oscar,
    )
    assert len(keys) > 20
    for table, column in keys:
        assert table in TABLES, f"{table} points at a user and is not in the map"
        assert (column in TABLES[table].referring) != ((table, column) in MENTIONS), (table, column)


@pytest.mark.parametrize(
    ("position", "key"),
    [(1, "email"), (2, "email"), (7, "email"), (0, "email"), (1, "external_id"), (150, "username")],
)
def test_the_walk_exports_every_row_of_the_customer_and_none_of_any_other(
    postgres: EmbeddedPostgres, oscar: str, tmp_path: Path, position: int, key: str
) -> None:
    user, email = _user(postgres, oscar, position)
    sql = "SELECT email, username, id::text AS external_id FROM auth_user WHERE id = $1"
    identities = {key: postgres.fetch(sql, user, database=oscar)[0][key]}
    found = walk(DATA_MAP, (DATASET, postgres.libpq_dsn(oscar)), identities, tmp_path)
    assert found.keys() == TABLES.keys()
    for table, mapped in TABLES.items():
        # however the account was found, its address leads to what was done without signing in
        condition = OWNERSHIP[table].format(u=user, e=f"'{email}'")
        expected = comparable(rows_of(postgres, oscar, table, mapped, condition))
        assert comparable(found[table]) == expected, table
    if position in LIVELY and key == "email":
        empty = {table for table, rows in found.items() if not rows}
        assert empty <= (set() if position == 7 else STAFF_ONLY)
    _assert_no_other_customer_shows(postgres, oscar, found, user)


def _assert_no_other_customer_shows(
    server: EmbeddedPostgres, database: str, found: dict[str, list[dict[str, object]]], user: int
) -> None:
    """By value, not by key: no address, telephone number or text of anybody else in what is handed out."""
    others = {
        value
        for row in server.fetch(
            """SELECT email FROM auth_user WHERE id <> $1 UNION SELECT hash FROM address_useraddress WHERE user_id <> $1
               UNION SELECT reference FROM order_paymentevent p JOIN order_order o ON o.id = p.order_id
                     WHERE o.user_id <> $1""",
            user,
            database=database,
        )
        for value in row
        if value
    }
    told = {
        (table, name): value
        for table, rows in found.items()
        for row in rows
        for name, value in row.items()
        if isinstance(value, str) and value in others
    }
    # A customer's own list names the friends it is shared with; the package strikes them (art. 15(4)).
    allowed = {("wishlists_wishlistsharedemail", "email"), ("address_useraddress", "hash")}
    assert told.keys() <= allowed, told


def test_a_guest_is_found_by_e_mail_alone(postgres: EmbeddedPostgres, oscar: str, tmp_path: Path) -> None:
    email = "guest3@example.org"
    found = walk(DATA_MAP, (DATASET, postgres.libpq_dsn(oscar)), {"email": email}, tmp_path)
    for table, mapped in TABLES.items():
        expected = rows_of(postgres, oscar, table, mapped, OWNERSHIP[table].format(u="-1", e=f"'{email}'"))
        assert comparable(found[table]) == comparable(expected), table
    assert found["order_order"]
    assert found["basket_lineattribute"] or found["basket_line"]
    assert found["auth_user"] == []


def test_an_account_without_an_address_does_not_lead_to_everybody(
    postgres: EmbeddedPostgres, oscar: str, tmp_path: Path
) -> None:
    postgres.execute("UPDATE auth_user SET email = '' WHERE username = '000000000031'", database=oscar)
    source = (DATASET, postgres.libpq_dsn(oscar))
    found = walk(DATA_MAP, source, {"username": "000000000031"}, tmp_path)
    (user,) = found["auth_user"]
    assert {order["user_id"] for order in found["order_order"]} <= {user["id"]}
    assert {review["user_id"] for review in found["reviews_productreview"]} <= {user["id"]}


def test_somebody_unknown_has_no_rows(postgres: EmbeddedPostgres, oscar: str, tmp_path: Path) -> None:
    found = walk(DATA_MAP, (DATASET, postgres.libpq_dsn(oscar)), {"email": "nobody@example.com"}, tmp_path)
    assert {table: rows for table, rows in found.items() if rows} == {}


def test_the_map_fits_the_live_schema(postgres: EmbeddedPostgres, oscar: str) -> None:
    assert check(DATA_MAP, (DATASET, postgres.libpq_dsn(oscar)))["errors"] == []


def _all_rows(server: EmbeddedPostgres, database: str, table: str, condition: str = "true") -> Counter[str]:
    found = server.fetch(f'SELECT t::text FROM "{table}" t WHERE {condition}', database=database)
    return Counter(row[0] for row in found)


def _erase(server: EmbeddedPostgres, database: str, email: str) -> dict[str, Any]:
    given = ["data-map", "plan-erasure", str(DATA_MAP), "--source", f"oscar={server.libpq_dsn(database)}"]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "dsr_service.cli",
            *given,
            "--identity",
            f"email={email}",
            "--execute",
            "--yes",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("position", [1, 7])
def test_an_erasure_keeps_the_accounts_and_touches_nobody_else(
    postgres: EmbeddedPostgres, position: int
) -> None:
    database = f"oscar_erasure_{os.getpid()}_{position}"
    restore_oscar_shop(postgres, database)
    user, email = _user(postgres, database, position)
    sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    tables = [row[0] for row in postgres.fetch(sql, database=database)]
    before = {table: _all_rows(postgres, database, table) for table in tables}
    conditions = {table: condition.format(u=user, e=f"'{email}'") for table, condition in OWNERSHIP.items()}
    hers = {table: _all_rows(postgres, database, table, conditions[table]) for table in OWNERSHIP}
    plan = _erase(postgres, database, email)
    after = {table: _all_rows(postgres, database, table) for table in tables}
    postgres.drop_database(database)
    check_erased(plan, email, hers, before, after)
