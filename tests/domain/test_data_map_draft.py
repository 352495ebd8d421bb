"""Drafts of a data map: references guessed from names where the database declares none, and which way they lead."""

import pytest

from dsr_service.domain.data_map.draft import draft
from dsr_service.domain.data_map.source_schema import (
    ColumnKind,
    ColumnSchema,
    ForeignKey,
    SourceSchema,
    TableSchema,
)
from dsr_service.formats.data_map_yaml import read_data_map


def table(name: str, *columns: str, keys: tuple[ForeignKey, ...] = ()) -> TableSchema:
    """The first column is the key; those that end in `!` are texts."""
    made = tuple(
        ColumnSchema(
            column.rstrip("!"), ColumnKind.STRING if column.endswith("!") else ColumnKind.INTEGER, "type"
        )
        for column in columns
    )
    return TableSchema(name, made, primary_key=(made[0].name,), foreign_keys=keys)


def references(*tables: TableSchema) -> dict[str, str]:
    text = draft("shop", SourceSchema("sqlite", {each.name: each for each in tables}))
    return {
        f"{address.collection}.{path}": f"{reference.target.collection.collection} {reference.direction.value}"
        for address, collection in read_data_map(text.encode()).collections()
        for path, declared in collection.walk_fields()
        for reference in declared.references
    }


CUSTOMER = table("oc_customer", "customer_id", "email!")


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (
            (CUSTOMER, table("oc_order", "order_id", "customer_id")),
            {"oc_order.customer_id": "oc_customer from"},
        ),
        (
            (table("account_user", "id", "email!"), table("gift", "id", "created_by_id", "user_id")),
            {"gift.created_by_id": "account_user from", "gift.user_id": "account_user from"},
        ),
        (
            (table("ps_customer", "id_customer", "email!"), table("ps_cart", "id_cart", "id_customer")),
            {"ps_cart.id_customer": "ps_customer from"},
        ),
        (
            (CUSTOMER, table("categories", "id", "parent_id", "owner_id")),
            {"categories.parent_id": "categories from", "categories.owner_id": "oc_customer from"},
        ),
        ((CUSTOMER, table("notes", "id", "customer_id!")), {}),  # a text is no number
        (
            (
                table("a_product", "id", "email!"),
                table("b_product", "id", "x"),
                table("lines", "id", "product_id"),
            ),
            {},  # which of the two?
        ),
        (
            (CUSTOMER, table("wishlist_product", "id", "product_id"), table("lines", "id", "product_id")),
            {},  # that table points at products itself
        ),
    ],
)
def test_names_tell_what_no_key_declares(tables: tuple[TableSchema, ...], expected: dict[str, str]):
    assert references(*tables) == expected


def test_nothing_leads_back_from_what_people_share():
    """An order leads to its address, and never the address to the orders of others; nor a product to its buyers."""
    customers = table("customers", "id", "email!")
    orders = table("orders", "id", "customer_id", "billing_address_id", "shipping_address_id")
    found = references(
        customers,
        orders,
        table("addresses", "id", "street!"),
        table("order_items", "id", "order_id", "product_id"),
        table("products", "id", "price"),
        table("shops", "id", "address_id"),
    )
    assert found == {
        "orders.customer_id": "customers from",
        "orders.billing_address_id": "addresses to",
        "orders.shipping_address_id": "addresses to",
        "order_items.order_id": "orders from",
        "order_items.product_id": "products from",
        "shops.address_id": "addresses to",
    }


def test_a_declared_key_bears_no_mark_and_a_guessed_one_does():
    key = ForeignKey(("customer_id",), "customers", ("id",))
    text = draft(
        "shop",
        SourceSchema(
            "sqlite",
            {
                "customers": table("customers", "id", "email!"),
                "orders": table("orders", "id", "customer_id", keys=(key,)),
                "carts": table("carts", "id", "customer_id"),
            },
        ),
    )
    marked = [line.endswith("# guess") for line in text.splitlines() if "field:" in line]
    assert marked == [True, False]
