import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from dsr_service.adapters.demo_shop import (
    DATA_MAP,
    DATABASE,
    REGISTERS,
    NotADemoDatabase,
    ensure_demo_shop,
    make_the_shop,
)
from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.domain.article_15 import assemble, missing_parts
from dsr_service.domain.controllers import read_controller
from dsr_service.domain.processing_activities import ProcessingActivity
from dsr_service.domain.recipients import Recipient
from dsr_service.formats.data_map_yaml import read_data_map
from walk_oracle import check, comparable, mapped_tables, rows_of, walk

TABLES = mapped_tables(DATA_MAP)
NOT_PERSONAL = {"products", "demo_shop_installed"}

# Whose row is it? Told here once more, table by table, in SQL of the test's own; {c} is the customer's number.
MY_MAIL = "(SELECT email FROM customers WHERE customer_id = {c})"
MY_ORDERS = (
    """(WITH RECURSIVE mine AS (
    SELECT order_id FROM orders WHERE customer_id = {c} OR guest_email = """
    + MY_MAIL
    + """
    UNION SELECT o.order_id FROM orders o JOIN mine ON o.replaces_order_id = mine.order_id)
    SELECT order_id FROM mine)"""
)
BY_CUSTOMER = "t.customer_id = {c}"
BY_ORDER = f"t.order_id IN {MY_ORDERS}"
MY_PARCELS = f"(SELECT shipment_id FROM shipment_lines WHERE order_id IN {MY_ORDERS})"
OWNERSHIP = {
    "customers": BY_CUSTOMER,
    "customer_addresses": BY_CUSTOMER,
    "addresses": f"""t.address_id IN (
        SELECT address_id FROM customer_addresses WHERE customer_id = {{c}}
        UNION SELECT unnest(ARRAY[shipping_address_id, billing_address_id]) FROM orders WHERE order_id IN {MY_ORDERS}
        UNION SELECT address_id FROM shipments WHERE shipment_id IN {MY_PARCELS})""",
    "orders": BY_ORDER,
    "order_lines": BY_ORDER,
    "shipment_lines": BY_ORDER,
    "shipments": f"t.shipment_id IN {MY_PARCELS}",
    "invoices": BY_ORDER,
    "payments": BY_ORDER,
    "refunds": f"t.payment_id IN (SELECT payment_id FROM payments WHERE order_id IN {MY_ORDERS})",
    "fraud_scores": BY_ORDER,
    "disputes": BY_ORDER,
    "carts": BY_CUSTOMER,
    "cart_lines": "t.cart_id IN (SELECT cart_id FROM carts WHERE customer_id = {c})",
    "wish_list_items": BY_CUSTOMER,
    "reviews": BY_CUSTOMER,
    "review_votes": BY_CUSTOMER,
    "newsletter_subscriptions": f"t.email = {MY_MAIL}",
    "consents": BY_CUSTOMER,
    "marketing_messages": BY_CUSTOMER,
    "support_participants": BY_CUSTOMER,
    "support_threads": "t.thread_id IN (SELECT thread_id FROM support_participants WHERE customer_id = {c})",
    "support_messages": "t.author_id = {c}",
    "support_replies": "t.message_id IN (SELECT message_id FROM support_messages WHERE author_id = {c})",
    "authorised_applications": BY_CUSTOMER,
    "connection_log": BY_CUSTOMER,
    "product_views": BY_CUSTOMER,
    "customer_profiles": BY_CUSTOMER,
}

WAIT_BEFORE_THE_MARKER = """
CREATE FUNCTION wait_before_the_marker() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity LIKE '%demo_shop_installed') THEN
        PERFORM pg_advisory_lock(7);
    END IF;
END $$;
CREATE EVENT TRIGGER wait_before_the_marker ON ddl_command_end WHEN TAG IN ('CREATE TABLE')
    EXECUTE FUNCTION wait_before_the_marker()"""


@pytest.fixture(scope="module")
def shop(postgres: EmbeddedPostgres) -> Iterator[str]:
    name = f"{DATABASE}_{os.getpid()}"
    postgres.create_database(name)
    asyncio.run(ensure_demo_shop(postgres.dsn(name)))
    yield name
    postgres.drop_database(name)


def test_every_table_is_mapped_or_holds_nothing_personal(postgres: EmbeddedPostgres, shop: str) -> None:
    live: dict[str, set[str]] = {}
    for table, column in postgres.fetch(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'",
        database=shop,
    ):
        live.setdefault(table, set()).add(column)
    assert {table: set(mapped.columns) for table, mapped in TABLES.items()} == {
        table: columns for table, columns in live.items() if table not in NOT_PERSONAL
    }
    assert OWNERSHIP.keys() == TABLES.keys()


@pytest.mark.parametrize(
    ("customer", "identities"),
    [
        (1, {"email": "camille.martin@example.com"}),  # shares an address, a parcel and a thread with 2
        (2, {"customer_number": "KP-100002"}),
        (3, {"email": "camille.martin@example.org"}),  # the namesake
        (0, {"customer_number": "KP-100000"}),  # a key of value 0
        (11, {"phone_number": "+33639900011"}),
        (4, {"email": None}),  # also bought as a guest
    ],
)
def test_the_walk_finds_every_row_of_the_customer_and_no_other(
    postgres: EmbeddedPostgres, shop: str, tmp_path: Path, customer: int, identities: dict[str, str | None]
) -> None:
    if identities.get("email", "") is None:
        sql = "SELECT email FROM customers WHERE customer_id = $1"
        identities = {"email": postgres.fetch(sql, customer, database=shop)[0][0]}
    found = walk(DATA_MAP, (DATABASE, postgres.libpq_dsn(shop)), identities, tmp_path)
    assert found.keys() == TABLES.keys()
    for table, mapped in TABLES.items():
        expected = rows_of(postgres, shop, table, mapped, OWNERSHIP[table].format(c=customer))
        assert comparable(found[table]) == comparable(expected), table
    if customer == 1:
        assert [table for table, rows in found.items() if not rows] == [], "the README's customer has it all"


def test_a_subscriber_without_an_account_is_found_by_e_mail(
    postgres: EmbeddedPostgres, shop: str, tmp_path: Path
) -> None:
    found = walk(DATA_MAP, (DATABASE, postgres.libpq_dsn(shop)), {"email": "lecture7@example.net"}, tmp_path)
    assert {table for table, rows in found.items() if rows} == {"newsletter_subscriptions"}
    assert [row["email"] for row in found["newsletter_subscriptions"]] == ["lecture7@example.net"]


def test_the_map_fits_the_live_schema(postgres: EmbeddedPostgres, shop: str) -> None:
    assert check(DATA_MAP, (DATABASE, postgres.libpq_dsn(shop)))["errors"] == []


def test_the_registers_know_what_the_map_names() -> None:
    registers = json.loads(REGISTERS.read_text(encoding="utf-8"))
    activities = {
        entry["key"]: ProcessingActivity.of(entry["key"], entry)
        for entry in registers["processing_activities"]
    }
    recipients = {entry["key"]: Recipient.of(entry["key"], entry) for entry in registers["recipients"]}
    assert len(activities) == 8
    data_map = read_data_map(DATA_MAP.read_bytes())
    for address, collection in data_map.collections():
        assert collection.rules.purposes, address
        assert set(collection.rules.purposes) <= activities.keys(), address
        assert set(collection.rules.recipients) <= recipients.keys(), address
    for activity in activities.values():
        assert set(activity.recipients) <= recipients.keys()
        for text in (activity.name, activity.purpose, activity.retention, activity.source):
            assert text is not None
            assert text.into("fr") != text.into("en")
        assert activity.automated_decisions is not None
    found = dict.fromkeys((address for address, _ in data_map.collections()), 1)
    controller = read_controller(registers["controller"])
    information = assemble(data_map, found, activities, recipients, controller)
    assert missing_parts(information) == []
    assert {recipient.country for recipient in information.transfers} == {"CH", "US"}


def test_the_shop_is_the_same_each_time() -> None:
    assert make_the_shop() == make_the_shop()


async def test_installing_twice_changes_nothing(postgres: EmbeddedPostgres, shop: str) -> None:
    postgres.execute("UPDATE customers SET title = 'Dr' WHERE customer_id = 9", database=shop)
    await ensure_demo_shop(postgres.dsn(shop))
    assert postgres.fetch("SELECT title FROM customers WHERE customer_id = 9", database=shop)[0][0] == "Dr"


async def test_two_starts_at_once_install_once(postgres: EmbeddedPostgres, empty_database: str) -> None:
    await asyncio.gather(*(ensure_demo_shop(empty_database) for _ in range(3)))
    name = empty_database.partition("@/")[2].partition("?")[0]
    assert postgres.fetch("SELECT count(*) FROM customers", database=name)[0][0] == 300


async def test_an_older_shop_is_filled_anew(postgres: EmbeddedPostgres, empty_database: str) -> None:
    name = empty_database.partition("@/")[2].partition("?")[0]
    await ensure_demo_shop(empty_database)
    postgres.execute("UPDATE demo_shop_installed SET version = 'old'; DROP TABLE refunds", database=name)
    await ensure_demo_shop(empty_database)
    assert postgres.fetch("SELECT count(*) FROM refunds", database=name)[0][0] > 0


async def test_it_never_writes_beside_somebody_elses_tables(
    postgres: EmbeddedPostgres, empty_database: str
) -> None:
    name = empty_database.partition("@/")[2].partition("?")[0]
    postgres.execute("CREATE TABLE precious (id int)", database=name)
    with pytest.raises(NotADemoDatabase):
        await ensure_demo_shop(empty_database)
    assert postgres.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", database=name) == [
        ("precious",)
    ]


async def test_killed_half_way_it_completes_at_the_next_start(
    postgres: EmbeddedPostgres, empty_database: str
) -> None:
    name = empty_database.partition("@/")[2].partition("?")[0]
    postgres.execute(WAIT_BEFORE_THE_MARKER, database=name)
    holder = await asyncpg.connect(postgres.libpq_dsn(name))
    await holder.execute("SELECT pg_advisory_lock(7)")
    program = "import asyncio, sys; from dsr_service.adapters.demo_shop import ensure_demo_shop as install; "
    program += "asyncio.run(install(sys.argv[1]))"
    installer = subprocess.Popen([sys.executable, "-c", program, empty_database])
    async with asyncio.timeout(60):
        while not await holder.fetchval(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        ):
            assert installer.poll() is None
            await asyncio.sleep(0.05)
    installer.kill()  # every row is written, nothing is committed
    installer.wait()
    await holder.close()
    postgres.execute("DROP EVENT TRIGGER wait_before_the_marker", database=name)
    assert postgres.fetch("SELECT 1 FROM pg_tables WHERE schemaname = 'public'", database=name) == []
    await ensure_demo_shop(empty_database)
    assert postgres.fetch("SELECT count(*) FROM connection_log", database=name)[0][0] > 0
