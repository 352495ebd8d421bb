"""Proof of identity: what a reviewer must have checked before a copy is accepted."""

from dataclasses import dataclass
from enum import StrEnum

from dsr_service.domain.errors import DsrError, Kind, Violation


class DocumentStatus(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNREVIEWED = "unreviewed"  # the request ended before anybody looked


class CheckMissing(DsrError):
    code = "identity_check_missing"
    kind = Kind.INVALID
    title = "A copy is accepted only when each check was made and passed."


class DocumentAlreadyReviewed(DsrError):
    code = "identity_document_already_reviewed"
    kind = Kind.CONFLICT
    title = "This document has its verdict already."


@dataclass(frozen=True, slots=True)
class IdentityChecks:
    """The policy asks for a valid, signed document that bears the person's name."""

    valid_on_receipt: bool
    signed: bool
    name_matches: bool

    def require_all(self, *, signature_waived: bool) -> None:
        """Raises CheckMissing, naming each check that did not pass."""
        failed = [
            name
            for name in ("valid_on_receipt", "signed", "name_matches")
            if not getattr(self, name) and not (name == "signed" and signature_waived)
        ]
        if failed:
            raise CheckMissing(
                violations=[
                    Violation("This check must be true to accept.", f"/checks/{name}") for name in failed
                ]
            )


MAX_DOCUMENTS = 20  # of one request, over its whole life
MAX_FILES_PER_UPLOAD = 10


class TooManyDocuments(DsrError):
    code = "too_many_documents"
    kind = Kind.CONFLICT
    title = "This request holds as many identity documents as it may."
