"""An e-mail address is one address however its letters are written; an account is not another for that."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dsr_service.services.walk import Status
from walking import STORES, Lined, Store, address, collection, field_, map_of, store_of, walk_all


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with store_of(request, tmp_path) as made:
        yield made


def shop(**rules: Any) -> Any:
    return map_of(
        shop=[
            collection(
                "customers", field_("id", primary_key=True), field_("email", identity="email", **rules)
            ),
            collection(
                "orders",
                "id",
                field_("customer_id", "shop.customers.id from"),
                field_("mail", identity="email"),
            ),
        ]
    )


def filled(store: Store, *customers: str, unique: bool = True, collation: str = "") -> None:
    text = f"varchar(80){collation}"
    store.run(
        f"CREATE TABLE customers (id integer primary key, email {text}{' UNIQUE' if unique else ''})",
        f"CREATE TABLE orders (id integer, customer_id integer, mail {text})",
        *(f"INSERT INTO customers VALUES ({n}, '{email}')" for n, email in enumerate(customers, 1)),
        *(f"INSERT INTO orders VALUES ({n}, {n}, NULL)" for n, _ in enumerate(customers, 1)),
        "INSERT INTO orders VALUES (90, NULL, 'ANNA@example.org'), (91, NULL, 'anna@example.orga')",
    )


@pytest.mark.parametrize("stored", ["anna@example.org", "Anna@Example.ORG"])
@pytest.mark.parametrize("lines", [False, True])
async def test_an_address_is_found_however_its_letters_are_written(store: Store, stored: str, lines: bool):
    filled(store, stored, "annabel@example.org")
    sink = Lined() if lines else None
    found, report = await walk_all(shop(), {"shop": store.url}, sink, email="Anna@Example.org")
    assert report.complete
    assert found.values("customers", "email") == [stored]
    assert found.values("orders", "id") == [1, 90]


def told_apart(store: Store) -> str:
    """Text in which the database itself tells the case of letters."""
    return " COLLATE utf8mb4_bin" if store.kind == "mariadb" else ""


async def test_accounts_that_case_alone_tells_apart_are_not_mixed_up(store: Store):
    filled(store, "anna@example.org", "Anna@example.org", "ANNA@example.org", collation=told_apart(store))
    found, report = await walk_all(shop(), {"shop": store.url}, email="Anna@example.org")
    assert found.values("customers", "id") == [2]
    assert 1 not in found.values("orders", "id")
    assert report.complete
    assert report.collections[address("shop.customers")].other_accounts == 2


async def test_whose_account_it_is_is_not_guessed(store: Store):
    filled(store, "anna@example.org", "Anna@example.org", collation=told_apart(store))
    found, report = await walk_all(shop(), {"shop": store.url}, email="aNNa@example.org")
    assert found.values("customers", "id") == []
    customers = report.collections[address("shop.customers")]
    assert (customers.status, customers.reason) == (Status.FAILED, "account_unclear")


async def test_a_column_that_is_not_unique_gives_every_spelling(store: Store):
    filled(store, "anna@example.org", "Anna@example.org", unique=False, collation=told_apart(store))
    found, report = await walk_all(shop(), {"shop": store.url}, email="anna@example.org")
    assert found.values("customers", "id") == [1, 2]
    assert report.complete


async def test_the_map_may_ask_for_the_exact_case(store: Store):
    filled(store, "anna@example.org", "Anna@example.org", unique=False, collation=told_apart(store))
    found, _ = await walk_all(shop(dsr={"ignore_case": False}), {"shop": store.url}, email="Anna@example.org")
    assert found.values("customers", "id") == [2]


async def test_other_fields_are_exact_unless_the_map_says_otherwise(store: Store):
    store.run(
        f"CREATE TABLE people (id integer primary key, login varchar(20){told_apart(store)})",
        "INSERT INTO people VALUES (1, 'anna'), (2, 'ANNA')",
    )
    for rules, expected in (({}, [1]), ({"dsr": {"ignore_case": True}}, [1, 2])):
        login = field_("login", identity="login", **rules)
        mapped = map_of(shop=[collection("people", field_("id", primary_key=True), login)])
        found, _ = await walk_all(mapped, {"shop": store.url}, login="anna")
        assert found.values("people", "id") == expected


async def test_letters_beyond_a_to_z_are_as_they_are_stored(store: Store):
    filled(store, "Élodie@example.org", "éva@example.org", collation=told_apart(store))
    found, _ = await walk_all(shop(), {"shop": store.url}, email="Élodie@EXAMPLE.org")
    assert found.values("customers", "id") == [1]
