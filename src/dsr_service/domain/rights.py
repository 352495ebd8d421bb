"""The rights of a data subject (GDPR art. 15-22 and 7(3)) and how each can end."""

from enum import StrEnum
from typing import Final


class Right(StrEnum):
    ACCESS = "access"  # art. 15
    RECTIFICATION = "rectification"  # art. 16
    ERASURE = "erasure"  # art. 17
    RESTRICTION = "restriction"  # art. 18
    PORTABILITY = "portability"  # art. 20
    OBJECTION = "objection"  # art. 21
    CONSENT_WITHDRAWAL = "consent_withdrawal"  # art. 7(3)
    AUTOMATED_DECISION_REVIEW = "automated_decision_review"  # art. 22(3)


ARTICLES: Final = {
    Right.ACCESS: "15",
    Right.RECTIFICATION: "16",
    Right.ERASURE: "17",
    Right.RESTRICTION: "18",
    Right.PORTABILITY: "20",
    Right.OBJECTION: "21",
    Right.CONSENT_WITHDRAWAL: "7(3)",
    Right.AUTOMATED_DECISION_REVIEW: "22(3)",
}

DIRECT_MARKETING: Final = "direct_marketing"


class Outcome(StrEnum):
    """What became of one right of a request."""

    PENDING = "pending"
    FULFILLED = "fulfilled"
    PARTLY_REFUSED = "partly_refused"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


# Carried out by the worker on the data sources; the others are settled by a person, who records the outcome.
COLLECTED: Final = frozenset({Right.ACCESS, Right.PORTABILITY})


def is_marketing_objection(right: Right, purposes: frozenset[str]) -> bool:
    """Whether this is the absolute objection of art. 21(2)-(3): to direct marketing and nothing else."""
    return right is Right.OBJECTION and purposes == {DIRECT_MARKETING}


def never_refusable(right: Right, purposes: frozenset[str]) -> bool:
    """Marketing objection (art. 21(3)) and withdrawal of consent (art. 7(3)) admit no refusal."""
    return right is Right.CONSENT_WITHDRAWAL or (right is Right.OBJECTION and DIRECT_MARKETING in purposes)


def needs_identity(right: Right, purposes: frozenset[str]) -> bool:
    """No document may be demanded for a marketing objection or a withdrawal of consent (art. 21(3), 7(3))."""
    return not (right is Right.CONSENT_WITHDRAWAL or is_marketing_objection(right, purposes))
