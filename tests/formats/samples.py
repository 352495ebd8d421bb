"""A small package of every kind of row, for the tests of the formats."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from dsr_service.domain.article_15 import Controller, assemble
from dsr_service.domain.data_map.data_map import (
    Collection,
    CollectionAddress,
    CollectionRules,
    DataMap,
    Dataset,
    DataType,
    Field,
    FieldRules,
)
from dsr_service.domain.data_map.selection import select_for_access
from dsr_service.domain.processing_activities import ProcessingActivity
from dsr_service.domain.recipients import Recipient
from dsr_service.domain.rights import Right
from dsr_service.formats.packages import PackageContents, redactions_of, section_of

AT = datetime(2026, 3, 5, 14, 30, 15, tzinfo=UTC)
CONTROLLER = Controller("Kilometre Paris", "privacy@shop.example", "1 rue de l'Exemple, Paris")

CUSTOMERS = Collection(
    "customers",
    (
        Field("id", data_type=DataType.INTEGER, primary_key=True),
        Field("email", "Your address", ("user.contact.email",), data_type=DataType.STRING, identity="email"),
        Field("balance", data_categories=("user.financial",), data_type=DataType.FLOAT),
        Field("password", rules=FieldRules(exclude="A hash endangers the account.")),
        Field("referred_by", data_type=DataType.STRING, rules=FieldRules(redact="OTHERS_RIGHTS_COPY")),
        Field("active", data_type=DataType.BOOLEAN),
        Field(
            "profile",
            fields=(Field("nick"), Field("secret", rules=FieldRules(exclude="Internal."))),
            data_type=DataType.OBJECT,
        ),
        Field("tags", data_type=DataType.STRING, is_array=True),
    ),
    description="Who has an account.",
    rules=CollectionRules(purposes=("sales",)),
)
REVIEWS = Collection(
    "reviews",
    (Field("id", data_type=DataType.INTEGER), Field("text", data_categories=("user.content.public",))),
    rules=CollectionRules(purposes=("sales",)),
)
EMPTY = Collection("messages", (Field("id"), Field("body")), rules=CollectionRules(purposes=("sales",)))
SHOP = Dataset("shop", (CUSTOMERS, REVIEWS, EMPTY))

ACTIVITY = {
    "name": {"fr": "Ventes", "en": "Sales"},
    "purpose": {"fr": "Vendre", "en": "To sell"},
    "legal_basis": "contract",
    "retention": "10 ans",
    "source": {"fr": "Vous", "en": "You"},
    "recipients": ["carrier"],
    "automated_decisions": [],
}
CARRIER = {"name": "Colis SA", "country": "FR", "role": "processor", "purpose": "Livrer"}

CUSTOMER_ROWS = [
    {
        "id": 1,
        "email": "anna@example.org",
        "balance": "-12.50",
        "password": "pbkdf2$canary",
        "referred_by": "other@example.org",
        "active": True,
        "profile": {"nick": "Änne", "secret": "s3cret"},
        "tags": ["a", "b"],
    },
    {"id": 2, "email": None, "balance": None, "password": None, "referred_by": None, "active": False},
]


def lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    return (orjson.dumps(row) for row in rows)


def package(
    customers: list[dict[str, Any]] | None = None,
    reviews: list[dict[str, Any]] | None = None,
    *,
    locale: str = "fr",
    right: Right = Right.ACCESS,
) -> PackageContents:
    rows = {
        "customers": CUSTOMER_ROWS if customers is None else customers,
        "reviews": [{"id": 7, "text": "Très bien\nmerci"}] if reviews is None else reviews,
        "messages": [],
    }
    found = {CollectionAddress("shop", name): len(held) for name, held in rows.items()}
    told = assemble(
        DataMap((SHOP,)),
        found,
        {"sales": ProcessingActivity.of("sales", ACTIVITY)},
        {"carrier": Recipient.of("carrier", CARRIER)},
        CONTROLLER,
    )
    selections = [select_for_access(SHOP, collection) for collection in SHOP.collections]
    sections = tuple(
        section_of(
            collection, selection, lambda name=collection.name: lines(rows[name]), len(rows[collection.name])
        )
        for collection, selection in zip(SHOP.collections, selections, strict=True)
    )
    return PackageContents(
        reference="DSR-2026-0001",
        right=right,
        locale=locale,
        generated_at=AT,
        controller=CONTROLLER,
        sections=sections,
        read_at={"shop": (AT,)},
        identified_by=("email",),
        article_15=told if right is Right.ACCESS else None,
        left_out=tuple(item for selection in selections for item in selection.left_out),
        redactions=tuple(item for selection in selections for item in redactions_of(selection)),
    )
