"""The completeness gate: no access answer leaves without one of the three parts."""

from dataclasses import replace

import pytest

from dsr_service.domain.article_15 import (
    CNIL,
    Article15Information,
    Controller,
    SupervisoryAuthority,
    assemble,
    missing_parts,
)
from dsr_service.domain.data_map.data_map import (
    Collection,
    CollectionAddress,
    CollectionRules,
    DataMap,
    Dataset,
    Field,
    FieldRules,
)
from dsr_service.domain.errors import InvalidInput
from dsr_service.domain.localized_text import LocalizedText
from dsr_service.domain.processing_activities import ProcessingActivity
from dsr_service.domain.recipients import Recipient

CONTROLLER = Controller("Shop", "privacy@shop.example")
ORDERS = CollectionAddress("shop", "orders")
ENTRY = {
    "name": "Sales",
    "purpose": "To sell",
    "legal_basis": "contract",
    "retention": "Ten years",
    "source": "You",
    "recipients": ["carrier"],
    "automated_decisions": [],
}
CARRIER = {"name": "Colis SA", "country": "FR"}


def collection(name: str = "orders", *, field: Field | None = None, **rules) -> Collection:
    declared = field or Field("total", data_categories=("user.financial",))
    return Collection(name, (declared,), rules=CollectionRules(**{"purposes": ("sales",), **rules}))


def told(
    activity=None, recipients=None, held=None, *, found=None, dataset=None, controller=CONTROLLER, **extra
) -> Article15Information:
    collections = (held or collection(),)
    return assemble(
        DataMap((replace(dataset, collections=collections) if dataset else Dataset("shop", collections),)),
        {ORDERS: 3} if found is None else found,
        {"sales": ProcessingActivity.of("sales", ENTRY if activity is None else activity)},
        {
            key: Recipient.of(key, e)
            for key, e in ({"carrier": CARRIER} if recipients is None else recipients).items()
        },
        controller,
        **extra,
    )


def without(entry: dict, key: str) -> dict:
    return {name: value for name, value in entry.items() if name != key}


def test_complete():
    assert missing_parts(told()) == []


@pytest.mark.parametrize(
    ("information", "missing"),
    [
        (lambda: told(without(ENTRY, "purpose")), ["purposes: sales"]),
        (lambda: told(without(ENTRY, "legal_basis")), ["legal basis: sales"]),
        (lambda: told(without(ENTRY, "retention")), ["retention: shop.orders"]),
        (lambda: told(without(ENTRY, "source")), ["source: shop.orders"]),
        (lambda: told(without(ENTRY, "automated_decisions")), ["automated decisions: sales"]),
        (
            lambda: told(held=collection(purposes=())),
            ["purposes: shop.orders", "retention: shop.orders", "source: shop.orders"],
        ),
        (
            lambda: told(held=collection(purposes=("sales", "other"))),
            ["purposes: shop.orders names other, which no register holds"],
        ),
        (lambda: told(held=collection(field=Field("x"))), ["categories: shop.orders"]),
        (lambda: told(recipients={}), ["recipients: carrier"]),
        (lambda: told(held=collection(recipients=("bank",))), ["recipients: bank"]),
        (lambda: told(recipients={"carrier": {"name": "X"}}), ["recipients: country of carrier"]),
        (
            lambda: told(recipients={"carrier": {"name": "X", "country": "US"}}),
            ["transfers: safeguard of carrier"],
        ),
        (lambda: told(copied=()), ["copy: shop.orders"]),
        (lambda: told(controller=replace(CONTROLLER, authority=None)), ["complaint"]),
        (
            lambda: told(controller=replace(CONTROLLER, authority=SupervisoryAuthority("X", ""))),
            ["complaint"],
        ),
        (lambda: replace(told(), rights=()), ["rights"]),
        (
            lambda: told(not_searched=[CollectionAddress("erp", "invoices")]),
            ["search: erp.invoices"],
        ),
        (
            lambda: told(found={ORDERS: 0}, not_searched=[CollectionAddress("erp", "invoices")]),
            ["confirmation", "search: erp.invoices"],
        ),
    ],
)
def test_each_part_is_missed(information, missing):
    assert missing_parts(information()) == missing


def test_what_completes_them():
    abroad = {"name": "X", "country": "us", "safeguard": "Standard clauses"}
    information = told(recipients={"carrier": abroad})
    assert missing_parts(information) == []
    assert [recipient.country for recipient in information.transfers] == ["US"]
    rule = {"accounting": LocalizedText.of("Ten years")}
    assert (
        missing_parts(
            told(without(ENTRY, "retention"), held=collection(retention="accounting"), retention_rules=rule)
        )
        == []
    )
    assert missing_parts(told(without(ENTRY, "retention"), held=collection(retention="accounting"))) == [
        "retention: shop.orders"
    ]
    assert missing_parts(told(without(ENTRY, "source"), held=collection(source="You"))) == []
    given = Field("total", data_categories=("user",), rules=FieldRules(provided=True))
    assert missing_parts(told(without(ENTRY, "source"), held=collection(field=given))) == []
    assert missing_parts(told(without(ENTRY, "legal_basis"), held=collection(legal_basis="consent"))) == []
    assert missing_parts(told(held=collection(exclude="No."), copied=())) == []


def test_nothing_found_is_a_negative_confirmation_and_enough():
    information = told(found={ORDERS: 0}, recipients={})
    assert information.confirmed is False
    assert missing_parts(information) == []
    assert information.collections[0].rows == 0  # "searched, nothing found" is told


def test_only_what_concerns_the_person_is_told():
    other = {"idle": ProcessingActivity.of("idle", ENTRY), "sales": ProcessingActivity.of("sales", ENTRY)}
    information = assemble(DataMap((Dataset("shop", (collection(),)),)), {ORDERS: 1}, other, {}, CONTROLLER)
    assert list(information.activities) == ["sales"]


def test_the_datasets_own_rules_are_defaults():
    dataset = Dataset("shop", (), rules={"purposes": ["sales"], "recipients": ["carrier"], "source": "You"})
    information = told(without(ENTRY, "source"), held=collection(purposes=()), dataset=dataset)
    assert missing_parts(information) == []


def test_the_cnil_by_default():
    assert Controller.of({"name": "S", "contact": "c"}).authority == CNIL


def test_register_entries_come_back():
    full = {
        **ENTRY,
        "name": {"fr": "Ventes", "en": "Sales"},
        "automated_decisions": [{"logic": "l", "consequences": "c"}],
    }
    activity = ProcessingActivity.of("sales", full)
    assert ProcessingActivity.of("sales", activity.entry()) == activity
    recipient = Recipient.of("c", {**CARRIER, "safeguard": {"en": "x"}, "role": "processor"})
    assert Recipient.of("c", recipient.entry()) == recipient


@pytest.mark.parametrize(
    ("read", "pointers"),
    [
        (lambda: Recipient.of("c", {"name": " "}), ["/name"]),
        (
            lambda: Recipient.of("c", {"name": "X", "country": "France", "role": "friend"}),
            ["/country", "/role"],
        ),
        (lambda: ProcessingActivity.of("a", {"legal_basis": "because"}), ["/name", "/legal_basis"]),
        (
            lambda: ProcessingActivity.of("a", {"name": "x", "automated_decisions": [{"logic": "l"}]}),
            ["/automated_decisions/0"],
        ),
    ],
)
def test_register_entries_that_are_wrong(read, pointers):
    with pytest.raises(InvalidInput) as caught:
        read()
    assert [violation.pointer for violation in caught.value.violations] == pointers


def test_texts():
    text = LocalizedText.of({"fr": "bonjour", "de": "hallo"})
    assert text.into("fr-FR") == text.into("de") == text.into("en") == "bonjour"
    assert LocalizedText.of({"de": "hallo"}).into("fr") == "hallo"
    assert LocalizedText.of("x").into("en_GB") == "x"
    assert LocalizedText.of("") is LocalizedText.of({"fr": " "}) is LocalizedText.of(None) is None
