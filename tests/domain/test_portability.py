"""What leaves: for access everything but what the map excludes; for portability what the person provided."""

import pytest

from dsr_service.domain.data_map.data_map import Collection, CollectionRules, Dataset, Field, FieldRules
from dsr_service.domain.data_map.selection import select_for_access
from dsr_service.domain.portability import select_for_portability
from dsr_service.domain.processing_activities import ProcessingActivity


def activity(basis: str) -> ProcessingActivity:
    return ProcessingActivity.of(basis, {"name": basis, "legal_basis": basis})


ACTIVITIES = {
    basis: activity(basis) for basis in ("consent", "contract", "legal_obligation", "legitimate_interests")
}
FIELDS = (
    Field("email", rules=FieldRules(provided=True)),
    Field("score", rules=FieldRules(provided=False)),
    Field("unsaid"),
    Field("hash", rules=FieldRules(provided=True, exclude="A hash.")),
    Field("friend", rules=FieldRules(provided=True, redact="OTHERS_RIGHTS_COPY")),
    Field(
        "profile",
        fields=(Field("nick"), Field("guess", rules=FieldRules(provided=False))),
        rules=FieldRules(provided=True),
    ),
)


def select(fields=FIELDS, dataset_rules=None, **rules):
    collection = Collection("c", fields, rules=CollectionRules(**rules))
    dataset = Dataset("d", (collection,), rules=dataset_rules or {})
    return select_for_portability(dataset, collection, ACTIVITIES)


def reasons(selection) -> dict[str, str | None]:
    return {item.address.path: item.ground or item.reason for item in selection.left_out}


def test_only_what_the_person_provided():
    selection = select(legal_basis="contract")
    assert selection.kept == ("email", "friend", "profile", "profile.nick")
    assert reasons(selection) == {
        "hash": "A hash.",
        "score": "PORT_NOT_PROVIDED",
        "unsaid": "PORT_NOT_PROVIDED",
        "profile.guess": "PORT_NOT_PROVIDED",
    }
    assert selection.struck == {"friend": "PORT_OTHERS_RIGHTS"}


@pytest.mark.parametrize(
    ("rules", "portable"),
    [
        ({"legal_basis": "consent"}, True),
        ({"legal_basis": "contract"}, True),
        ({"legal_basis": "legal_obligation"}, False),
        ({"legal_basis": "legitimate_interests"}, False),
        ({"legal_basis": "legitimate_interests", "purposes": ("contract",)}, False),  # the map's word counts
        ({"purposes": ("consent",)}, True),
        ({"purposes": ("legal_obligation", "contract")}, True),
        ({"purposes": ("legal_obligation", "legitimate_interests")}, False),
        ({"purposes": ("unknown",)}, False),
        ({}, False),
    ],
)
def test_only_under_consent_or_contract(rules, portable):
    selection = select(**rules)
    assert ("email" in selection.kept) is portable
    if not portable:
        assert selection.kept == ()
        grounds = reasons(selection)
        assert set(grounds.values()) == {"PORT_BASIS", "A hash."}
        assert "profile" not in grounds


def test_defaults_of_collection_and_dataset():
    assert "unsaid" in select(legal_basis="contract", extra={"provided": True}).kept
    assert "score" not in select(legal_basis="contract", extra={"provided": True}).kept
    assert "unsaid" in select(legal_basis="contract", dataset_rules={"provided": True}).kept
    kept = select(legal_basis="contract", extra={"provided": False}, dataset_rules={"provided": True}).kept
    assert "unsaid" not in kept
    assert "email" in select(dataset_rules={"legal_basis": "consent"}).kept
    assert "email" in select(dataset_rules={"purposes": "contract"}).kept


def test_a_parent_leaves_only_with_something_in_it():
    fields = (Field("p", fields=(Field("x", rules=FieldRules(exclude="No.")),)), Field("q"))
    collection = Collection("c", fields)
    assert select_for_access(Dataset("d", (collection,)), collection).kept == ("q",)


def test_access_is_everything_else():
    collection = Collection("c", FIELDS)
    selection = select_for_access(Dataset("d", (collection,)), collection)
    assert selection.kept == (
        "email",
        "score",
        "unsaid",
        "friend",
        "profile",
        "profile.nick",
        "profile.guess",
    )
    assert reasons(selection) == {"hash": "A hash."}
    assert selection.struck == {"friend": "OTHERS_RIGHTS_COPY"}


def test_what_lies_in_an_excluded_object_is_excluded():
    fields = (Field("secrets", fields=(Field("a"), Field("b")), rules=FieldRules(exclude="No.")),)
    collection = Collection("c", fields)
    selection = select_for_access(Dataset("d", (collection,)), collection)
    assert selection.kept == ()
    assert set(reasons(selection)) == {"secrets", "secrets.a", "secrets.b"}
