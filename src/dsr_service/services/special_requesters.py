"""The review of what somebody shows who asks for another."""

from collections.abc import Mapping
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.domain.errors import Violation
from dsr_service.domain.identity import events as identity_events
from dsr_service.domain.identity.documents import CheckMissing, DocumentStatus
from dsr_service.domain.identity.identity_policy import Means
from dsr_service.domain.identity.special_requesters import (
    EVIDENCE,
    EvidenceAlreadyAccepted,
    EvidenceKind,
    EvidenceNotNeeded,
    Requester,
)
from dsr_service.domain.rights import Outcome
from dsr_service.services import audit, identity_documents, identity_proofs, standings, subject_requests
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage.tables import RequestedRight, RequesterEvidence, SubjectRequest


async def read(ctx: OperationContext, request_id: UUID) -> standings.Standing:
    """What the request depends on, for those who review it."""
    authorize(ctx.actor, Permission.REVIEW_IDENTITY)
    request = await subject_requests.read(ctx, request_id)
    return await standings.standing_of(ctx, request, _pending(request))


def _pending(request: SubjectRequest) -> list[RequestedRight]:
    return [asked for asked in request.rights if asked.outcome is Outcome.PENDING]


async def review(
    ctx: OperationContext,
    request_id: UUID,
    kind: EvidenceKind,
    *,
    accepted: bool,
    checks: Mapping[str, bool],
    document_id: UUID | None,
    note: str | None,
) -> standings.Standing:
    """The verdict on one piece, each of its checks made by itself. With the last one the request goes on.

    Raises EvidenceNotNeeded, EvidenceAlreadyAccepted, CheckMissing.
    """
    authorize(ctx.actor, Permission.REVIEW_IDENTITY)
    request = await subject_requests.lock(ctx, request_id)
    standing = await standings.standing_of(ctx, request, _pending(request))
    if standing.requester is None or kind not in standing.needed:
        raise EvidenceNotNeeded
    before = standing.needed[kind]
    if before is not None and before.status is DocumentStatus.ACCEPTED:
        raise EvidenceAlreadyAccepted
    if accepted:
        _require_checks(ctx, request, standing.requester, kind, checks)
    if document_id is not None:
        await identity_documents.close_evidence(ctx, request, document_id, kind, accepted=accepted)
    row = before or RequesterEvidence(request_id=request.id, kind=kind)
    row.status = DocumentStatus.ACCEPTED if accepted else DocumentStatus.REJECTED
    row.checks = {name: bool(checks.get(name)) for name in EVIDENCE[kind].checks}
    row.document_id, row.note = document_id, note
    row.reviewed_at, row.reviewed_by = ctx.now, ctx.actor.id
    ctx.session.add(row)
    await ctx.session.flush()
    await audit.record(ctx, identity_events.EvidenceReviewed(request.id, kind, row.status))
    standing = await standings.standing_of(ctx, request, _pending(request))
    if standing.proven and request.status in identity_proofs.WAITING:
        await identity_proofs.record(ctx, request, Means.DOCUMENT)
    return standing


def _require_checks(
    ctx: OperationContext,
    request: SubjectRequest,
    requester: Requester,
    kind: EvidenceKind,
    checks: Mapping[str, bool],
) -> None:
    received_on = request.received_at.astimezone(ctx.policy.zone).date()
    impossible = requester.contradicted(kind, [a.right for a in _pending(request)], received_on)
    missing = [n for n in EVIDENCE[kind].checks if not checks.get(n) or n in impossible]
    if missing:
        raise CheckMissing(
            violations=[
                Violation(
                    "What was stated with the request contradicts it."
                    if name in impossible
                    else "This check must be true to accept.",
                    f"/checks/{name}",
                )
                for name in missing
            ]
        )
