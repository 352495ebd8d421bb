"""The walk's own doings: what is told of rows, of failures, of order, and what a failing sink leaves behind."""

import asyncio
from collections.abc import Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from dsr_service.adapters.data_sources.registry import Turns, data_sources
from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.adapters.visited_keys import SpillingKeyStore
from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.data_map.references import Arrival
from dsr_service.services.ports.data_sources import FoundRows
from dsr_service.services.walk import walk
from walking import (
    Found,
    Store,
    address,
    collection,
    field_,
    map_of,
    postgresql_store,
    sqlite_store,
    walk_all,
)

CUSTOMERS = collection("customers", field_("id", primary_key=True), field_("email", identity="email"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with sqlite_store(tmp_path) as made:
        yield made


async def test_how_rows_were_reached(store: Store):
    store.run(
        "CREATE TABLE customers (id integer, email text)",
        "CREATE TABLE orders (id integer, buyer integer, gift_to integer, address integer)",
        "CREATE TABLE addresses (id integer, city text)",
        "CREATE TABLE maps (id integer, address integer)",
        "INSERT INTO customers VALUES (1, 'a@x'), (2, 'b@x')",
        "INSERT INTO orders VALUES (1, 1, 2, 7), (2, 2, 1, 8), (3, 1, 1, 7)",
        "INSERT INTO addresses VALUES (7, 'Paris'), (8, 'Lille'), (9, 'Brest')",
        "INSERT INTO maps VALUES (1, 7), (2, 9)",
    )
    data_map = map_of(
        shop=[
            CUSTOMERS,
            collection(
                "orders",
                field_("id", primary_key=True),
                field_("buyer", "shop.customers.id from"),
                field_("gift_to", "shop.customers.id from", dsr={"owner": False}),
                field_("address", "shop.addresses.id to"),
            ),
            collection("addresses", field_("id", primary_key=True), "city"),
            collection("maps", field_("id", primary_key=True), field_("address", "shop.addresses.id from")),
        ]
    )
    found, report = await walk_all(data_map, {"shop": store.url}, email="a@x")
    reached = {
        (place, row["id"]): arrival
        for place, rows in found.rows.items()
        for row, arrival in zip(rows, found.arrivals[place], strict=True)
    }
    assert reached == {
        ("customers", 1): Arrival.IDENTITY,
        ("orders", 1): Arrival.CHILD,
        ("orders", 2): Arrival.MENTION,
        ("orders", 3): Arrival.CHILD,
        ("addresses", 7): Arrival.PARENT,
        ("addresses", 8): Arrival.PARENT,
        ("maps", 1): Arrival.CHILD,
    }
    assert report.collections[address("shop.orders")].by_arrival == {Arrival.CHILD: 2, Arrival.MENTION: 1}


async def test_a_foreign_key_has_more_parts_than_the_map(postgres: EmbeddedPostgres):
    with postgresql_store(postgres) as store:
        store.run(
            "CREATE TABLE orders (shop integer, number integer, email text, PRIMARY KEY (shop, number))",
            "CREATE TABLE items (id integer, shop integer, number integer,"
            " FOREIGN KEY (shop, number) REFERENCES orders)",
            "INSERT INTO orders VALUES (1, 5, 'a@x'), (2, 5, 'b@x')",
            "INSERT INTO items VALUES (1, 1, 5), (2, 2, 5)",
        )
        items = collection("items", "id", field_("number", "shop.orders.number from"))
        data_map = map_of(shop=[collection("orders", "number", field_("email", identity="email")), items])
        found, _ = await walk_all(data_map, {"shop": store.url}, email="a@x")
        assert found.rows["items"] == [{"id": 1, "number": 5}]


async def test_later_collections_come_after(store: Store):
    store.run(
        *(f"CREATE TABLE t{n} (email text)" for n in range(4)),
        *(f"INSERT INTO t{n} VALUES ('a@x')" for n in range(4)),
    )
    mail = field_("email", identity="email")
    data_map = map_of(
        shop=[
            collection("t0", mail, after=["shop.t3"]),
            collection("t1", mail, after=["shop.t0"]),
            collection("t2", mail),
            collection("t3", mail, after=["shop.t2"]),
        ]
    )
    order: list[str] = []

    class Order(Found):
        async def take(self, found: FoundRows) -> None:
            order.append(found.collection.collection)

    await walk_all(data_map, {"shop": store.url}, Order(), email="a@x")
    assert order == ["t2", "t3", "t0", "t1"]


async def test_the_sinks_own_error_comes_out_as_it_is(store: Store):
    store.run("CREATE TABLE customers (id integer, email text)", "INSERT INTO customers VALUES (1, 'a@x')")

    class Full:
        async def take(self, found: FoundRows) -> None:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        await walk_all(map_of(shop=[CUSTOMERS]), {"shop": store.url}, Full(), email="a@x")


async def test_progress_counts_up(store: Store):
    store.run(
        "CREATE TABLE customers (id integer, email text)",
        "INSERT INTO customers WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000)"
        " SELECT i, 'a@x' FROM n",
    )
    told: list[tuple[CollectionAddress, int]] = []
    data_map = map_of(shop=[CUSTOMERS])
    sources = data_sources(data_map, {"shop": store.url})
    await walk(
        data_map,
        sources,
        {"email": ["a@x"]},
        Found(),
        keys=SpillingKeyStore(),
        progress=lambda where, rows: told.append((where, rows)),
    )
    counts = [rows for where, rows in told if where == address("shop.customers")]
    assert counts == sorted(counts)
    assert counts[-1] == 1000


async def test_walks_take_turns_at_a_source():
    at_once = 0
    most = 0

    class Source:
        @asynccontextmanager
        async def open(self) -> Any:
            nonlocal at_once, most
            at_once += 1
            most = max(most, at_once)
            await asyncio.sleep(0.01)
            yield None
            at_once -= 1

    turns = Turns(2)

    async def use() -> None:
        async with turns.around({"shop": Source()})["shop"].open():
            pass

    await asyncio.gather(*(use() for _ in range(7)))
    assert most == 2
