"""Which references are alternatives, which are one composite key, and who is whose child."""

from typing import Any

import pytest

from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.data_map.references import Arrival, References, references
from dsr_service.domain.data_map.source_schema import (
    ForeignKey,
    SourceSchema,
    TableSchema,
    UniqueConstraint,
)
from walking import collection, field_, map_of


def linked(name: str, target: str, link: str, direction: str = "from") -> dict[str, Any]:
    dataset, _, path = target.partition(".")
    return {
        "name": name,
        "fides_meta": {
            "references": [{"dataset": dataset, "field": path, "direction": direction, "dsr": {"link": link}}]
        },
    }


def ways_into(found: References, name: str) -> set[tuple[tuple[str, str], ...]]:
    """Each feed as its pairs of (this collection's field, the other's)."""
    return {
        tuple(zip(feed.lookup.fields, feed.fields, strict=True))
        for feed in found.feeds
        if feed.lookup.collection.collection == name
    }


def schema(**tables: list[ForeignKey] | TableSchema) -> dict[str, SourceSchema]:
    made = {
        name: given if isinstance(given, TableSchema) else TableSchema(name, (), foreign_keys=tuple(given))
        for name, given in tables.items()
    }
    return {"s": SourceSchema("postgresql", made)}


CUSTOMERS = collection("customers", "shop", "id", "other", field_("email", identity="email"))


def test_fields_that_refer_to_different_fields_are_one_key():
    found = references(
        map_of(
            s=[
                CUSTOMERS,
                collection(
                    "orders", field_("cid", "s.customers.id from"), field_("sid", "s.customers.shop from")
                ),
            ]
        )
    )
    assert ways_into(found, "orders") == {(("cid", "id"), ("sid", "shop"))}
    assert ways_into(found, "customers") == set()


def test_fields_that_refer_to_the_same_field_are_alternatives():
    found = references(
        map_of(
            s=[
                CUSTOMERS,
                collection(
                    "orders", field_("buyer", "s.customers.id from"), field_("payer", "s.customers.id from")
                ),
            ]
        )
    )
    assert ways_into(found, "orders") == {(("buyer", "id"),), (("payer", "id"),)}


def test_alternatives_share_the_parts_that_they_do_not_clash_with():
    found = references(
        map_of(
            s=[
                CUSTOMERS,
                collection(
                    "orders",
                    field_("sid", "s.customers.shop from"),
                    field_("buyer", "s.customers.id from"),
                    field_("payer", "s.customers.id from"),
                ),
            ]
        )
    )
    assert ways_into(found, "orders") == {
        (("buyer", "id"), ("sid", "shop")),
        (("payer", "id"), ("sid", "shop")),
    }


def test_one_field_that_refers_to_several_is_a_list_of_alternatives():
    addresses = collection("addresses", field_("id", "s.orders.shipping from", "s.orders.billing from"))
    found = references(map_of(s=[CUSTOMERS, collection("orders", "shipping", "billing"), addresses]))
    assert ways_into(found, "addresses") == {(("id", "shipping"),), (("id", "billing"),)}


def test_references_to_different_collections_are_alternatives():
    found = references(
        map_of(
            s=[
                CUSTOMERS,
                collection("guests", "id", "mail"),
                collection(
                    "orders", field_("cid", "s.customers.id from"), field_("gid", "s.guests.mail from")
                ),
            ]
        )
    )
    assert ways_into(found, "orders") == {(("cid", "id"),), (("gid", "mail"),)}


def test_links_tell_apart_and_hold_together():
    found = references(
        map_of(
            s=[
                CUSTOMERS,
                collection(
                    "orders",
                    linked("cid", "s.customers.id", "buyer"),
                    linked("sid", "s.customers.shop", "buyer"),
                    linked("sales", "s.customers.other", "sales"),
                ),
            ]
        )
    )
    assert ways_into(found, "orders") == {(("cid", "id"), ("sid", "shop")), (("sales", "other"),)}


def test_a_declared_foreign_key_settles_doubt():
    data_map = map_of(
        s=[
            CUSTOMERS,
            collection(
                "orders", field_("cid", "s.customers.id from"), field_("sales", "s.customers.other from")
            ),
        ]
    )
    apart = schema(
        customers=[],
        orders=[ForeignKey(("cid",), "customers", ("id",)), ForeignKey(("sales",), "customers", ("other",))],
    )
    assert ways_into(references(data_map, apart), "orders") == {(("cid", "id"),), (("sales", "other"),)}
    one = schema(customers=[], orders=[ForeignKey(("sales", "cid"), "customers", ("other", "id"))])
    assert ways_into(references(data_map, one), "orders") == {(("cid", "id"), ("sales", "other"))}


def test_a_foreign_key_of_more_parts_than_the_map_names_is_used_whole():
    data_map = map_of(s=[CUSTOMERS, collection("orders", field_("cid", "s.customers.id from"))])
    orders = [ForeignKey(("sid", "cid"), "customers", ("shop", "id"))]
    found = references(
        data_map, schema(customers=TableSchema("customers", (), ("shop", "id")), orders=orders)
    )
    assert ways_into(found, "orders") == {(("cid", "id"), ("sid", "shop"))}
    unique = TableSchema("customers", (), ("shop", "id"), unique=(UniqueConstraint(("id",)),))
    found = references(data_map, schema(customers=unique, orders=orders))
    assert ways_into(found, "orders") == {(("cid", "id"),)}


def test_two_collections_that_refer_to_one_another():
    found = references(
        map_of(
            s=[
                collection(
                    "customers",
                    "id",
                    field_("email", identity="email"),
                    field_("favourite", "s.addresses.id to"),
                ),
                collection("addresses", "id", field_("customer", "s.customers.id from")),
            ]
        )
    )
    assert ways_into(found, "addresses") == {(("id", "favourite"),), (("customer", "id"),)}
    assert ways_into(found, "customers") == set()


def test_a_pair_onward_and_a_pair_back_are_two_references():
    found = references(
        map_of(
            s=[
                CUSTOMERS,
                collection(
                    "orders", field_("cid", "s.customers.id from"), field_("code", "s.customers.other to")
                ),
            ]
        )
    )
    assert ways_into(found, "orders") == {(("cid", "id"),)}
    assert ways_into(found, "customers") == {(("other", "code"),)}


@pytest.mark.parametrize(
    ("customer", "order", "expected"),
    [
        (field_("id"), field_("cid", "s.customers.id from"), Arrival.CHILD),
        (field_("id", primary_key=True), field_("cid", "s.customers.id"), Arrival.CHILD),
        (field_("id", "s.orders.cid to", primary_key=True), field_("cid"), Arrival.CHILD),
        (field_("id"), field_("cid", "s.customers.id from", primary_key=True), Arrival.CHILD),
        (field_("id"), field_("cid", "s.customers.id", primary_key=True), Arrival.CHILD),
        (field_("id", "s.orders.cid to"), field_("cid", primary_key=True), Arrival.PARENT),
        (
            field_("id", primary_key=True),
            field_("cid", "s.customers.id from", primary_key=True),
            Arrival.CHILD,
        ),
        (field_("id", "s.orders.cid to", primary_key=True), field_("cid", primary_key=True), Arrival.PARENT),
        (field_("id"), field_("cid", "s.customers.id from", dsr={"owner": False}), Arrival.MENTION),
    ],
)
def test_who_holds_the_key_is_the_child(customer: Any, order: Any, expected: Arrival):
    data_map = map_of(
        s=[collection("customers", customer, field_("email", identity="email")), collection("orders", order)]
    )
    (feed,) = (feed for feed in references(data_map).feeds if feed.lookup.collection.collection == "orders")
    assert feed.arrival is expected


def test_the_schema_knows_better_who_is_the_child():
    data_map = map_of(
        s=[
            collection("customers", field_("id", "s.orders.cid to"), field_("email", identity="email")),
            collection("orders", "cid"),
        ]
    )
    found = references(data_map, schema(customers=[], orders=[ForeignKey(("cid",), "customers", ("id",))]))
    (feed,) = found.feeds
    assert feed.arrival is Arrival.CHILD
    assert feed.declared


def test_a_self_reference_has_two_ends():
    people = collection("people", field_("id", primary_key=True), field_("boss", "s.people.id"))
    ways = {(feed.fields, feed.lookup.fields): feed.arrival for feed in references(map_of(s=[people])).feeds}
    assert ways == {(("boss",), ("id",)): Arrival.PARENT, (("id",), ("boss",)): Arrival.CHILD}


def test_skipped_collections_take_no_part():
    data_map = map_of(
        s=[CUSTOMERS, collection("orders", field_("cid", "s.customers.id"), skip_processing=True)]
    )
    assert references(data_map).feeds == ()


def test_those_that_others_come_after_are_first():
    data_map = map_of(
        t=[collection("late", "a", after=["s.later"])],
        s=[collection("later", "a", after=["s.first"]), collection("first", "a")],
    )
    order = references(data_map).order
    assert [place.collection for place in order] == ["first", "later", "late"]
    assert isinstance(order[0], CollectionAddress)


def test_a_direction_that_one_part_names_holds_for_the_key():
    orders = collection("orders", field_("cid", "s.customers.id from"), field_("sid", "s.customers.shop"))
    found = references(map_of(s=[CUSTOMERS, orders]))
    assert ways_into(found, "orders") == {(("cid", "id"), ("sid", "shop"))}
    assert ways_into(found, "customers") == set()


def test_a_self_reference_may_have_a_part_that_stays_itself():
    shelves = collection(
        "shelves", field_("shop", "s.shelves.shop"), field_("id"), field_("parent", "s.shelves.id to")
    )
    assert ways_into(references(map_of(s=[shelves])), "shelves") == {(("id", "parent"), ("shop", "shop"))}
