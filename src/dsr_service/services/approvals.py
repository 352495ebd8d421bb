"""What waits for a second person: the packages of a copy, or the plan of an erasure; one route for both."""

from uuid import UUID

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.erasure.erasures import ErasureStatus
from dsr_service.domain.subject_requests import Event
from dsr_service.services import audit, erasures, fulfilment, lifecycle
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.services.ports.erasure_proofs import ErasureProofs
from dsr_service.storage.tables import SubjectRequest


async def approve(ctx: OperationContext, request_id: UUID, proofs: ErasureProofs) -> SubjectRequest:
    """Approve what was prepared. Raises FourEyes, Forbidden (an erasure is the DPO's to approve), IllegalTransition."""
    authorize(ctx.actor, Permission.APPROVE)
    request = await fulfilment.waiting(ctx, request_id)
    erasure = await erasures.awaiting_approval(ctx, request)
    if erasure is None:
        return await fulfilment.approve(ctx, request_id)
    await erasures.approve(ctx, request, erasure, proofs)
    return request


async def decline(ctx: OperationContext, request_id: UUID) -> SubjectRequest:
    """What was prepared is not good; it goes back to the staff."""
    authorize(ctx.actor, Permission.APPROVE)
    request = await fulfilment.waiting(ctx, request_id)
    if await erasures.awaiting_approval(ctx, request) is None:
        return await fulfilment.decline(ctx, request_id)
    authorize(ctx.actor, Permission.APPROVE_ERASURE)
    await erasures.end(ctx, request, ErasureStatus.DECLINED, "declined")
    await audit.record(ctx, events.ApprovalDeclined(request.id))
    await lifecycle.transition(ctx, request, Event.APPROVAL_DECLINED)
    return request
