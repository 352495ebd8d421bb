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


NESTED = {"sqlite": "json", "postgresql": "jsonb", "mariadb": "json"}


def guests(**rules: Any) -> Any:
    email = field_("email", identity="email", **rules)
    contact = field_("contact", fields=[email, field_("name")], data_type="object")
    people = field_("people", fields=[field_("email", identity="email", **rules), field_("name")])
    return map_of(
        shop=[
            collection("guests", field_("id", primary_key=True), contact),
            collection("parties", field_("id", primary_key=True), people),
            collection("visits", field_("id", primary_key=True), field_("guest", "shop.guests.id from")),
        ]
    )


def filled_with_guests(store: Store) -> None:
    store.run(
        f"CREATE TABLE guests (id integer primary key, contact {NESTED[store.kind]})",
        f"CREATE TABLE parties (id integer primary key, people {NESTED[store.kind]})",
        "CREATE TABLE visits (id integer primary key, guest integer)",
        """INSERT INTO guests VALUES (1, '{"email": "Anna@Example.org", "name": "A"}'), (4, NULL)""",
        """INSERT INTO guests VALUES (5, '{"email": 5}')""",
        """INSERT INTO guests VALUES (2, '{"email": "ann@example.org"}'), (3, '{"email": "xanna@example.org"}')""",
        """INSERT INTO guests VALUES (6, '{"email": "anna@example.org"}')""",
        """INSERT INTO parties VALUES (2, '[{"email": "bob@x"}]')""",
        """INSERT INTO parties
           VALUES (1, '[{"email": "ANNA@example.org", "name": "A"}, {"email": "bob@x", "name": "B"}]')""",
        "INSERT INTO visits VALUES (1, 1), (2, 2), (3, 3), (6, 6)",
    )


@pytest.mark.parametrize("lines", [False, True])
async def test_an_address_inside_an_object_is_found_however_its_letters_are_written(
    store: Store, lines: bool
):
    filled_with_guests(store)
    sink = Lined() if lines else None
    found, report = await walk_all(guests(), {"shop": store.url}, sink, email="anna@EXAMPLE.org")
    assert report.complete
    assert found.values("guests", "id") == [1, 6]
    assert found.values("visits", "id") == [1, 6]
    assert found.rows["parties"] == [{"id": 1, "people": [{"email": "ANNA@example.org", "name": "A"}]}]


async def test_inside_an_object_too_the_map_may_ask_for_the_exact_case(store: Store):
    filled_with_guests(store)
    mapped = guests(dsr={"ignore_case": False})
    found, _ = await walk_all(mapped, {"shop": store.url}, email="anna@example.org")
    assert found.values("guests", "id") == [6]
    assert "parties" not in found.rows


async def test_an_address_among_several_of_a_column_is_found_however_it_is_written(store: Store):
    kind = "text[]" if store.kind == "postgresql" else NESTED[store.kind]
    one, other = (
        ("{Anna@X.org,NULL,b@x}", "{annax@x.org}")
        if store.kind == "postgresql"
        else ('["Anna@X.org", null, "b@x"]', '["annax@x.org"]')
    )
    store.run(
        f"CREATE TABLE people (id integer primary key, emails {kind})",
        f"INSERT INTO people VALUES (1, '{one}'), (2, '{other}'), (3, NULL)",
    )
    emails = field_("emails", identity="email", data_type="string[]")
    mapped = map_of(shop=[collection("people", field_("id", primary_key=True), emails)])
    found, report = await walk_all(mapped, {"shop": store.url}, email="aNNa@x.org")
    assert report.complete
    assert found.rows["people"] == [{"id": 1, "emails": ["Anna@X.org"]}]
