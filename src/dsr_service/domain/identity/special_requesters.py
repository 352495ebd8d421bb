"""Who asks for another: agents on a mandate, parents for a minor, heirs of a deceased; what each has to show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from dsr_service.domain.errors import DsrError, Kind
from dsr_service.domain.rights import Right, is_marketing_objection


class Capacity(StrEnum):
    AGENT = "agent"  # CNIL 2021-070; decree 2019-536, art. 77
    PARENT = "parent"  # loi Informatique et Libertes, art. 45
    HEIR = "heir"  # loi Informatique et Libertes, art. 84-85


class HeirScope(StrEnum):
    """What heirs may act for, and for nothing else (art. 85, II)."""

    ESTATE = "estate"  # what the succession needs to know
    MEMORIES = "memories"  # digital goods and data like family memories
    ACCOUNT_CLOSURE = "account_closure"  # close accounts, object, bring up to date


class EvidenceKind(StrEnum):
    MANDATE_EXISTS = "mandate_exists"
    MANDATE = "mandate"
    AGENT_IDENTITY = "agent_identity"
    PRINCIPAL_IDENTITY = "principal_identity"
    PARENT_IDENTITY = "parent_identity"
    PARENTAL_AUTHORITY = "parental_authority"
    MINORS_AGE = "minors_age"
    MINORS_AGREEMENT = "minors_agreement"
    HEIR_IDENTITY = "heir_identity"
    DEATH_RECORD = "death_record"
    HEIRSHIP = "heirship"
    DIRECTIVES = "directives"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing to be shown: the checks that a person makes one by one, and the text that asks for it."""

    checks: tuple[str, ...]
    source: str


K = EvidenceKind
_AGENT, _MINOR, _HEIR = (
    "CNIL 2021-070; decree 2019-536 art. 77",
    "LIL 45",
    "LIL 84-85; decree 2019-536 art. 124",
)
EVIDENCE: Final[Mapping[EvidenceKind, Evidence]] = {
    K.MANDATE_EXISTS: Evidence(("exists",), "GDPR 21(2)-(3)"),
    K.MANDATE: Evidence(
        ("covers_rights", "within_duration", "covers_data", "names_addressee", "names_both", "signed"), _AGENT
    ),
    K.AGENT_IDENTITY: Evidence(("identity_matches",), _AGENT),
    K.PRINCIPAL_IDENTITY: Evidence(("identity_matches",), _AGENT),
    K.PARENT_IDENTITY: Evidence(("identity_matches",), _MINOR),
    K.PARENTAL_AUTHORITY: Evidence(("filiation_shown", "authority_not_withdrawn"), _MINOR),
    K.MINORS_AGE: Evidence(("born_as_stated",), _MINOR),
    K.MINORS_AGREEMENT: Evidence(("given_by_the_minor",), _MINOR),
    K.HEIR_IDENTITY: Evidence(("identity_matches",), _HEIR),
    K.DEATH_RECORD: Evidence(("names_the_person",), _HEIR),
    K.HEIRSHIP: Evidence(("names_the_heir",), _HEIR),
    K.DIRECTIVES: Evidence(("searched", "none_to_the_contrary"), _HEIR),
}
_SCOPES: Final[Mapping[HeirScope, frozenset[Right]]] = {
    HeirScope.ESTATE: frozenset({Right.ACCESS}),
    HeirScope.MEMORIES: frozenset({Right.ACCESS, Right.PORTABILITY}),
    HeirScope.ACCOUNT_CLOSURE: frozenset(
        {Right.ERASURE, Right.RECTIFICATION, Right.OBJECTION, Right.CONSENT_WITHDRAWAL}
    ),
}
_MAJORITY: Final = 18


class StandingNotProven(DsrError):
    code = "standing_not_proven"
    kind = Kind.CONFLICT
    title = "Whoever asks for another person has not shown yet that they may."


class EvidenceNotNeeded(DsrError):
    code = "evidence_not_needed"
    kind = Kind.CONFLICT
    title = "This request does not depend on such evidence: it may not be asked for."


class EvidenceAlreadyAccepted(DsrError):
    code = "evidence_already_accepted"
    kind = Kind.CONFLICT
    title = "This evidence was accepted already."


class EvidenceReviewedApart(DsrError):
    code = "evidence_reviewed_apart"
    kind = Kind.CONFLICT
    title = "This file is evidence of a standing: it is reviewed there, and proves no identity of the data subject."


@dataclass(frozen=True, slots=True)
class Requester:
    """Who asks, as it was stated; nothing of it is believed before the evidence is seen."""

    capacity: Capacity
    mandate_reference: str | None = None
    mandate_rights: frozenset[Right] | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    scope: HeirScope | None = None
    born_on: date | None = None

    @classmethod
    def of(cls, stated: Mapping[str, Any]) -> "Requester":
        """Read what a request keeps; the older form says `relation` only."""
        mandate: Mapping[str, Any] = stated.get("mandate") or {}
        rights = mandate.get("rights")
        relation = {"parent": Capacity.PARENT, "guardian": Capacity.PARENT, "heir": Capacity.HEIR}
        capacity = stated.get("capacity") or relation.get(str(stated.get("relation")), Capacity.AGENT)
        return cls(
            capacity=Capacity(capacity),
            mandate_reference=mandate.get("reference") or stated.get("mandate_reference"),
            mandate_rights=frozenset(Right(right) for right in rights) if rights else None,
            valid_from=_day(mandate.get("valid_from")),
            valid_until=_day(mandate.get("valid_until")),
            scope=HeirScope(stated["scope"]) if stated.get("scope") else None,
            born_on=_day(stated.get("born_on")),
        )

    def may_ask(self, right: Right, received_on: date) -> bool:
        """Whether any evidence could help: an heir acts within a scope only, a parent until the child is of age."""
        if self.capacity is Capacity.HEIR and self.scope is not None:
            return right in _SCOPES[self.scope]
        if self.capacity is Capacity.PARENT and self.born_on is not None:
            return age(self.born_on, received_on) < _MAJORITY
        return True

    def needed(
        self, right: Right, purposes: frozenset[str], received_on: date, digital_age: int
    ) -> tuple[EvidenceKind, ...]:
        """What this requester shows for that right. A marketing objection asks for the mandate's existence alone."""
        if is_marketing_objection(right, purposes) or right is Right.CONSENT_WITHDRAWAL:
            bare = self.capacity is Capacity.AGENT and not self.mandate_reference
            return (K.MANDATE_EXISTS,) if bare else ()
        if self.capacity is Capacity.AGENT:
            return (K.MANDATE, K.AGENT_IDENTITY, K.PRINCIPAL_IDENTITY)
        if self.capacity is Capacity.HEIR:
            return (K.DEATH_RECORD, K.HEIRSHIP, K.HEIR_IDENTITY, K.DIRECTIVES)
        kinds = (K.PARENT_IDENTITY, K.PARENTAL_AUTHORITY, K.MINORS_AGE)
        grown = self.born_on is not None and age(self.born_on, received_on) >= digital_age
        return (*kinds, K.MINORS_AGREEMENT) if grown else kinds

    def contradicted(self, kind: EvidenceKind, rights: Sequence[Right], received_on: date) -> tuple[str, ...]:
        """Checks that can't be true by what was stated itself: nobody may tick them."""
        if kind is not K.MANDATE:
            return ()
        found = []
        if self.mandate_rights is not None and not set(rights) <= self.mandate_rights:
            found.append("covers_rights")
        starts_late = self.valid_from is not None and self.valid_from > received_on
        if starts_late or (self.valid_until is not None and self.valid_until < received_on):
            found.append("within_duration")
        return tuple(found)

    @property
    def refusal_ground(self) -> str:
        """By which the request ends when the standing is not shown."""
        return "DECEASED_NO_STANDING" if self.capacity is Capacity.HEIR else "MANDATE_NOT_PROVEN"


def age(born_on: date, today: date) -> int:
    """In whole years; who is born on 29 February is a year older on 1 March."""
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None
