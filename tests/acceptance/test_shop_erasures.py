"""Erasures by the example maps of PrestaShop and WooCommerce: the law's keeps stay, nobody else's row is touched."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dsr_service.cli import app
from erasure_tables import rows
from shop_rows import PEOPLE, SHOPS, Filler, ShopCase, columns_of, insert, primary_keys
from walking import Store, mariadb_store, sqlite_store

PERSON = 7
KEPT = {  # what must be there afterwards, and what must not
    "prestashop": ({"ps_orders", "ps_order_detail"}, {"ps_customer", "ps_cart", "ps_wishlist", "ps_product_comment"}),
    "woocommerce": ({"wp_wc_orders", "wp_wc_order_addresses"}, {"wp_users", "wp_woocommerce_payment_tokens"}),
}  # fmt: skip
STORES = ("sqlite", pytest.param("mariadb", marks=[pytest.mark.mariadb, pytest.mark.slow]))


@pytest.fixture(params=SHOPS, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> ShopCase:
    return request.param


@pytest.fixture(params=STORES)
def shop(request: pytest.FixtureRequest, case: ShopCase, tmp_path: Path) -> Iterator[Store]:
    filled: dict[str, list[dict]] = {}
    for table, row in Filler(case).rows():
        filled.setdefault(table, []).append(row)
    with mariadb_store() if request.param == "mariadb" else sqlite_store(tmp_path) as store:
        tables = re.findall(r"CREATE TABLE .*?\n\)", case.schema, re.DOTALL)
        store.run(*tables, *(insert(table, rows) for table, rows in filled.items()))
        if (
            case.name == "prestashop"
        ):  # as the shop does it: who orders is billed to an address of the own book
            orders = f"SELECT id_address_invoice FROM ps_orders WHERE id_customer = {PERSON}"
            store.run(f"UPDATE ps_address SET id_customer = {PERSON} WHERE id_address IN ({orders})")
        yield store


def told(store: Store, table: str, condition: str) -> Counter[str]:
    return Counter(repr(row) for row in rows(store, f"`{table}` WHERE {condition}", "*"))


def whose(case: ShopCase, person: int) -> dict[str, str]:
    return {
        table: text.format(c=person, e=f"'person{person}@example.com'") for table, text in case.owned.items()
    }


def key_of(case: ShopCase, table: str, row: tuple) -> tuple:
    columns = list(columns_of(case.schema)[table])
    return tuple(row[columns.index(name)] for name in primary_keys(case.schema)[table])


def keyed(case: ShopCase, store: Store, table: str, condition: str) -> dict[tuple, tuple]:
    return {key_of(case, table, row): row for row in rows(store, f"`{table}` WHERE {condition}", "*")}


def digest(case: ShopCase, store: Store, person: int, hers: Mapping[str, dict[tuple, tuple]]) -> str:
    """Of every row of one customer that is not the erased one's too."""
    found = hashlib.sha256()
    for table, condition in whose(case, person).items():
        own = keyed(case, store, table, condition)
        kept = sorted(repr(own[key]) for key in own.keys() - hers[table].keys())
        found.update(repr((table, kept)).encode())
    return found.hexdigest()


def test_an_erasure_keeps_what_the_law_keeps_and_touches_nobody_else(case: ShopCase, shop: Store) -> None:
    tables = columns_of(case.schema)
    email = f"person{PERSON}@example.com"
    others = (1, 12, PEOPLE)
    before = {table: told(shop, table, "1 = 1") for table in tables}
    hers = {table: told(shop, table, condition) for table, condition in whose(case, PERSON).items()}
    known = {table: keyed(case, shop, table, condition) for table, condition in whose(case, PERSON).items()}
    digests = [digest(case, shop, person, known) for person in others]
    arguments = ["data-map", "plan-erasure", str(case.data_map), "--source", f"{case.name}={shop.url}"]
    done = CliRunner().invoke(app, [*arguments, "--identity", f"email={email}", "--execute", "--yes"])
    assert done.exit_code == 0, (done.stdout[-2000:], done.stderr[-2000:])
    plan = json.loads(done.stdout)
    kept = {item["collection"] for item in plan["items"] if item["action"] == "keep"}
    there, gone = KEPT[case.name]
    assert there <= kept
    assert not gone & kept
    after = {table: told(shop, table, "1 = 1") for table in tables}
    for table in tables:
        changed, new = before[table] - after[table], after[table] - before[table]
        assert changed <= hers[table], f"{table}: somebody else's row was changed"
        assert new.total() <= changed.total(), table  # masked, not made
        telling = sum(email in row for row in after[table])
        assert not telling or table in kept, (table, telling)
        if table in gone:
            assert hers[table], table
            assert not hers[table] & after[table], f"{table}: something of hers is left"
        elif table in there:
            assert not changed, f"{table}: the law keeps these records as they are"
    assert [digest(case, shop, person, known) for person in others] == digests
    if case.name == "prestashop":
        invoices_keep_their_addresses(case, shop, known)


def invoices_keep_their_addresses(
    case: ShopCase, shop: Store, hers: Mapping[str, dict[tuple, tuple]]
) -> None:
    """What an invoice names stays with the order, what it need not name is masked, other addresses are gone."""
    columns = list(columns_of(case.schema)["ps_address"])
    place = columns.index
    orders = list(columns_of(case.schema)["ps_orders"])
    needed = {
        order[orders.index(name)]
        for order in hers["ps_orders"].values()
        for name in ("id_address_delivery", "id_address_invoice")
    }
    mine = {key: row for key, row in hers["ps_address"].items() if row[place("id_customer")] == PERSON}
    left = keyed(case, shop, "ps_address", "1 = 1")
    billed = {key for key in mine if key[0] in needed}
    assert billed
    assert mine.keys() > billed
    assert left.keys() & mine.keys() == billed
    for key in billed:
        for name in ("firstname", "lastname", "address1", "postcode", "city", "vat_number"):
            assert left[key][place(name)] == mine[key][place(name)], name
        assert all(left[key][place(name)] is None for name in ("phone", "phone_mobile", "other"))
