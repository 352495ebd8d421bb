"""Databases with the names of shops whose code is not ours to run, and rows of our own, drawn at random."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PEOPLE = 30
ROWS = 90  # of each table that is not a list of people
START = datetime(2025, 1, 1, 8, tzinfo=UTC)


@dataclass(frozen=True)
class ShopCase:
    """`keys`: where a column's values are drawn from. `owned`: whose row it is; {c} a number, {e} an address."""

    name: str
    people: str
    number: str  # the identity key of the person's number
    keys: dict[str, str]
    owned: dict[str, str]

    @property
    def data_map(self) -> Path:
        return ROOT / "examples" / "data-maps" / f"{self.name}.yml"

    @property
    def schema(self) -> str:
        return (ROOT / "tests" / "shops" / f"{self.name}.sql").read_text(encoding="utf-8")


def _by(column: str, *tables: str) -> dict[str, str]:
    return dict.fromkeys(tables, f"`{column}` = {{c}}")


def _in(column: str, subselect: str, *tables: str) -> dict[str, str]:
    return dict.fromkeys(tables, f"`{column}` IN {subselect}")


PS_ORDERS = "(SELECT id_order FROM ps_orders WHERE id_customer = {c})"
PS_CARTS = f"""(SELECT id_cart FROM ps_cart WHERE id_customer = {{c}}
    OR id_cart IN (SELECT id_cart FROM ps_orders WHERE id_order IN {PS_ORDERS}))"""
PS_GUESTS = "(SELECT id_guest FROM ps_guest WHERE id_customer = {c})"
PS_VISITS = f"(SELECT id_connections FROM ps_connections WHERE id_guest IN {PS_GUESTS})"
PS_THREADS = "(SELECT id_customer_thread FROM ps_customer_thread WHERE id_customer = {c} OR email = {e})"
PS_RETURNS = (
    f"""(SELECT id_order_return FROM ps_order_return WHERE id_customer = {{c}} OR id_order IN {PS_ORDERS})"""
)
PS_SLIPS = (
    f"""(SELECT id_order_slip FROM ps_order_slip WHERE id_customer = {{c}} OR id_order IN {PS_ORDERS})"""
)
PRESTASHOP = ShopCase(
    "prestashop",
    people="ps_customer",
    number="customer_number",
    keys={
        "id_customer": "people",
        "email": "mail",
        "customer_email": "mail",
        "recipient": "mail",
        "reference": "reference",
        "order_reference": "reference",
    },
    owned={
        **_by(
            "id_customer",
            "ps_customer",
            "ps_customer_group",
            "ps_customer_session",
            "ps_orders",
            "ps_cart_rule",
        ),
        **_by(
            "id_customer",
            "ps_specific_price",
            "ps_guest",
            "ps_wishlist",
            "ps_product_comment",
            "ps_psgdpr_log",
        ),
        **_by("id_customer", "ps_product_comment_usefulness", "ps_product_comment_report"),
        "ps_address": f"""(id_customer = {{c}} OR id_address IN (
            SELECT id_address_delivery FROM ps_orders WHERE id_order IN {PS_ORDERS}
            UNION SELECT id_address_invoice FROM ps_orders WHERE id_order IN {PS_ORDERS}
            UNION SELECT id_address_delivery FROM ps_cart WHERE id_cart IN {PS_CARTS}
            UNION SELECT id_address_invoice FROM ps_cart WHERE id_cart IN {PS_CARTS}))""",
        "ps_cart": f"id_cart IN {PS_CARTS}",
        **_in("id_cart", PS_CARTS, "ps_cart_product", "ps_cart_cart_rule", "ps_customization"),
        "ps_customized_data": f"""id_customization IN (
            SELECT id_customization FROM ps_customization WHERE id_cart IN {PS_CARTS})""",
        **_in(
            "id_order",
            PS_ORDERS,
            "ps_order_detail",
            "ps_order_history",
            "ps_order_carrier",
            "ps_order_invoice",
        ),
        **_in("id_order", PS_ORDERS, "ps_order_invoice_payment", "ps_order_cart_rule"),
        **dict.fromkeys(
            ("ps_order_return", "ps_order_slip", "ps_message"),
            f"(id_customer = {{c}} OR id_order IN {PS_ORDERS})",
        ),
        "ps_order_payment": "order_reference IN (SELECT reference FROM ps_orders WHERE id_customer = {c})",
        "ps_order_return_detail": f"id_order_return IN {PS_RETURNS}",
        "ps_order_slip_detail": f"id_order_slip IN {PS_SLIPS}",
        "ps_customer_thread": f"id_customer_thread IN {PS_THREADS}",
        "ps_customer_message": f"id_customer_thread IN {PS_THREADS}",
        "ps_connections": f"id_guest IN {PS_GUESTS}",
        **_in("id_connections", PS_VISITS, "ps_connections_page", "ps_connections_source"),
        "ps_mail": "recipient = {e}",
        "ps_emailsubscription": "email = {e}",
        "ps_mailalert_customer_oos": "(id_customer = {c} OR customer_email = {e})",
        "ps_wishlist_product": "id_wishlist IN (SELECT id_wishlist FROM ps_wishlist WHERE id_customer = {c})",
        "ps_product_comment_grade": """id_product_comment IN (
            SELECT id_product_comment FROM ps_product_comment WHERE id_customer = {c})""",
    },
)

WC_ORDERS = """(WITH RECURSIVE mine AS (
    SELECT id FROM wp_wc_orders WHERE customer_id = {c} OR billing_email = {e}
    UNION SELECT o.id FROM wp_wc_orders o JOIN mine ON o.parent_order_id = mine.id) SELECT id FROM mine)"""
WC_BOUGHT = f"(user_id = {{c}} OR user_email = {{e}} OR order_id IN {WC_ORDERS})"
WC_COMMENTS = f"(user_id = {{c}} OR comment_author_email = {{e}} OR comment_post_ID IN {WC_ORDERS})"
WOOCOMMERCE = ShopCase(
    "woocommerce",
    people="wp_users",
    number="customer_number",
    keys={
        "user_id": "people",
        "session_key": "people as text",
        "wp_wc_orders.customer_id": "people",
        "user_email": "mail",
        "email": "mail",
        "billing_email": "mail",
        "comment_author_email": "mail",
    },
    owned={
        "wp_users": "ID = {c}",
        **_by("user_id", "wp_usermeta", "wp_woocommerce_payment_tokens", "wp_woocommerce_api_keys"),
        "wp_wc_customer_lookup": "(user_id = {c} OR email = {e})",
        "wp_wc_orders": f"id IN {WC_ORDERS}",
        **_in(
            "order_id",
            WC_ORDERS,
            "wp_wc_order_addresses",
            "wp_wc_order_operational_data",
            "wp_wc_orders_meta",
        ),
        **_in(
            "order_id", WC_ORDERS, "wp_woocommerce_order_items", "wp_wc_order_stats", "wp_wc_order_tax_lookup"
        ),
        **_in("order_id", WC_ORDERS, "wp_wc_order_product_lookup", "wp_wc_order_coupon_lookup"),
        "wp_woocommerce_order_itemmeta": f"""order_item_id IN (
            SELECT order_item_id FROM wp_woocommerce_order_items WHERE order_id IN {WC_ORDERS})""",
        "wp_woocommerce_downloadable_product_permissions": WC_BOUGHT,
        "wp_wc_download_log": f"""(user_id = {{c}} OR permission_id IN (
            SELECT permission_id FROM wp_woocommerce_downloadable_product_permissions WHERE {WC_BOUGHT}))""",
        "wp_woocommerce_payment_tokenmeta": """payment_token_id IN (
            SELECT token_id FROM wp_woocommerce_payment_tokens WHERE user_id = {c})""",
        "wp_woocommerce_sessions": "session_key = '{c}'",
        "wp_comments": WC_COMMENTS,
        "wp_commentmeta": f"comment_id IN (SELECT comment_ID FROM wp_comments WHERE {WC_COMMENTS})",
    },
)
SHOPS = (PRESTASHOP, WOOCOMMERCE)


def columns_of(schema: str) -> dict[str, dict[str, str]]:
    """Columns and their types by table, from the CREATE statements."""
    tables = {}
    for table, body in re.findall(r"CREATE TABLE `(\w+)` \((.*?)\n\);", schema, re.DOTALL):
        tables[table] = dict(re.findall(r"^  `(\w+)` ([A-Z]+(?:\([0-9,]+\))?)", body, re.MULTILINE))
    return tables


def primary_keys(schema: str) -> dict[str, list[str]]:
    found = re.findall(r"CREATE TABLE `(\w+)` \(.*?PRIMARY KEY \(([^)]*)\)", schema, re.DOTALL)
    return {table: re.findall(r"\w+", columns) for table, columns in found}


class Filler:
    """Rows drawn at random, keys from small pools: 0 and nothing among them, as these shops write them."""

    def __init__(self, case: ShopCase) -> None:
        self.case = case
        self.chance = random.Random(case.name)
        self.keys = primary_keys(case.schema)

    def rows(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for table, columns in columns_of(self.case.schema).items():
            taken = set()
            for number in range(1, (PEOPLE if table == self.case.people else ROWS) + 1):
                row = {name: self._value(table, name, kind, number) for name, kind in columns.items()}
                key = tuple(row[name] for name in self.keys[table])
                if key not in taken:
                    taken.add(key)
                    yield table, row

    def _value(self, table: str, name: str, kind: str, number: int) -> Any:
        if table == self.case.people and (name in self.keys[table] or "email" in name):
            return number if name in self.keys[table] else f"person{number}@example.com"
        if self.keys[table] == [name]:
            return number
        pool = self.case.keys.get(f"{table}.{name}") or self.case.keys.get(name)
        if pool is None:
            return self._other(name, kind)
        who = self.chance.randint(-PEOPLE // 2, PEOPLE)
        stranger = "" if who % 2 else f"guest{-who}@example.org"
        return {
            "people": max(who, 0),
            "people as text": str(who) if who > 0 else f"t_{number:x}",
            "mail": f"person{who}@example.com" if who > 0 else stranger,
            "reference": f"REF{number if table == 'ps_orders' else self.chance.randint(1, ROWS)}",
        }[pool]

    def _other(self, name: str, kind: str) -> Any:
        if name.startswith("id_") or name.lower().endswith("_id"):
            return self.chance.randint(0, ROWS)
        if kind.startswith(("BIGINT", "SMALLINT")):
            return self.chance.randint(0, 9)
        if kind.startswith("DECIMAL"):
            return f"{self.chance.randint(0, 99_999) / 100:.2f}"
        if kind in {"DATETIME", "DATE"}:
            moment = START + timedelta(seconds=self.chance.randint(0, 40_000_000))
            return moment.strftime("%Y-%m-%d %H:%M:%S" if kind == "DATETIME" else "%Y-%m-%d")
        return self.chance.choice((None, "", "0", "Été", '"quoted", text', "two\nlines"))


def insert(table: str, rows: list[dict[str, Any]]) -> str:
    columns = ", ".join(f"`{name}`" for name in rows[0])
    values = ", ".join(f"({', '.join(map(literal, row.values()))})" for row in rows)
    return f"INSERT INTO `{table}` ({columns}) VALUES {values}"


def literal(value: Any) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
