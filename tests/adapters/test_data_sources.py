"""One contract for every SQL source: the same tables in PostgreSQL, MariaDB and SQLite, the same rows out of them."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsr_service.adapters.data_sources.registry import data_sources
from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.domain.data_map.references import Arrival
from dsr_service.services.ports.data_sources import FoundRows, SourceFailed
from dsr_service.services.walk import Status
from walking import (
    Found,
    Store,
    address,
    collection,
    field_,
    map_of,
    mariadb_store,
    postgresql_store,
    sqlite_store,
    walk_all,
)

CUSTOMERS = collection("customers", field_("id", primary_key=True), field_("email", identity="email"))


@pytest.fixture(params=["postgresql", "sqlite", pytest.param("mariadb", marks=pytest.mark.mariadb)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "postgresql":
        server: EmbeddedPostgres = request.getfixturevalue("postgres")
        with postgresql_store(server) as made:
            yield made
    elif request.param == "sqlite":
        with sqlite_store(tmp_path) as made:
            yield made
    else:
        with mariadb_store() as made:
            yield made


async def test_every_mapped_field_comes_out_once_per_row(store: Store):
    store.run(
        "CREATE TABLE customers (id integer PRIMARY KEY, email varchar(200), secret varchar(9), unmapped integer)",
        "CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer, total decimal(10, 2))",
        "INSERT INTO customers VALUES (0, 'a@x', 'hash', 1), (2, 'b@x', 'hash', 1)",
        "INSERT INTO orders VALUES (1, 0, 12.50), (2, 2, 3), (3, 0, 0), (4, NULL, 1)",
    )
    data_map = map_of(
        shop=[
            collection(
                "customers",
                field_("id", primary_key=True),
                field_("email", identity="email"),
                {"name": "secret", "fides_meta": {"dsr": {"exclude": "no use"}}},
            ),
            collection(
                "orders",
                field_("id", primary_key=True),
                field_("customer_id", "shop.customers.id from"),
                "total",
            ),
        ]
    )
    found, report = await walk_all(data_map, {"shop": store.url}, email="a@x")
    assert report.complete
    assert found.rows["customers"] == [{"id": 0, "email": "a@x", "secret": "hash"}]
    assert found.values("orders", "id", "total") == [(1, "12.50"), (3, "0.00")]
    assert report.collections[address("shop.orders")].rows == 2


async def test_a_composite_key_matches_on_all_its_parts_and_never_on_null(store: Store):
    store.run(
        "CREATE TABLE accounts (shop integer, number integer, email varchar(99), PRIMARY KEY (shop, number))",
        "CREATE TABLE orders (id integer PRIMARY KEY, shop integer, account integer)",
        "INSERT INTO accounts VALUES (1, 5, 'a@x'), (2, 5, 'b@x'), (1, 6, 'c@x'), (2, 6, 'a@x')",
        "INSERT INTO orders VALUES (1, 1, 5), (2, 2, 5), (3, 1, 6), (4, 2, 6), (5, NULL, 5), (6, 1, NULL)",
    )
    data_map = map_of(
        shop=[
            collection("accounts", "shop", "number", field_("email", identity="email")),
            collection(
                "orders",
                field_("id", primary_key=True),
                field_("shop", "shop.accounts.shop from"),
                field_("account", "shop.accounts.number from"),
            ),
        ]
    )
    found, _ = await walk_all(data_map, {"shop": store.url}, email="a@x")
    assert found.values("orders", "id") == [1, 4]


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("anna@x", [1]),
        ("ANNA@x", [2]),
        ("anna@x ", [3]),
        ("änna@x", [4]),
        ("", [5]),
        (" anna@x", []),
        ("0", [6]),
        ("%", []),
        ("anna@x' OR '1'='1", []),
        ("a\x00b", []),
        ("\udce4", []),
        ("ß", [7]),
        ("ss", [8]),
    ],
)
async def test_texts_match_exactly_whatever_the_collation(store: Store, email: str, expected: list[int]):
    names = ["anna@x", "ANNA@x", "anna@x ", "änna@x", "", "0", "ß", "ss"]
    store.run(
        "CREATE TABLE customers (id integer PRIMARY KEY, email varchar(99))",
        *(f"INSERT INTO customers VALUES ({number}, '{name}')" for number, name in enumerate(names, 1)),
        "INSERT INTO customers VALUES (99, NULL)",
    )
    exact = field_("email", identity="email", dsr={"ignore_case": False})
    data_map = map_of(shop=[collection("customers", field_("id", primary_key=True), exact)])
    found, report = await walk_all(data_map, {"shop": store.url}, email=email)
    assert report.complete
    assert found.values("customers", "id") == expected


async def test_keys_that_a_collation_calls_equal_are_not(store: Store):
    store.run(
        "CREATE TABLE customers (id integer PRIMARY KEY, email varchar(99), code varchar(9))",
        "CREATE TABLE uses (id integer PRIMARY KEY, part integer, code varchar(9))",
        "INSERT INTO customers VALUES (1, 'a@x', 'abc'), (2, 'b@x', 'ABC')",
        "INSERT INTO uses VALUES (1, 1, 'abc'), (2, 1, 'ABC'), (3, 1, 'abc '), (4, 1, 'abc')",
    )
    data_map = map_of(
        shop=[
            collection("customers", "id", field_("email", identity="email"), "code"),
            collection("uses", "id", "part", field_("code", "shop.customers.code")),
        ]
    )
    found, _ = await walk_all(data_map, {"shop": store.url}, email="a@x")
    assert found.values("uses", "id") == [1, 4]
    assert found.values("customers", "id") == [1]


@pytest.mark.parametrize(
    "value",
    ["abc", "1.5", "042", " 42", "42 ", "1e1", "99999999999999999999999", "-", "", "٤٢", "\x00", "4" * 5000],
)
async def test_what_is_no_number_finds_no_number(store: Store, value: str):
    store.run(
        "CREATE TABLE customers (id integer PRIMARY KEY, small smallint)",
        "INSERT INTO customers VALUES (42, 42), (0, 0), (1, 1), (10, 10)",
    )
    data_map = map_of(
        shop=[
            collection(
                "customers",
                field_("id", primary_key=True, identity="number"),
                field_("small", identity="small"),
            )
        ]
    )
    found, report = await walk_all(data_map, {"shop": store.url}, number=value, small=value)
    assert report.complete
    assert found.rows == {}
    found, _ = await walk_all(data_map, {"shop": store.url}, number=["42", "0"], small="10")
    assert found.values("customers", "id") == [0, 10, 42]


async def test_rows_without_a_primary_key_keep_their_true_count(store: Store):
    store.run(
        "CREATE TABLE customers (id integer PRIMARY KEY, email varchar(99))",
        "CREATE TABLE visits (customer_id integer, email varchar(99), page varchar(9))",
        "INSERT INTO customers VALUES (1, 'a@x'), (2, 'b@x')",
        "INSERT INTO visits VALUES (1, 'a@x', 'p'), (1, 'a@x', 'p'), (1, NULL, 'p'), (NULL, 'a@x', 'p'),"
        " (2, 'b@x', 'p'), (2, 'a@x', 'q')",
    )
    data_map = map_of(
        shop=[
            CUSTOMERS,
            collection(
                "visits",
                field_("customer_id", "shop.customers.id from"),
                field_("email", identity="email"),
                "page",
            ),
        ]
    )
    found, _ = await walk_all(data_map, {"shop": store.url}, email="a@x")
    assert found.values("visits", "customer_id", "email") == sorted(
        [(1, "a@x"), (1, "a@x"), (1, None), (None, "a@x"), (2, "a@x")], key=repr
    )


async def test_names_are_quoted(store: Store):
    table, order, word = store.name("Order Items"), store.name("select"), store.name('na"ï`ve %s é')
    store.run(
        f"CREATE TABLE {table} ({order} integer, {word} varchar(99), {store.name('group')} integer)",
        f"INSERT INTO {table} VALUES (1, 'a@x', 7), (2, 'b@x', 8)",
    )
    data_map = map_of(
        shop=[collection("Order Items", "select", field_('na"ï`ve %s é', identity="email"), "group")]
    )
    found, report = await walk_all(data_map, {"shop": store.url}, email="a@x")
    assert report.complete
    assert found.rows == {"Order Items": [{"select": 1, 'na"ï`ve %s é': "a@x", "group": 7}]}


async def test_a_self_reference_follows_its_direction(store: Store):
    store.run(
        "CREATE TABLE customers (id integer PRIMARY KEY, email varchar(99), referred_by integer)",
        "INSERT INTO customers VALUES (1, 'a@x', NULL), (2, 'b@x', 1), (3, 'c@x', 2), (4, 'd@x', 3), (5, 'e@x', 5)",
    )

    async def reached(direction: str, email: str) -> list[int]:
        referred = field_("referred_by", f"shop.customers.id{direction}")
        people = collection(
            "customers", field_("id", primary_key=True), field_("email", identity="email"), referred
        )
        found, _ = await walk_all(map_of(shop=[people]), {"shop": store.url}, email=email)
        return found.values("customers", "id")

    assert await reached(" from", "b@x") == [2, 3, 4]
    assert await reached(" to", "c@x") == [1, 2, 3]
    assert await reached("", "c@x") == [1, 2, 3, 4]
    assert await reached("", "e@x") == [5]


async def test_a_missing_table_or_field_leaves_the_rest_and_is_told(store: Store):
    store.run(
        "CREATE TABLE customers (id integer PRIMARY KEY, email varchar(99))",
        "CREATE TABLE notes (id integer PRIMARY KEY, customer_id integer)",
        "INSERT INTO customers VALUES (1, 'a@x')",
        "INSERT INTO notes VALUES (1, 1)",
    )
    data_map = map_of(
        shop=[
            CUSTOMERS,
            collection("gone", field_("customer_id", "shop.customers.id from")),
            collection("below", field_("gone_id", "shop.gone.customer_id from")),
            collection("notes", "id", field_("customer_id", "shop.customers.id from"), "missing"),
        ],
        elsewhere=[collection("letters", field_("customer_id", "shop.customers.id from"))],
    )
    found, report = await walk_all(data_map, {"shop": store.url}, email="a@x")
    assert not report.complete
    assert {str(where): reason for where, reason in report.failures().items()} == {
        "shop.gone": "collection_missing",
        "shop.below": "collection_missing",
        "shop.notes": "field_missing",
        "elsewhere.letters": "no_source",
    }
    assert found.rows["notes"] == [{"id": 1, "customer_id": 1}]


async def test_a_source_that_is_down_is_told_without_its_url(store: Store):
    broken = {
        "postgresql": "postgresql://somebody:hunter2@127.0.0.1:1/shop",
        "sqlite": "sqlite:////nowhere/hunter2.db",
        "mariadb": "mysql://somebody:hunter2@127.0.0.1:1/shop",
    }[store.kind]
    store.run("CREATE TABLE letters (email varchar(99))", "INSERT INTO letters VALUES ('a@x')")
    data_map = map_of(
        shop=[CUSTOMERS],
        post=[collection("letters", field_("email", "shop.customers.email", identity="email"))],
    )
    found, report = await walk_all(data_map, {"shop": broken, "post": store.url}, email="a@x")
    assert report.failures() == {address("shop.customers"): "unreachable"}
    assert report.collections[address("post.letters")].doubtful
    assert found.values("letters", "email") == ["a@x"]


async def test_skipped_collections_are_not_read(store: Store):
    store.run(
        "CREATE TABLE customers (id integer PRIMARY KEY, email varchar(99))",
        "INSERT INTO customers VALUES (1, 'a@x')",
    )
    data_map = map_of(
        shop=[
            CUSTOMERS,
            collection("not_even_there", field_("customer_id", "shop.customers.id"), skip_processing=True),
        ]
    )
    found, report = await walk_all(data_map, {"shop": store.url}, email="a@x")
    assert report.complete
    assert report.collections[address("shop.not_even_there")].status is Status.SKIPPED
    assert found.values("customers", "id") == [1]


async def test_lists_and_objects_hold_keys(store: Store):
    text = "jsonb" if store.kind == "postgresql" else "json"
    store.run(
        f"CREATE TABLE carts (id integer PRIMARY KEY, owner {text}, items {text})",
        "CREATE TABLE items (id integer PRIMARY KEY, name varchar(9))",
        """INSERT INTO carts VALUES (1, '{"contact": {"email": "a@x", "other": 1}, "x": 1.10}', '[3, 5]'),"""
        """ (2, '{"contact": {"email": "b@x"}}', '[4]'), (3, '{"contact": ["a@x"]}', NULL), (4, NULL, '[]'),"""
        """ (5, '{"contact": {"email": ["z@x", "a@x"]}}', '[0, "5", null]')""",
        "INSERT INTO items VALUES (0, 'nil'), (3, 'three'), (4, 'four'), (5, 'five')",
    )
    contact = field_("contact", fields=[field_("email", identity="email")])
    data_map = map_of(
        shop=[
            collection(
                "carts",
                field_("id", primary_key=True),
                field_("owner", data_type="object", fields=[contact, {"name": "x"}]),
                field_("items", "shop.items.id to", data_type="integer[]"),
            ),
            collection("items", field_("id", primary_key=True), "name"),
        ]
    )
    found, report = await walk_all(data_map, {"shop": store.url}, email="a@x")
    assert report.complete
    assert found.values("carts", "id") == [1, 5]
    owners = {row["id"]: row["owner"] for row in found.rows["carts"]}
    assert owners[1] == {"contact": {"email": "a@x"}, "x": 1.1}
    assert owners[5] == {"contact": {"email": ["a@x"]}}, "the other element is somebody else's"
    assert found.values("items", "id") == [0, 3, 5]
    assert set(found.arrivals["items"]) == {Arrival.PARENT}


async def test_several_identities_of_a_kind_and_several_kinds(store: Store):
    store.run(
        "CREATE TABLE customers (id integer PRIMARY KEY, email varchar(99), email2 varchar(99), phone varchar(9))",
        "INSERT INTO customers VALUES (1, 'a@x', 'b@x', '1'), (2, 'b@x', 'c@x', '2'), (3, 'z@x', NULL, '3'),"
        " (4, 'y', 'y', '3')",
    )
    data_map = map_of(
        shop=[
            collection(
                "customers",
                field_("id", primary_key=True),
                field_("email", identity="email"),
                field_("email2", identity="email"),
                field_("phone", identity="phone_number"),
            )
        ]
    )
    found, _ = await walk_all(data_map, {"shop": store.url}, email=["a@x", "b@x"], phone_number="3")
    assert found.values("customers", "id") == [1, 2, 3, 4]


async def test_one_moment_is_read_whatever_is_written_meanwhile(store: Store):
    store.run(
        "CREATE TABLE customers (id integer PRIMARY KEY, email varchar(99))",
        "CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer)",
        "INSERT INTO customers VALUES (1, 'a@x')",
        "INSERT INTO orders VALUES (1, 1)",
    )
    if store.kind == "sqlite":
        store.run("PRAGMA journal_mode = WAL")

    class Meddler(Found):
        async def take(self, found: FoundRows) -> None:
            if found.collection.collection == "customers":
                store.run("INSERT INTO orders VALUES (2, 1)", "DELETE FROM orders WHERE id = 1")
            await super().take(found)

    data_map = map_of(
        shop=[
            CUSTOMERS,
            collection(
                "orders", field_("id", primary_key=True), field_("customer_id", "shop.customers.id from")
            ),
        ]
    )
    found, _ = await walk_all(data_map, {"shop": store.url}, Meddler(), email="a@x")
    assert found.values("orders", "id") == [1]


async def test_a_snapshot_that_is_given_up_anywhere_is_not_the_next_walks(postgres: EmbeddedPostgres):
    with postgresql_store(postgres) as store:
        store.run("CREATE TABLE customers (id integer PRIMARY KEY, email varchar(99))")
        (source,) = data_sources(map_of(shop=[CUSTOMERS]), {"shop": store.url}).values()

        async def count() -> int:
            async with source.open() as reader:
                return await reader._connection.fetchval("SELECT count(*) FROM customers")

        assert await count() == 0
        for turns in range(1, 41):  # of the loop, until it is given up
            task = asyncio.create_task(count())
            for _ in range(turns):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            store.run(f"INSERT INTO customers VALUES ({turns}, 'a@x')")
            assert await count() == turns
        await source.close()


async def test_a_connection_that_was_cut_in_the_pool_is_a_source_that_is_away(postgres: EmbeddedPostgres):
    """Never a fault of ours, after which a search would be tried a few times only."""
    with postgresql_store(postgres) as store:
        store.run("CREATE TABLE customers (id integer PRIMARY KEY, email varchar(99))")
        (source,) = data_sources(map_of(shop=[CUSTOMERS]), {"shop": store.url}).values()
        failures = set()
        for _ in range(10):
            async with source.open():
                pass
            store.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            try:
                async with source.open():
                    pass
            except SourceFailed as failed:
                failures.add((failed.reason, failed.whole))
        assert failures == {("unreachable", True)}
        await source.close()


async def test_the_connection_can_not_write(store: Store):
    store.run("CREATE TABLE customers (id integer PRIMARY KEY, email varchar(99))")
    (source,) = data_sources(map_of(shop=[CUSTOMERS]), {"shop": store.url}).values()
    async with source.open() as reader:
        with pytest.raises(Exception, match=r"(?i)read[- ]?only"):
            await run_on(reader, "INSERT INTO customers VALUES (1, 'a@x')")
    await source.close()


async def run_on(reader: object, statement: str) -> None:
    connection = reader._connection
    if hasattr(connection, "cursor") and not hasattr(connection, "execute"):
        async with connection.cursor() as cursor:
            await cursor.execute(statement)
    else:
        await connection.execute(statement)


async def test_many_keys_and_wide_rows_come_in_bounded_lists(store: Store):
    rows = 2500
    store.run(
        "CREATE TABLE customers (id integer PRIMARY KEY, email varchar(99))",
        "CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer)",
        "CREATE TABLE items (id integer PRIMARY KEY, order_id integer, note text)",
        "INSERT INTO customers VALUES (1, 'a@x')",
        *(
            f"INSERT INTO orders VALUES {', '.join(f'({n}, {n % 2})' for n in range(start, start + 500))}"
            for start in range(0, 2 * rows, 500)
        ),
        *(
            "INSERT INTO items VALUES "
            + ", ".join(
                f"({n}, {n}, '{'x' * (20_000 if n % 50 == 0 else 5)}')" for n in range(start, start + 500)
            )
            for start in range(0, 2 * rows, 500)
        ),
    )

    class Sizes(Found):
        largest = 0

        async def take(self, found: FoundRows) -> None:
            self.largest = max(self.largest, sum(len(str(value)) for row in found.rows for value in row))
            await super().take(found)

    data_map = map_of(
        shop=[
            CUSTOMERS,
            collection(
                "orders", field_("id", primary_key=True), field_("customer_id", "shop.customers.id from")
            ),
            collection("items", field_("id", primary_key=True), field_("order_id", "shop.orders.id"), "note"),
        ]
    )
    found, report = await walk_all(data_map, {"shop": store.url}, Sizes(), resident=100, email="a@x")
    assert found.values("items", "id") == sorted(range(1, 2 * rows, 2), key=repr)
    assert report.rows == 1 + 2 * rows
    assert found.largest < 4 << 20


async def test_binary_keys_of_two_parts_and_a_reference_to_oneself(store: Store):
    kind = {"postgresql": "bytea", "sqlite": "BLOB", "mariadb": "binary(2)"}[store.kind]
    spelled = "'\\x{}'" if store.kind == "postgresql" else "X'{}'"

    def run(statement: str) -> None:
        store.run(
            re.sub(r"#([0-9a-f]+)", lambda key: spelled.format(key[1]), statement.replace("KEY", kind, 9))
        )

    run("CREATE TABLE customers (id KEY NOT NULL, email varchar(99), CONSTRAINT c PRIMARY key (id))")
    run(
        "CREATE TABLE orders (id KEY NOT NULL, version KEY NOT NULL, customer KEY, PRIMARY key (id, version))"
    )
    run("CREATE TABLE items (id KEY NOT NULL, order_id KEY, order_version KEY, parent KEY)")
    run("INSERT INTO customers VALUES (#a1a1, 'a@x'), (#00ff, 'b@x')")
    run("INSERT INTO orders VALUES (#c1c1, #0101, #a1a1), (#c1c1, #0202, #00ff)")
    run("INSERT INTO items VALUES (#f1f1, #c1c1, #0101, NULL), (#f2f2, #c1c1, #0202, NULL)")
    run("INSERT INTO items VALUES (#f3f3, NULL, NULL, #f1f1), (#f4f4, NULL, NULL, #f2f2)")
    data_map = map_of(
        shop=[
            CUSTOMERS,
            collection(
                "orders",
                field_("id", primary_key=True),
                field_("version", primary_key=True),
                field_("customer", "shop.customers.id from"),
            ),
            collection(
                "items",
                field_("id", primary_key=True),
                field_("order_id", "shop.orders.id from"),
                field_("order_version", "shop.orders.version from"),
                field_("parent", "shop.items.id from"),
            ),
        ]
    )
    found, report = await walk_all(data_map, {"shop": store.url}, email="a@x")
    assert report.complete
    assert found.values("customers", "id") == ["oaE="]
    assert found.values("orders", "id", "version") == [("wcE=", "AQE=")]
    assert sorted(found.values("items", "id")) == ["8/M=", "8fE="]


async def test_blanks_that_fill_a_fixed_width_are_no_part_of_a_key(store: Store):
    store.run(
        "CREATE TABLE customers (code char(10) PRIMARY KEY, email varchar(99))",
        "CREATE TABLE orders (id integer PRIMARY KEY, customer varchar(20))",
        "INSERT INTO customers VALUES ('AB', 'a@x'), ('CD', 'b@x')",
        "INSERT INTO orders VALUES (1, 'AB'), (2, 'AB '), (3, 'CD')",
    )
    data_map = map_of(
        shop=[
            collection("customers", field_("code", primary_key=True), field_("email", identity="email")),
            collection(
                "orders", field_("id", primary_key=True), field_("customer", "shop.customers.code from")
            ),
        ]
    )
    found, _ = await walk_all(data_map, {"shop": store.url}, email="a@x")
    assert [code.strip() for code in found.values("customers", "code")] == ["AB"]
    assert found.values("orders", "id") == [1]
