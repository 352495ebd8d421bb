"""Who shops at the demo shop: customers, their households' addresses, and who sent them."""

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from unicodedata import normalize

from dsr_service.adapters.demo_shop import vocabulary

CUSTOMERS: Final = 300
LAST_DAY: Final = datetime(2026, 11, 1, tzinfo=UTC)  # everything in the shop happened before this instant
SHARED_ADDRESS: Final = 0  # a real shop's old import numbered from 0: a falsy key is a key

Rows = dict[str, list[dict[str, Any]]]


@dataclass(slots=True)
class Shop:
    """The rows made so far, by table, and the one source of chance."""

    chance: random.Random
    rows: Rows = field(default_factory=lambda: defaultdict(list))

    def add(self, table: str, **row: Any) -> dict[str, Any]:
        self.rows[table].append(row)
        return row

    def number(self, table: str) -> int:
        """The next key of a table that numbers its rows from 0."""
        return len(self.rows[table])

    def before(self, end: datetime, *, days: int) -> datetime:
        """Some instant of the last `days` before `end`."""
        return end - timedelta(seconds=self.chance.randint(3_600, days * 86_400))

    def after(self, start: datetime, *, days: int) -> datetime:
        """Some instant of the `days` after `start`, but not past the shop's last day."""
        return min(start + timedelta(seconds=self.chance.randint(60, days * 86_400)), LAST_DAY)

    def some(self, least: int, most: int) -> range:
        return range(self.chance.randint(least, most))

    def addresses_of(self, customer: dict[str, Any]) -> Iterator[int]:
        for link in self.rows["customer_addresses"]:
            if link["customer_id"] == customer["customer_id"]:
                yield link["address_id"]


def open_the_shop(seed: int) -> Shop:
    """A shop with its customers and addresses, and nothing bought yet."""
    shop = Shop(random.Random(seed))  # noqa: S311 - the demo must be the same each time; it protects nothing
    for sku, title, price in vocabulary.PRODUCTS:
        shop.add("products", sku=sku, title=title, price=Decimal(price))
    for customer_id in range(CUSTOMERS):
        _add_customer(shop, customer_id)
    _add_addresses(shop)
    for customer in shop.rows["customers"]:
        _add_consents(shop, customer)
    _add_subscriptions_without_account(shop)
    return shop


def _add_customer(shop: Shop, customer_id: int) -> None:
    first_name, last_name, mail = _name(shop, customer_id)
    created_at = shop.before(LAST_DAY - timedelta(days=30), days=1_400)
    born_on = date(1946, 1, 1) + timedelta(days=shop.chance.randint(0, 21_000))
    shop.add(
        "customers",
        customer_id=customer_id,
        customer_number=f"KP-{100_000 + customer_id}",
        email=mail,
        phone=f"+336399{customer_id:05d}" if customer_id % 7 != 3 else None,
        title=shop.chance.choice(("Mme", "M.", None)),
        first_name=first_name,
        last_name=last_name,
        date_of_birth=date(1988, 2, 29) if customer_id == 1 else born_on if customer_id % 5 else None,
        language="en" if customer_id % 11 == 10 else "fr",
        password_hash="scrypt$" + hashlib.sha256(f"demo {customer_id}".encode()).hexdigest(),  # opens nothing
        preferences={
            "shoe_size": shop.chance.randint(36, 47),
            "newsletter": customer_id % 2 == 1,
            "club": None,
        },
        referred_by=None if customer_id < 10 or customer_id % 4 else customer_id % 10,
        processing_restricted=False,
        created_at=created_at,
        email_since=created_at,  # in this shop nobody has changed an address yet
        last_seen_at=shop.after(created_at, days=900) if customer_id % 13 else None,
    )


def _name(shop: Shop, customer_id: int) -> tuple[str, str, str]:
    """Customers 1 to 3 are a household and a namesake that the documentation names."""
    known = {
        1: ("Camille", "Martin", "camille.martin@example.com"),
        2: ("Dominique", "Martin", "dominique.martin@example.com"),  # the same household
        3: ("Camille", "Martin", "camille.martin@example.org"),  # a namesake elsewhere
    }
    if customer_id in known:
        return known[customer_id]
    first_name = shop.chance.choice(vocabulary.FIRST_NAMES)
    last_name = shop.chance.choice(vocabulary.LAST_NAMES)
    plain = normalize("NFKD", f"{first_name}.{last_name}").encode("ascii", "ignore").decode().lower()
    local_part = plain.replace("'", "").replace(" ", "-")
    return (
        first_name,
        last_name,
        f"{local_part}{customer_id}@example.{('com', 'net', 'org')[customer_id % 3]}",
    )


def _add_addresses(shop: Shop) -> None:
    """One address each, a second for every third, and for every fifth the home of the customer before."""
    _add_address(shop, "Famille Martin", line2="Bâtiment B", door_code="12A34")
    for customer in shop.rows["customers"]:
        customer_id = customer["customer_id"]
        recipient = f"{customer['first_name']} {customer['last_name']}"
        homes = [SHARED_ADDRESS] if customer_id in {1, 2} else []
        if not homes and customer_id % 5 == 0 and customer_id > 5:
            homes = [next(shop.addresses_of(shop.rows["customers"][customer_id - 1]))]
        if not homes or customer_id == 1 or customer_id % 3 == 0:
            homes.append(_add_address(shop, recipient))
        for position, address_id in enumerate(homes):
            label = "Domicile" if position == 0 else "Bureau"
            shop.add(
                "customer_addresses",
                customer_id=customer_id, address_id=address_id, label=label, is_default=position == 0,
            )  # fmt: skip


def _add_address(shop: Shop, recipient: str, line2: str | None = None, door_code: str | None = None) -> int:
    postal_code, city = shop.chance.choice(vocabulary.TOWNS)
    address_id = shop.number("addresses")
    shop.add(
        "addresses",
        address_id=address_id,
        recipient=recipient,
        line1=f"{shop.chance.randint(1, 180)} {shop.chance.choice(vocabulary.STREETS)}",
        line2=line2,
        postal_code=postal_code,
        city=city,
        country="FR",
        door_code=door_code,
    )
    return address_id


def _add_consents(shop: Shop, customer: dict[str, Any]) -> None:
    customer_id, asked_at = customer["customer_id"], customer["created_at"]
    for purpose in ("email_marketing", "personalisation", "public_reviews"):
        shop.add(
            "consents",
            consent_id=shop.number("consents"),
            customer_id=customer_id,
            purpose=purpose,
            given=customer_id == 1 or shop.chance.random() < 0.6,
            wording_version="2024-03",
            ip=address_of_visitor(shop),
            recorded_at=asked_at,
        )
    if customer_id % 2 == 1:
        confirmed_at = shop.after(asked_at, days=2)
        shop.add(
            "newsletter_subscriptions",
            email=customer["email"],
            language=customer["language"],
            topics=[topic for topic in vocabulary.TOPICS if shop.chance.random() < 0.7],
            subscribed_at=asked_at,
            confirmed_at=confirmed_at,
            unsubscribed_at=shop.after(confirmed_at, days=400) if customer_id % 6 == 5 else None,
        )


def _add_subscriptions_without_account(shop: Shop) -> None:
    for number in range(40):
        subscribed_at = shop.before(LAST_DAY, days=900)
        shop.add(
            "newsletter_subscriptions",
            email=f"lecture{number}@example.net",
            language="fr",
            topics=["nouveautes"],
            subscribed_at=subscribed_at,
            confirmed_at=shop.after(subscribed_at, days=2) if number % 5 else None,
            unsubscribed_at=None,
        )


def address_of_visitor(shop: Shop) -> str:
    """An IP address of the ranges kept for documentation."""
    if shop.chance.random() < 0.3:
        return f"2001:db8::{shop.chance.randint(1, 0xFFFF):x}"
    return f"{shop.chance.choice(('192.0.2', '198.51.100', '203.0.113'))}.{shop.chance.randint(1, 254)}"
