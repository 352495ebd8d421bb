"""Copies that show that data are wrong (art. 16): looked at for a decision, destroyed when it is carried out.

They come in as identity documents do, are inspected, sealed and watched alike, and prove nobody's identity.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from dsr_service.domain.errors import InvalidInput, Violation
from dsr_service.domain.identity.documents import DocumentStatus
from dsr_service.domain.rectifications import EVIDENCE_KIND, CorrectionVerdict
from dsr_service.domain.rights import Outcome, Right
from dsr_service.domain.subject_requests import IllegalTransition
from dsr_service.services import document_verdicts
from dsr_service.services.context import OperationContext
from dsr_service.storage import identity_documents as storage
from dsr_service.storage.tables import SubjectRequest


def require_use(request: SubjectRequest) -> None:
    """Nobody's papers are kept for nothing (art. 5(1)(c)). Raises IllegalTransition."""
    pending = [asked for asked in request.rights if asked.outcome is Outcome.PENDING]
    if all(asked.right is not Right.RECTIFICATION for asked in pending):
        raise IllegalTransition("This request has no rectification for which evidence could be needed.")


async def require_shown(
    ctx: OperationContext, request: SubjectRequest, verdicts: Sequence[CorrectionVerdict]
) -> None:
    """What a decision rests on are copies of this request that somebody could look at. Raises InvalidInput."""
    known = {
        document.id
        for document in await storage.of_request(ctx.session, request.id)
        if document.kind == EVIDENCE_KIND and document.status is DocumentStatus.PENDING
    }
    faults = [
        Violation(
            "This is no evidence of the request that can be looked at.", f"/decisions/{n}/documents/{m}"
        )
        for n, verdict in enumerate(verdicts)
        for m, document in enumerate(verdict.documents)
        if document not in known
    ]
    if faults:
        raise InvalidInput(violations=faults)


async def close(ctx: OperationContext, request: SubjectRequest, relied_on: Collection[UUID] = ()) -> None:
    """The right is decided and carried out, or not wanted any more: every copy has its end."""
    for found in await storage.of_request(ctx.session, request.id):
        if found.kind != EVIDENCE_KIND or found.files is None:
            continue
        document = await storage.get_for_update(ctx.session, found.id)
        if document is not None and document.files is not None:
            looked_at = document.status is DocumentStatus.PENDING and document.id in relied_on
            await document_verdicts.record(ctx, document, DocumentStatus.ACCEPTED if looked_at else None)
