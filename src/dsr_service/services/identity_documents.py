"""Identity documents: take a copy in, review it, destroy it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from dsr_service.domain import audit as events
from dsr_service.domain import audit_doors as doors
from dsr_service.domain.actors import Permission
from dsr_service.domain.errors import NotFound
from dsr_service.domain.grounds import RejectionReason
from dsr_service.domain.identity.documents import (
    MAX_DOCUMENTS,
    WAITING,
    DocumentAlreadyReviewed,
    DocumentHeld,
    DocumentStatus,
    IdentityChecks,
    TooManyDocuments,
)
from dsr_service.domain.identity.identity_policy import Means
from dsr_service.domain.identity.special_requesters import EvidenceReviewedApart
from dsr_service.domain.jobs import Job
from dsr_service.domain.letters import LetterKind
from dsr_service.domain.rectifications import EVIDENCE_KIND
from dsr_service.domain.subject_requests import OPEN, Event, IllegalTransition, Status
from dsr_service.services import (
    audit,
    correspondence,
    deadlines,
    document_verdicts,
    identity_proofs,
    lifecycle,
    rectification_evidence,
    sealing_keys,
    subject_requests,
)
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.services.ports.key_store import SealingKey
from dsr_service.storage import identity_documents as storage
from dsr_service.storage import job_queue
from dsr_service.storage.tables import IdentityDocument, SubjectRequest

OWN: Final = "identity_document"  # of the data subject; other kinds are evidence


@dataclass(frozen=True, slots=True)
class StoredCopy:
    """An uploaded file that passed inspection and lies sealed in the document store."""

    document_id: UUID
    media_type: str
    size: int
    sha256: str
    files: dict[str, Any]  # sealed original and raster pages
    key: SealingKey
    held: bool = False  # until the malware scanner answers


async def expect_upload(ctx: OperationContext, request_id: UUID) -> SubjectRequest:
    """Before a byte is read: may this actor upload to this request, and does it still take documents?"""
    authorize(ctx.actor, Permission.UPLOAD_IDENTITY_DOCUMENT)
    request = await subject_requests.lock(ctx, request_id)
    if request.status not in {Status.RECEIVED, Status.AWAITING_IDENTITY, Status.IN_PROGRESS}:
        raise IllegalTransition("This request takes no identity documents any more.")
    if await storage.count(ctx.session, request_id) >= MAX_DOCUMENTS:
        raise TooManyDocuments
    return request


async def record_upload(
    ctx: OperationContext, request_id: UUID, copies: Sequence[StoredCopy], kind: str = OWN
) -> list[IdentityDocument]:
    """Note what was stored; the clock that waited for it goes on (art. 12(6))."""
    request = await expect_upload(ctx, request_id)
    if kind == EVIDENCE_KIND:
        rectification_evidence.require_use(request)
    if await storage.count(ctx.session, request_id) + len(copies) > MAX_DOCUMENTS:
        raise TooManyDocuments
    documents = [
        IdentityDocument(
            id=copy.document_id,
            request_id=request_id,
            status=DocumentStatus.HELD if copy.held else DocumentStatus.PENDING,
            kind=kind,
            media_type=copy.media_type,
            size=copy.size,
            sha256=copy.sha256,
            files=copy.files,
            uploaded_at=ctx.now,
            uploaded_by=ctx.actor.id,
        )
        for copy in copies
    ]
    ctx.session.add_all(documents)
    await ctx.session.flush()
    for copy in copies:
        await sealing_keys.keep(ctx, request_id, purpose_of(copy.document_id), copy.key)
    for document in documents:
        await audit.record(
            ctx,
            events.IdentityDocumentUploaded(request_id, document.id, document.media_type, document.size),
        )
        if document.status is DocumentStatus.HELD:
            await audit.record(ctx, doors.IdentityDocumentHeld(request_id, document.id))
            await job_queue.enqueue(
                ctx.session, Job("scan_identity_document", {"document_id": str(document.id)})
            )
    if kind == OWN:
        await deadlines.end_open_suspension(ctx, request, "identity")
    return documents


async def list_documents(ctx: OperationContext, request_id: UUID) -> Sequence[IdentityDocument]:
    request = await subject_requests.read(ctx, request_id)
    return await storage.of_request(ctx.session, request.id)


async def read(ctx: OperationContext, request_id: UUID, document_id: UUID) -> IdentityDocument:
    request = await subject_requests.read(ctx, request_id)
    return await _document(ctx, request, document_id)


async def _document(ctx: OperationContext, request: SubjectRequest, document_id: UUID) -> IdentityDocument:
    document = await storage.get(ctx.session, document_id)
    if document is None or document.request_id != request.id:
        raise NotFound
    return document


async def accept(
    ctx: OperationContext, request_id: UUID, document_id: UUID, checks: IdentityChecks
) -> IdentityDocument:
    """Accept a copy whose three checks passed; the request goes on and the copy is destroyed."""
    authorize(ctx.actor, Permission.REVIEW_IDENTITY)
    request, document = await _under_review(ctx, request_id, document_id)
    if document.kind != OWN:
        raise EvidenceReviewedApart
    checks.require_all(signature_waived=ctx.policy.signature_waived)
    document.checks = {
        "valid_on_receipt": checks.valid_on_receipt,
        "signed": checks.signed,
        "name_matches": checks.name_matches,
    }
    await document_verdicts.record(ctx, document, DocumentStatus.ACCEPTED)
    await audit.record(ctx, events.IdentityDocumentAccepted(request.id, document.id))
    await identity_proofs.record(ctx, request, Means.DOCUMENT)
    return document


async def reject(
    ctx: OperationContext, request_id: UUID, document_id: UUID, reason: RejectionReason, note: str | None
) -> IdentityDocument:
    """Reject a copy; the person is asked for another proof and this copy is destroyed."""
    authorize(ctx.actor, Permission.REVIEW_IDENTITY)
    request, document = await _under_review(ctx, request_id, document_id)
    if document.kind != OWN:
        raise EvidenceReviewedApart
    document.reason, document.note = reason, note
    await document_verdicts.record(ctx, document, DocumentStatus.REJECTED)
    await audit.record(ctx, events.IdentityDocumentRejected(request.id, document.id, reason))
    await ask_for_another(ctx, request, document, reason)
    return document


async def ask_for_another(
    ctx: OperationContext, request: SubjectRequest, document: IdentityDocument, reason: RejectionReason
) -> None:
    """After a copy that proved nothing, when no other waits."""
    waiting = await storage.count_waiting(ctx.session, request.id)
    if request.status in {Status.RECEIVED, Status.AWAITING_IDENTITY} and not waiting:
        await lifecycle.transition(ctx, request, Event.IDENTITY_ASKED)
        await deadlines.identity_asked(ctx, request)
        await correspondence.write(
            ctx, request, LetterKind.IDENTITY_REJECTED, anchor=str(document.id), rejection=reason
        )


async def close_evidence(
    ctx: OperationContext, request: SubjectRequest, document_id: UUID, kind: str, *, accepted: bool
) -> None:
    """The file behind a piece of evidence has its verdict, and is destroyed like any copy."""
    _, document = await _under_review(ctx, request.id, document_id)
    if document.kind != kind:
        raise NotFound
    await document_verdicts.record(
        ctx, document, DocumentStatus.ACCEPTED if accepted else DocumentStatus.REJECTED
    )


async def _under_review(
    ctx: OperationContext, request_id: UUID, document_id: UUID
) -> tuple[SubjectRequest, IdentityDocument]:
    request = await subject_requests.lock(ctx, request_id)
    document = await _document(ctx, request, document_id)
    if document.status is DocumentStatus.HELD:
        raise DocumentHeld
    if document.status is not DocumentStatus.PENDING:
        raise DocumentAlreadyReviewed
    if request.status not in OPEN:
        raise IllegalTransition("A closed request needs no proof of identity.")
    return request, document


async def destroy(ctx: OperationContext, document_id: UUID) -> bool:
    """Shred the copy's key; what stays is method, verdict, checker, times and type (art. 5(1)(e)).

    Its blobs are deleted by jobs. Doing it twice changes nothing. Returns whether there was one.
    """
    document = await storage.get_for_update(ctx.session, document_id)
    if document is None or document.files is None:
        return False
    await sealing_keys.shred(ctx, document.request_id, purpose_of(document.id))
    for file in (document.files["original"], *document.files["pages"]):
        await job_queue.enqueue(ctx.session, Job("delete_blob", {"key": file["key"]}))
    if document.status in WAITING:
        document.status = DocumentStatus.UNREVIEWED
    document.files, document.sha256, document.destroyed_at = None, None, ctx.now
    await ctx.session.flush()
    await audit.record(ctx, events.IdentityDocumentDestroyed(document.request_id, document.id))
    return True


def purpose_of(document_id: UUID) -> str:
    return f"identity_document.{document_id}"
