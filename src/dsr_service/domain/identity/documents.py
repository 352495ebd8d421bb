"""Proof of identity: what a reviewer must have checked before a copy is accepted."""

from dataclasses import dataclass
from enum import StrEnum

from dsr_service.domain.errors import DsrError, Kind, Violation
from dsr_service.domain.identity.document_policy import Inspection


class DocumentStatus(StrEnum):
    HELD = "held"  # the malware scanner has not answered yet: nobody may look at it
    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    INFECTED = "infected"  # the scanner knew it as malware, after it had been held
    UNREVIEWED = "unreviewed"  # the request ended before anybody looked


WAITING = frozenset({DocumentStatus.HELD, DocumentStatus.PENDING})


class CheckMissing(DsrError):
    code = "identity_check_missing"
    kind = Kind.INVALID
    title = "A copy is accepted only when each check was made and passed."


class DocumentAlreadyReviewed(DsrError):
    code = "identity_document_already_reviewed"
    kind = Kind.CONFLICT
    title = "This document has its verdict already."


class DocumentHeld(DsrError):
    code = "identity_document_held"
    kind = Kind.CONFLICT
    title = "The malware scanner has not answered for this document yet: it can't be looked at or reviewed."


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


class DocumentRefused(DsrError):
    """A file that is not taken; `code` says by which rule of the upload policy."""

    code = "document_refused"
    kind = Kind.INVALID
    title = "This file is not taken as an identity document."

    @staticmethod
    def because(inspection: Inspection, position: int) -> "DocumentRefused":
        """The error for the file at a position of the upload."""
        error_class = {
            Kind.TOO_LARGE: DocumentTooLarge,
            Kind.UNSUPPORTED_TYPE: DocumentTypeRefused,
        }.get(inspection.kind or Kind.INVALID, DocumentRefused)
        error = error_class(inspection.detail, violations=[Violation(inspection.detail, f"/file/{position}")])
        error.code = inspection.code  # type: ignore[misc]  # the policy's own code, more exact than the class's
        return error


class DocumentTooLarge(DocumentRefused):
    code = "document_too_large"
    kind = Kind.TOO_LARGE
    title = "This file is larger than an identity document may be."


class DocumentTypeRefused(DocumentRefused):
    code = "document_type_refused"
    kind = Kind.UNSUPPORTED_TYPE
    title = "This file is of no type that is taken, or not of the type that it claims."


class TooManyFiles(DsrError):
    code = "too_many_files"
    kind = Kind.INVALID
    title = "One upload takes at most ten files."


class DocumentDestroyed(DsrError):
    code = "identity_document_destroyed"
    kind = Kind.GONE
    title = "The copy was destroyed; what is known of it remains."


class ViewExpired(DsrError):
    code = "view_expired"
    kind = Kind.GONE
    title = "This address has expired: ask to look again."


class ViewQuotaExceeded(DsrError):
    """Recorded like a refused attempt: somebody looks at more copies than a review needs."""

    code = "view_quota_exceeded"
    kind = Kind.TOO_MANY
    title = "You have looked at as many identity documents as one hour allows."
