"""Moving a request along its lifecycle: status, audit event, and what must follow in the same transaction."""

from dsr_service.domain import audit as events
from dsr_service.domain.jobs import Job
from dsr_service.domain.subject_requests import CLOSED, Event, closing_event
from dsr_service.services import audit, deadlines
from dsr_service.services.context import OperationContext
from dsr_service.storage import job_queue
from dsr_service.storage.subject_requests import set_status
from dsr_service.storage.tables import SubjectRequest


async def transition(ctx: OperationContext, request: SubjectRequest, event: Event) -> None:
    """Take one step of the lifecycle. Raises IllegalTransition."""
    before = request.status
    set_status(request, event, ctx.now)
    await audit.record(ctx, events.StatusChanged(request.id, event, before, request.status))
    if request.status in CLOSED:
        await deadlines.stop(ctx, request)
        # Papers and unreleased packages of a closed request have no purpose any more (art. 5(1)(e)).
        await job_queue.enqueue(ctx.session, Job("clear_away", {"request_id": str(request.id)}))


async def close_if_settled(ctx: OperationContext, request: SubjectRequest) -> bool:
    """Close the request once each of its rights has an outcome. Returns whether it closed."""
    event = closing_event(right.outcome for right in request.rights)
    if event is None:
        return False
    await transition(ctx, request, event)
    return True
