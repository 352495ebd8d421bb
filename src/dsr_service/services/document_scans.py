"""Documents that the malware scanner did not answer for: held, asked about again, then freed or destroyed."""

from dataclasses import dataclass
from uuid import UUID

from dsr_service.domain import audit_doors as doors
from dsr_service.domain.actors import Permission
from dsr_service.domain.grounds import RejectionReason
from dsr_service.domain.identity.documents import DocumentStatus
from dsr_service.services import audit, identity_documents, sealing_keys
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.services.ports.key_store import SealingKey
from dsr_service.services.ports.sealed_documents import SealedDocument
from dsr_service.storage import identity_documents as storage
from dsr_service.storage import subject_requests as requests


@dataclass(frozen=True, slots=True)
class HeldOriginal:
    """What the scanner is to be given."""

    original: SealedDocument
    key: SealingKey


async def held(ctx: OperationContext, document_id: UUID) -> HeldOriginal | None:
    """The sealed original of a document that is still held."""
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    document = await storage.get(ctx.session, document_id)
    if document is None or document.status is not DocumentStatus.HELD or document.files is None:
        return None
    key = await sealing_keys.load(ctx, document.request_id, identity_documents.purpose_of(document.id))
    return HeldOriginal(SealedDocument.of(document.files["original"]), key)


async def record(ctx: OperationContext, document_id: UUID, *, infected: bool) -> None:
    """The scanner's answer: on to the reviewers, or destroyed and another asked for. Twice changes nothing."""
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    document = await storage.get(ctx.session, document_id)
    request = await requests.get_for_update(ctx.session, document.request_id) if document else None
    document = await storage.get_for_update(ctx.session, document_id)  # the request first, as everywhere
    if document is None or request is None or document.status is not DocumentStatus.HELD:
        return
    await audit.record(ctx, doors.IdentityDocumentScanned(request.id, document.id, infected))
    if not infected:
        document.status = DocumentStatus.PENDING
        await ctx.session.flush()
        return
    document.status = DocumentStatus.INFECTED
    await ctx.session.flush()
    await identity_documents.destroy(ctx, document.id)
    if document.kind != identity_documents.OWN:
        return  # a piece of evidence: its reviewer sees that it is gone
    # To the person it is a copy that can't be read: who sent malware unknowingly is not accused by letter.
    await identity_documents.ask_for_another(ctx, request, document, RejectionReason.ILLEGIBLE)
