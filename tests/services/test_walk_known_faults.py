"""What searches like ours got wrong in the field: each fault is a test of its own, on each database."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsr_service.domain.data_map.data_categories import covers
from walking import (
    STORES,
    Store,
    collection,
    field_,
    map_of,
    map_text,
    postgresql_store,
    sqlite_store,
    store_of,
    walk_all,
)

CUSTOMERS = collection("customers", field_("id", primary_key=True), field_("email", identity="email"))


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with store_of(request, tmp_path) as made:
        yield made


def two_customers(store: Store, *ids: int) -> None:
    store.run(
        "CREATE TABLE customers (id integer primary key, email varchar(50))",
        *(f"INSERT INTO customers VALUES ({n}, '{name}@x')" for n, name in zip(ids, "ab", strict=True)),
    )


async def test_a_composite_key_leaks_no_other_customers_row(store: Store):
    """Order (1, 2) is hers and (2, 1) his: each number alone would match both."""
    two_customers(store, 1, 2)
    store.run(
        "CREATE TABLE orders (shop integer, no integer, customer_id integer, primary key (shop, no))",
        "CREATE TABLE items (shop integer, order_no integer, what varchar(9))",
        "INSERT INTO orders VALUES (1, 2, 1), (2, 1, 2)",
        "INSERT INTO items VALUES (1, 2, 'hers'), (2, 1, 'his'), (1, 1, 'none'), (2, 2, 'none')",
    )
    data_map = map_of(
        shop=[
            CUSTOMERS,
            collection("orders", "shop", "no", field_("customer_id", "shop.customers.id from")),
            collection(
                "items",
                field_("shop", "shop.orders.shop from"),
                field_("order_no", "shop.orders.no from"),
                "what",
            ),
        ]
    )
    found, report = await walk_all(data_map, {"shop": store.url}, email="a@x")
    assert report.complete
    assert found.values("items", "what") == ["hers"]


async def test_no_field_is_dropped_silently(store: Store):
    """Whatever its category, none at all and system.* included; and one that the source lacks is told."""
    store.run("CREATE TABLE t (email varchar(9), a integer, b integer)", "INSERT INTO t VALUES ('a@x', 1, 2)")
    fields = [field_("email", identity="email"), "a", {"name": "b", "data_categories": ["system.operations"]}]
    found, report = await walk_all(map_of(shop=[collection("t", *fields)]), {"shop": store.url}, email="a@x")
    assert report.complete
    assert found.rows["t"] == [{"email": "a@x", "a": 1, "b": 2}]
    lacking = map_of(shop=[collection("t", *fields, "gone")])
    found, report = await walk_all(lacking, {"shop": store.url}, email="a@x")
    assert not report.complete
    assert found.rows["t"] == [{"email": "a@x", "a": 1, "b": 2}]


async def test_a_collection_that_refers_to_itself_is_walked_to_its_end(store: Store):
    """Answers to answers, and a circle, which must not go on for ever."""
    two_customers(store, 1, 2)
    store.run(
        "CREATE TABLE posts (id integer primary key, author integer, answers integer)",
        "INSERT INTO posts VALUES (1, 1, 3), (2, NULL, 1), (3, NULL, 2), (4, 2, NULL), (5, NULL, 4)",
    )
    data_map = map_of(
        shop=[
            CUSTOMERS,
            collection(
                "posts",
                field_("id", primary_key=True),
                field_("author", "shop.customers.id from"),
                field_("answers", "shop.posts.id from"),
            ),
        ]
    )
    found, _ = await walk_all(data_map, {"shop": store.url}, email="a@x")
    assert found.values("posts", "id") == [1, 2, 3]


async def test_a_falsy_key_is_a_key(store: Store):
    """0 and the empty text lead on as any other value; NULL does not."""
    store.run(
        "CREATE TABLE customers (id integer primary key, email varchar(9), code varchar(9))",
        "CREATE TABLE orders (id integer, customer_id integer)",
        "CREATE TABLE notes (id integer, code varchar(9))",
        "INSERT INTO customers VALUES (0, 'a@x', ''), (1, 'b@x', NULL)",
        "INSERT INTO orders VALUES (1, 0), (2, 1), (3, NULL)",
        "INSERT INTO notes VALUES (1, ''), (2, '0'), (3, NULL)",
    )
    data_map = map_of(
        shop=[
            collection(
                "customers", field_("id", primary_key=True), field_("email", identity="email"), field_("code")
            ),
            collection("orders", "id", field_("customer_id", "shop.customers.id from")),
            collection("notes", "id", field_("code", "shop.customers.code from")),
        ]
    )
    found, _ = await walk_all(data_map, {"shop": store.url}, email="a@x")
    assert found.values("orders", "id") == [1]
    assert found.values("notes", "id") == [1]


def test_a_category_ends_at_its_dot():
    """`user.name` is not `user.namesake`."""
    assert covers("user.name", "user.name.first")
    assert not covers("user.name", "user.namesake")


@pytest.mark.usefixtures("postgres")
async def test_a_table_with_a_dot_in_its_name_lies_in_the_datasets_schema(request: pytest.FixtureRequest):
    """As `discover` writes it; upper case, blanks and reserved words beside."""
    with postgresql_store(request.getfixturevalue("postgres")) as store:
        store.run(
            'CREATE SCHEMA "My Shop"',
            'CREATE TABLE "My Shop"."Order.Lines" ("select" text, "E Mail" text, PRIMARY KEY ("select"))',
            """INSERT INTO "My Shop"."Order.Lines" VALUES ('x', 'Ann@x'), ('y', 'bob@x')""",
        )
        lines = collection("Order.Lines", "select", field_("E Mail", identity="email"))
        data_map = map_of(shop={"fides_meta": {"namespace": {"schema": "My Shop"}}, "collections": [lines]})
        found, report = await walk_all(data_map, {"shop": store.url}, email="ann@x")
    assert report.complete
    assert found.values("Order.Lines", "select") == ["x"]


MEASURED = """
import resource, sys
from typer.testing import CliRunner
from dsr_service.cli import app
done = CliRunner().invoke(app, sys.argv[1:])
assert done.exit_code == 0, done.output
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.slow
def test_a_hundred_thousand_orders_with_their_items_take_no_more_memory(tmp_path: Path):
    """The peer took 500 to 650 MB for them, and time that grew with the square."""
    data_map = map_text(
        shop=[
            CUSTOMERS,
            collection(
                "orders",
                field_("id", primary_key=True),
                field_("customer_id", "shop.customers.id from"),
                "note",
            ),
            collection(
                "items", field_("id", primary_key=True), field_("order_id", "shop.orders.id from"), "name"
            ),
        ]
    )
    (tmp_path / "map.yml").write_text(data_map)
    peaks = []
    for orders in (1_000, 100_000):
        with sqlite_store(tmp_path) as store:
            two_customers(store, 1, 2)
            numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {orders})"
            store.run(
                "CREATE TABLE orders (id integer primary key, customer_id integer, note text)",
                "CREATE TABLE items (id integer primary key, order_id integer, name text)",
                f"{numbers} INSERT INTO orders SELECT i, 1, printf('%0100d', i) FROM n",
                f"{numbers} INSERT INTO items SELECT i, i, printf('%0100d', i) FROM n",
                "CREATE INDEX of_customer ON orders (customer_id)",
                "CREATE INDEX of_order ON items (order_id)",
            )
            walked = ["data-map", "walk", str(tmp_path / "map.yml"), "--source", f"shop={store.url}"]
            rest = ["--identity", "email=a@x", "--out", str(tmp_path), "--quiet"]
            command = [sys.executable, "-c", MEASURED, *walked, *rest]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            peaks.append(int(done.stdout.splitlines()[-1]))
    assert peaks[1] - peaks[0] < 120, peaks
