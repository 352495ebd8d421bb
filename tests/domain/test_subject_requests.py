import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr_service.domain.errors import DsrError
from dsr_service.domain.grounds import REFUSAL_GROUNDS
from dsr_service.domain.identifiers import SubjectIdentifier, new_reference
from dsr_service.domain.rights import DIRECT_MARKETING, Outcome, Right, needs_identity, never_refusable
from dsr_service.domain.subject_requests import (
    CLOSED,
    LIFECYCLE,
    OPEN,
    Event,
    IllegalTransition,
    Status,
    closing_event,
    next_status,
)

# Written down a second time, on purpose: what a reader of the law expects of each status.
AFTER = {
    Status.RECEIVED: {Status.AWAITING_IDENTITY, Status.IN_PROGRESS},
    Status.AWAITING_IDENTITY: {Status.AWAITING_IDENTITY, Status.IN_PROGRESS, Status.EXPIRED},
    Status.IN_PROGRESS: {Status.AWAITING_IDENTITY, Status.IN_FULFILMENT},
    Status.IN_FULFILMENT: {Status.AWAITING_APPROVAL, Status.IN_PROGRESS},
    Status.AWAITING_APPROVAL: {Status.IN_FULFILMENT, Status.IN_PROGRESS},
}


@given(st.sampled_from(Status), st.sampled_from(Event))
def test_only_the_documented_steps_are_possible(status, event):
    try:
        after = next_status(status, event)
    except IllegalTransition:
        assert (status, event) not in LIFECYCLE
        return
    assert status in OPEN, "a closed request stays closed"
    assert after in AFTER[status] | CLOSED


@given(st.lists(st.sampled_from(Event), max_size=30))
def test_no_path_fulfils_an_access_that_was_not_started(events):
    """Whatever happens, data is released only after identity (or its needlessness) and a start."""
    status, started, verified = Status.RECEIVED, False, False
    for event in events:
        try:
            status = next_status(status, event)
        except IllegalTransition:
            continue
        verified |= event in {Event.IDENTITY_VERIFIED, Event.IDENTITY_NOT_REQUIRED}
        started |= event is Event.FULFILMENT_STARTED
        if status in {Status.IN_FULFILMENT, Status.AWAITING_APPROVAL}:
            assert verified
            assert started


def test_every_open_status_can_end_and_be_reached():
    reached, pending = set(), [Status.RECEIVED]
    while pending:
        status = pending.pop()
        if status not in reached:
            reached.add(status)
            pending += [after for (before, _), after in LIFECYCLE.items() if before is status]
    assert reached == set(Status)
    for status in OPEN:
        assert (status, Event.WITHDRAWN) in LIFECYCLE


@given(st.lists(st.sampled_from(Outcome), min_size=1, max_size=8))
def test_a_request_closes_with_its_last_right(outcomes):
    event = closing_event(outcomes)
    assert (event is None) == (Outcome.PENDING in outcomes)
    if event is Event.FULFILLED:
        assert not {Outcome.REFUSED, Outcome.PARTLY_REFUSED} & set(outcomes)
    if event is Event.REFUSED:
        assert set(outcomes) == {Outcome.REFUSED}


@pytest.mark.parametrize("right", Right)
def test_what_can_never_be_refused_has_no_ground_and_needs_no_document(right):
    purposes = frozenset({DIRECT_MARKETING}) if right is Right.OBJECTION else frozenset()
    absolute = right in {Right.OBJECTION, Right.CONSENT_WITHDRAWAL}
    assert never_refusable(right, purposes) == absolute
    assert needs_identity(right, purposes) != absolute
    if right is Right.CONSENT_WITHDRAWAL:
        assert not [ground for ground in REFUSAL_GROUNDS.values() if right in ground.rights]


def test_a_mixed_objection_needs_identity_but_stays_unrefusable_for_marketing():
    purposes = frozenset({DIRECT_MARKETING, "profiling"})
    assert needs_identity(Right.OBJECTION, purposes)
    assert never_refusable(Right.OBJECTION, purposes)


@pytest.mark.parametrize(
    ("kind", "one", "other", "same"),
    [
        ("email", "Anna@Example.com ", "anna@example.com", True),
        ("email", "anna@example.com", "ana@example.com", False),
        ("phone_number", "+33 1 23 45 67 89", "+33123456789", True),
        ("phone_number", "0", "", False),
        ("customer_number", "A1", "a1", False),
    ],
)
def test_two_spellings_of_one_identifier_are_found_by_each_other(kind, one, other, same):
    key = b"k" * 32
    first, second = SubjectIdentifier(kind, one).lookup(key), SubjectIdentifier(kind, other).lookup(key)
    assert (first == second) is same
    assert SubjectIdentifier("customer_number", "anna@example.com").lookup(key) != SubjectIdentifier(
        "email", "anna@example.com"
    ).lookup(key)


def test_references_are_readable_and_do_not_repeat():
    made = {new_reference(2026) for _ in range(1000)}
    assert len(made) == 1000
    assert not set("".join(r.removeprefix("DSR-2026-") for r in made)) & set("ILOU")
    assert issubclass(IllegalTransition, DsrError)
