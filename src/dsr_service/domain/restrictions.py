"""Restriction of processing (art. 18): on which grounds, and what must come before it is lifted."""

from enum import StrEnum

from dsr_service.domain.errors import DsrError, Kind


class RestrictionGround(StrEnum):
    ACCURACY_CONTESTED = "accuracy_contested"  # art. 18(1)(a)
    UNLAWFUL_ERASURE_OPPOSED = "unlawful_erasure_opposed"  # art. 18(1)(b)
    NEEDED_FOR_CLAIMS = "needed_for_claims"  # art. 18(1)(c)
    OBJECTION_PENDING = "objection_pending"  # art. 18(1)(d)


class AlreadyRestricted(DsrError):
    code = "already_restricted"
    kind = Kind.CONFLICT
    title = "The person's data is restricted for this request already."


class NotRestricted(DsrError):
    code = "not_restricted"
    kind = Kind.CONFLICT
    title = "No restriction of this request is in force."


class PersonNotTold(DsrError):
    code = "person_not_told"
    kind = Kind.CONFLICT
    title = (
        "The person must be told before the restriction is lifted (art. 18(3)): the letter has not gone out."
    )
