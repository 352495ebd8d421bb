"""A known channel says "that was not me": nothing leaves, nothing is erased, and the identity is in doubt."""

from typing import Final
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.domain.erasure.erasures import ErasureStatus
from dsr_service.domain.identity import events as identity_events
from dsr_service.domain.subject_requests import OPEN, Event, IllegalTransition, Status
from dsr_service.services import (
    audit,
    deadlines,
    erasures,
    export_packages,
    lifecycle,
    rectifications,
    release_holds,
    subject_requests,
)
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import assertions as proof_rows
from dsr_service.storage.tables import SubjectRequest

_BACK: Final = {
    Status.IN_FULFILMENT: Event.FULFILMENT_STOPPED,
    Status.AWAITING_APPROVAL: Event.APPROVAL_DECLINED,
}
_DOUBT: Final = "A channel known before the request says that the person did not make it."


async def disavow(ctx: OperationContext, request_id: UUID) -> SubjectRequest:
    """Stop the request at whatever stage it is: approval and proofs are void, and the clock waits for a new proof."""
    authorize(ctx.actor, Permission.DISAVOW)
    request = await subject_requests.lock(ctx, request_id)
    if request.status not in OPEN:
        raise IllegalTransition("This request is closed.")
    await audit.record(ctx, identity_events.RequestDisavowed(request.id))
    await erasures.end(ctx, request, ErasureStatus.CANCELLED, "disavowed")
    await rectifications.end(ctx, request, "disavowed")
    await export_packages.revoke_all(ctx, request.id)
    await proof_rows.void(ctx.session, request.id, ctx.now)
    hold = await release_holds.of_request(ctx, request.id)
    if hold is not None:
        hold.release_pending, hold.disavowed_at, hold.disavowed_by = False, ctx.now, ctx.actor.id
    request.identity_verified_at, request.identity_method, request.identity_checked_by = None, None, None
    request.approved_by, request.approved_at, request.identity_required = None, None, True
    if request.status in _BACK:
        await lifecycle.transition(ctx, request, _BACK[request.status])
    await lifecycle.transition(ctx, request, Event.IDENTITY_ASKED)
    await deadlines.identity_asked(ctx, request)
    await deadlines.open_suspension(ctx, request, "identity", _DOUBT)
    return request
