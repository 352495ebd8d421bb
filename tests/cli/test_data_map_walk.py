"""`dsr data-map walk` as operators and scripts meet it."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.cli import app
from walking import Store, collection, field_, map_text, postgresql_store, sqlite_store

ORDERS = collection(
    "orders",
    field_("shop", primary_key=True),
    field_("number", primary_key=True),
    field_("customer", "shop.customers.id from"),
    "total",
)
CUSTOMERS = collection("customers", field_("id", primary_key=True), field_("email", identity="email"))
EMPTY = collection("empty", field_("customer", "shop.customers.id from"))


def run(folder: Path, text: str, *arguments: str, out: str = "out") -> Result:
    data_map = folder / "map.yml"
    data_map.write_text(text, encoding="utf-8")
    return CliRunner().invoke(
        app, ["data-map", "walk", str(data_map), "--out", str(folder / out), *arguments]
    )


def answer(folder: Path) -> Any:
    return json.loads((folder / "out" / "walk.json").read_text(encoding="utf-8"))


@pytest.fixture
def shop(tmp_path: Path) -> Any:
    with sqlite_store(tmp_path) as store:
        store.run(
            "CREATE TABLE customers (id integer PRIMARY KEY, email text)",
            "CREATE TABLE orders (shop text, number integer, customer integer, total decimal(10, 2))",
            "CREATE TABLE empty (customer integer)",
            "INSERT INTO customers VALUES (1, 'a@x'), (2, 'b@x')",
            "INSERT INTO orders VALUES ('b', 10, 1, 5), ('a', 10, 1, 5), ('b', 9, 1, 5), ('a', 2, 1, 1.5)",
            "INSERT INTO orders VALUES ('é', -1, 1, 0)",
        )
        yield store


def test_rows_are_sorted_by_primary_key_and_empty_collections_are_there(tmp_path: Path, shop: Store):
    text = map_text(shop=[EMPTY, ORDERS, CUSTOMERS])
    done = run(tmp_path, text, "--source", f"shop={shop.url}", "--identity", "email=a@x")
    assert done.exit_code == 0, done.output
    found = answer(tmp_path)
    assert list(found) == ["shop"]
    assert list(found["shop"]) == ["empty", "orders", "customers"]
    assert found["shop"]["empty"] == []
    assert [(row["shop"], row["number"]) for row in found["shop"]["orders"]] == [
        ("a", 2),
        ("a", 10),
        ("b", 9),
        ("b", 10),
        ("é", -1),
    ]
    assert found["shop"]["orders"][0] == {"shop": "a", "number": 2, "customer": 1, "total": "1.50"}
    assert done.stdout == ""
    assert "shop.orders: searched, 5 rows" in done.stderr
    assert (tmp_path / "out" / "walk.json").stat().st_mode & 0o077 == 0


def test_without_a_primary_key_in_the_map_the_schemas_counts(tmp_path: Path, postgres: EmbeddedPostgres):
    with postgresql_store(postgres) as store:
        store.run(
            "CREATE TABLE customers (email text, id integer PRIMARY KEY)",
            "INSERT INTO customers SELECT 'a@x', n FROM generate_series(12, 0, -1) n",
        )
        text = map_text(shop=[collection("customers", field_("email", identity="email"), "id")])
        run(tmp_path, text, "--source", f"shop={store.url}", "--identity", "email=a@x")
        assert [row["id"] for row in answer(tmp_path)["shop"]["customers"]] == list(range(13))


def test_two_sources_and_several_identities(tmp_path: Path, shop: Store, postgres: EmbeddedPostgres):
    with postgresql_store(postgres) as post:
        post.run(
            "CREATE TABLE letters (id integer, customer text)",
            "INSERT INTO letters VALUES (1, '1'), (2, '2'), (3, 'x')",
        )
        letters = collection("letters", "id", field_("customer", "shop.customers.id from"))
        text = map_text(shop=[CUSTOMERS], post=[letters])
        sources = ("--source", f"shop={shop.url}", "--source", f"post={post.url}")
        done = run(tmp_path, text, *sources, "--identity", "email=a@x", "--identity", "email=b@x")
        assert done.exit_code == 0, done.output
        assert [row["id"] for row in answer(tmp_path)["post"]["letters"]] == [1, 2]


def test_nobody_found_is_a_complete_answer(tmp_path: Path, shop: Store):
    text = map_text(shop=[CUSTOMERS, ORDERS])
    done = run(tmp_path, text, "--source", f"shop={shop.url}", "--identity", "email=nobody@x")
    assert done.exit_code == 0
    assert answer(tmp_path) == {"shop": {"customers": [], "orders": []}}


def test_a_source_that_fails_makes_it_incomplete_and_says_so_without_personal_data(
    tmp_path: Path, shop: Store
):
    letters = collection("letters", field_("email", identity="email"))
    text = map_text(shop=[CUSTOMERS, EMPTY, collection("gone", "id")], post=[letters])
    broken = "postgresql://somebody:hunter2@127.0.0.1:1/post"
    sources = ("--source", f"shop={shop.url}", "--source", f"post={broken}")
    done = run(tmp_path, text, *sources, "--identity", "email=a@x")
    assert done.exit_code == 3, done.output
    assert answer(tmp_path)["shop"]["customers"] == [{"id": 1, "email": "a@x"}]
    assert answer(tmp_path)["post"]["letters"] == []
    assert "post.letters: failed" in done.stderr
    assert "shop.gone: failed" in done.stderr
    assert "INCOMPLETE" in done.stderr
    for secret in ("hunter2", "a@x", "somebody"):
        assert secret not in done.output


def test_an_error_in_the_middle_leaves_the_rest(tmp_path: Path, postgres: EmbeddedPostgres):
    with postgresql_store(postgres) as store:
        store.run(
            "CREATE TABLE customers (id integer, email text)",
            "CREATE TABLE orders (id integer, customer integer)",
            "CREATE VIEW broken AS SELECT customer, 1 / (id - 7) AS worse FROM orders",
            "INSERT INTO customers VALUES (1, 'a@x')",
            "INSERT INTO orders SELECT n, 1 FROM generate_series(1, 20) n",
        )
        by_customer = field_("customer", "shop.customers.id from")
        text = map_text(
            shop=[
                CUSTOMERS,
                collection("broken", by_customer, "worse"),
                collection("orders", "id", by_customer),
            ]
        )
        done = run(tmp_path, text, "--source", f"shop={store.url}", "--identity", "email=a@x")
        assert done.exit_code == 3
        assert "shop.broken: failed" in done.stderr
        assert len(answer(tmp_path)["shop"]["orders"]) == 20


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--source", "shop=oracle://x", "--identity", "email=a@x"), "URL"),
        (("--source", "shop", "--identity", "email=a@x"), "DATASET_FIDES_KEY=URL"),
        (("--source", "store=sqlite:///x.db", "--identity", "email=a@x"), "no dataset 'store'"),
        (("--source", "shop=sqlite:///x.db", "--identity", "phone=1"), "no identity 'phone'"),
        (("--source", "shop=sqlite:///x.db", "--identity", "email"), "KEY=VALUE"),
        (("--source", "shop=sqlite:///x.db"), "--identity"),
        (("--identity", "email=a@x"), "--source"),
    ],
)
def test_a_wrong_call_is_told(tmp_path: Path, arguments: tuple[str, ...], says: str):
    done = run(tmp_path, map_text(shop=[CUSTOMERS]), *arguments)
    assert done.exit_code in {1, 2}
    assert says in done.stderr
    assert "Traceback" not in done.output
    assert not (tmp_path / "out" / "walk.json").exists()


def test_a_broken_map_is_told_with_its_place(tmp_path: Path):
    arguments = ("--source", "shop=sqlite:///x.db", "--identity", "email=a@x")
    done = run(tmp_path, map_text(shop=[CUSTOMERS]).replace("primary_key", "primary_kye"), *arguments)
    assert done.exit_code == 1
    assert "map.yml:" in done.stderr
    assert "primary_kye" in done.stderr


def test_many_rows_are_sorted_outside_memory(tmp_path: Path, shop: Store):
    connection = sqlite3.connect(shop.url.removeprefix("sqlite:///"))
    with connection:
        connection.executemany(
            "INSERT INTO orders VALUES (?, ?, 1, 1)",
            ((f"{'x' * 2000}{n % 7}", n) for n in range(40_000, 0, -1)),
        )
    connection.close()
    text = map_text(shop=[CUSTOMERS, ORDERS])
    done = run(tmp_path, text, "--source", f"shop={shop.url}", "--identity", "email=a@x")
    assert done.exit_code == 0
    orders = answer(tmp_path)["shop"]["orders"]
    assert len(orders) == 40_005
    assert [(row["shop"], row["number"]) for row in orders] == sorted(
        (row["shop"], row["number"]) for row in orders
    )


def test_what_a_person_found_stands_in_files_and_leads_on(tmp_path: Path, shop: Store):
    text = map_text(
        shop=[
            collection("customers", field_("id", "paper.letters.customer from", primary_key=True), "email")
        ],
        paper={
            "dsr": {"kind": "manual"},
            "collections": [
                collection("letters", field_("number", primary_key=True, data_type="integer"), "customer"),
                collection("calls", "at"),
            ],
        },
    )
    folder = tmp_path / "found by hand"
    folder.mkdir()
    (folder / "letters.json").write_text('[{"number": 2, "customer": 1}, {"number": 1}]')
    sources = ("--source", f"shop={shop.url}", "--source", f"paper=manual://{folder}".replace(" ", "%20"))
    path = tmp_path / "manual.yml"
    path.write_text(text.replace("name: email", "name: email\n      fides_meta: {identity: email}"))
    command = [
        "data-map",
        "walk",
        str(path),
        *sources,
        "--identity",
        "email=nobody@x",
        "--out",
        str(tmp_path),
    ]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 3
    assert "paper.calls: failed, 0 rows (nobody has looked it up yet" in done.output
    (folder / "calls.json").write_text("[]")
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    found = json.loads((tmp_path / "walk.json").read_text())
    assert found["paper"] == {
        "letters": [{"number": 1, "customer": None}, {"number": 2, "customer": 1}],
        "calls": [],
    }
    assert [row["id"] for row in found["shop"]["customers"]] == [1]
    (folder / "letters.json").write_text('[{"number": "two"}]')
    assert CliRunner().invoke(app, command).exit_code == 3
