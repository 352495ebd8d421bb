from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dsr_service.domain.identity.identity_policy import (
    DoubtNotRecorded,
    IdentityRules,
    PolicyKind,
    ProofNotAskable,
    plain_code,
)
from dsr_service.domain.identity.known_channels import KnownChannel, Origin, Standing
from dsr_service.domain.rights import Right

MARKETING = frozenset({"direct_marketing"})
MIXED = frozenset({"direct_marketing", "profiling"})
NONE = frozenset()
AS_POLICY, PROPORTIONATE = IdentityRules(), IdentityRules(policy=PolicyKind.PROPORTIONATE)
BY_RIGHT = IdentityRules(by_right={Right.RECTIFICATION: PolicyKind.PROPORTIONATE})

# rules, right, purposes -> waits for a proof from its start; may be asked without a doubt; with one
TABLE = [
    *((AS_POLICY, right, NONE, True, None, None) for right in Right if right is not Right.CONSENT_WITHDRAWAL),
    *(
        (PROPORTIONATE, right, NONE, False, DoubtNotRecorded, None)
        for right in Right
        if right is not Right.CONSENT_WITHDRAWAL
    ),
    *(
        (rules, right, purposes, False, ProofNotAskable, ProofNotAskable)
        for rules in (AS_POLICY, PROPORTIONATE, BY_RIGHT)
        for right, purposes in ((Right.CONSENT_WITHDRAWAL, NONE), (Right.OBJECTION, MARKETING))
    ),
    (AS_POLICY, Right.OBJECTION, MIXED, True, None, None),
    (PROPORTIONATE, Right.OBJECTION, MIXED, False, DoubtNotRecorded, None),
    (BY_RIGHT, Right.RECTIFICATION, NONE, False, DoubtNotRecorded, None),
    (BY_RIGHT, Right.ACCESS, NONE, True, None, None),
]


@pytest.mark.parametrize(("rules", "right", "purposes", "waits", "bare", "doubted"), TABLE)
def test_when_a_proof_is_asked_for(rules, right, purposes, waits, bare, doubted):
    asked = [(right, purposes)]
    assert rules.asks_for_proof(asked) is waits
    for doubt, error in ((None, bare), ("  ", bare), ("Signatures differ.", doubted)):
        if error is None:
            rules.check_asking(asked, doubt)
        else:
            with pytest.raises(error):
                rules.check_asking(asked, doubt)


def test_one_right_that_needs_a_proof_is_enough():
    asked = [(Right.OBJECTION, MARKETING), (Right.ACCESS, NONE)]
    assert AS_POLICY.asks_for_proof(asked)
    AS_POLICY.check_asking(asked, None)
    assert not PROPORTIONATE.asks_for_proof(asked)


RECEIVED = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("origin", "age", "standing", "prove", "release"),
    [
        (Origin.SOURCE, timedelta(days=400), Standing.KNOWN, True, True),
        (Origin.SOURCE, timedelta(days=30), Standing.KNOWN, True, True),
        (Origin.SOURCE, timedelta(days=29, hours=23), Standing.RECENT, False, False),
        (Origin.SOURCE, timedelta(seconds=1), Standing.RECENT, False, False),
        (Origin.SOURCE, timedelta(0), Standing.AFTER_REQUEST, False, False),
        (Origin.SOURCE, timedelta(days=-1), Standing.AFTER_REQUEST, False, False),
        (Origin.SOURCE, None, Standing.OF_UNKNOWN_AGE, True, False),
        (Origin.STOREFRONT, timedelta(days=400), Standing.KNOWN, True, True),
        (Origin.STAFF, timedelta(days=400), Standing.AFTER_REQUEST, False, False),
        (Origin.STAFF, None, Standing.AFTER_REQUEST, False, False),
    ],
)
def test_what_a_channel_may_be_used_for(origin, age, standing, prove, release):
    known = KnownChannel(origin, None if age is None else RECEIVED - age, confirmed=False)
    assert known.standing(RECEIVED, AS_POLICY) is standing
    assert known.may_prove(RECEIVED, AS_POLICY) is prove
    assert known.may_release(RECEIVED, AS_POLICY) is release
    assert replace(known, confirmed=True).may_release(RECEIVED, AS_POLICY)
    trusting = replace(AS_POLICY, unknown_age_settles=True)
    assert known.may_release(RECEIVED, trusting) is (release or standing is Standing.OF_UNKNOWN_AGE)


def test_a_code_is_read_as_people_type_it():
    assert plain_code(" 7k3f-9qX2 ") == "7K3F9QX2"
    assert plain_code("oIl0") == "0110"
