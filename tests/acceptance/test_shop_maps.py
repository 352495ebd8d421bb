"""Maps for shops whose code is not ours to run: databases with their names, our rows, plain SQL beside the walk."""

import re
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shop_rows import PEOPLE, SHOPS, Filler, ShopCase, columns_of, insert
from walk_oracle import check, mapped_tables, walk
from walking import Store, mariadb_store, sqlite_store


@pytest.fixture(params=SHOPS, ids=lambda case: case.name, scope="module")
def case(request: pytest.FixtureRequest) -> ShopCase:
    return request.param


@pytest.fixture(scope="module")
def filled(case: ShopCase) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for table, row in Filler(case).rows():
        rows.setdefault(table, []).append(row)
    return rows


@pytest.fixture(scope="module")
def reference(case: ShopCase, filled: dict[str, list[dict[str, Any]]]) -> Iterator[sqlite3.Connection]:
    """The same rows in memory, where the test's own SQL says whose they are."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(case.schema)
    for table, rows in filled.items():
        connection.execute(insert(table, rows))
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


@pytest.fixture(
    params=["sqlite", pytest.param("mariadb", marks=pytest.mark.mariadb)],
    scope="module",
)
def shop(
    request: pytest.FixtureRequest,
    case: ShopCase,
    filled: dict[str, list[dict[str, Any]]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Store]:
    opened = (
        mariadb_store() if request.param == "mariadb" else sqlite_store(tmp_path_factory.mktemp(case.name))
    )
    with opened as store:
        tables = re.findall(r"CREATE TABLE .*?\n\)", case.schema, re.DOTALL)
        store.run(*tables, *(insert(table, rows) for table, rows in filled.items()))
        yield store


def same(rows: list[dict[str, Any]], kinds: dict[str, str]) -> list[dict[str, Any]]:
    """Rows with numbers and instants brought to one spelling, in one order."""
    plain = [{name: _same(value, kinds[name]) for name, value in row.items()} for row in rows]
    return sorted(plain, key=repr)


def _same(value: Any, kind: str) -> Any:
    if value is not None and kind.startswith("DECIMAL"):
        return Decimal(str(value)).normalize()
    if isinstance(value, str) and kind in {"DATETIME", "DATE"}:
        return value.replace("T", " ").removesuffix("Z").removesuffix("+00:00")
    return value


def test_the_map_names_what_the_schema_has(case: ShopCase, shop: Store) -> None:
    columns = columns_of(case.schema)
    assert {table: list(mapped.columns) for table, mapped in mapped_tables(case.data_map).items()} == {
        table: list(kinds) for table, kinds in columns.items()
    }
    assert case.owned.keys() == columns.keys()
    assert check(case.data_map, (case.name, shop.url))["errors"] == []


@pytest.mark.parametrize("person", [1, 7, PEOPLE])
@pytest.mark.parametrize("by", ["mail", "number and mail"])
def test_the_walk_finds_every_row_of_the_person_and_no_other(
    case: ShopCase, shop: Store, reference: sqlite3.Connection, tmp_path: Path, person: int, by: str
) -> None:
    email = f"person{person}@example.com"
    identities = {"email": email} | ({case.number: str(person)} if by != "mail" else {})
    found = walk(case.data_map, (case.name, shop.url), identities, tmp_path)
    columns = columns_of(case.schema)
    assert found.keys() == columns.keys()
    for table, kinds in columns.items():
        condition = case.owned[table].format(c=person, e=f"'{email}'")
        expected = [dict(row) for row in reference.execute(f"SELECT * FROM `{table}` WHERE {condition}")]
        assert same(found[table], kinds) == same(expected, kinds), table


def test_most_tables_have_rows_of_somebody(case: ShopCase, reference: sqlite3.Connection) -> None:
    """The comparison above is worth something only where there is something to find, and something to leave."""
    for table, condition in case.owned.items():
        owned = 0
        for person in range(1, PEOPLE + 1):
            told = condition.format(c=person, e=f"'person{person}@example.com'")
            owned += reference.execute(f"SELECT count(*) FROM `{table}` WHERE {told}").fetchone()[0]
        assert owned > 0, table
