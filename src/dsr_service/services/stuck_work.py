"""The watchdog: what waits for work that nobody does is queued again where that is safe, and told of where not.

By the rules of the queue it can't happen: a state and its job change in one transaction. It happens all the same after
a job is deleted by hand, a restore of one table, or a fault of ours; and then a person would wait for ever.
"""

from collections.abc import Sequence
from typing import Final

import structlog
from sqlalchemy import select

from dsr_service.domain.actors import Permission
from dsr_service.domain.erasure.erasures import UNDER_WAY, ErasureStatus
from dsr_service.domain.jobs import Job
from dsr_service.domain.processors import OrderStatus
from dsr_service.domain.stuck_work import StuckWorkNoted, StuckWorkQueuedAgain
from dsr_service.domain.subject_requests import Status
from dsr_service.services import audit, erasures, fulfilment, release_holds, subject_requests
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import deadlines as deadline_rows
from dsr_service.storage import job_queue
from dsr_service.storage import stuck_work as storage
from dsr_service.storage.stuck_work import Stuck
from dsr_service.storage.tables import Erasure, SubjectRequest

AT_ONCE: Final = 100  # in one look
_WAITING_ORDERS: Final = tuple(status.value for status in OrderStatus if status.waits)


async def find(ctx: OperationContext) -> Sequence[Stuck]:
    """What is stuck now."""
    authorize(ctx.actor, Permission.MANAGE_JOBS)
    return await storage.find(ctx.session, _WAITING_ORDERS, AT_ONCE)


async def queue_again(ctx: OperationContext, stuck: Stuck) -> bool:
    """Give the work to somebody, unless it has gone on meanwhile; returns whether there is a job now.

    Safe is what a second run of the same job does: each of them reads the approved state anew and ends without effect
    where there is nothing to do.
    """
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    request = await subject_requests.lock(ctx, stuck.request_id)
    still = {found.thing for found in await storage.find(ctx.session, _WAITING_ORDERS, AT_ONCE)}
    if stuck.thing not in still:
        return True
    kind = await _queued(ctx, request, stuck)
    log = structlog.get_logger("watchdog")
    if kind is None:
        log.error("work_is_stuck", what=stuck.what, thing=str(stuck.thing))
        await audit.record(ctx, StuckWorkNoted(request.id, stuck.what, stuck.thing))
        return False
    log.error("stuck_work_queued_again", what=stuck.what, thing=str(stuck.thing), kind=kind)
    await audit.record(ctx, StuckWorkQueuedAgain(request.id, stuck.what, stuck.thing, kind))
    return True


async def _queued(ctx: OperationContext, request: SubjectRequest, stuck: Stuck) -> str | None:
    """The kind of the job that was queued; None when none would help."""
    if stuck.what == "identity_document":
        return await _enqueue(ctx, request, "destroy_identity_document", document_id=str(stuck.thing))
    if request.status is not Status.IN_FULFILMENT:
        return None
    erasure = await ctx.session.scalar(
        select(Erasure).where(
            Erasure.request_id == request.id, Erasure.root_id.is_(None), Erasure.status.in_(UNDER_WAY)
        )
    )
    if erasure is not None:
        return await _erasure(ctx, request, erasure)
    hold = await release_holds.of_request(ctx, request.id)
    if hold is not None and hold.release_pending:
        return await _enqueue(ctx, request, "release_packages")
    if request.approved_at is None and fulfilment.collected(request):
        return await _enqueue(ctx, request, "fulfil")
    return None


async def _erasure(ctx: OperationContext, request: SubjectRequest, erasure: Erasure) -> str | None:
    if erasure.status is ErasureStatus.PLANNING:
        return await _enqueue(ctx, request, "plan_erasure", erasure_id=str(erasure.id))
    if erasure.status in {ErasureStatus.APPROVED, ErasureStatus.EXECUTING}:
        await erasures.enqueue(ctx, erasure, request.client)
        return "erase"
    return None


async def _enqueue(ctx: OperationContext, request: SubjectRequest, kind: str, **payload: str) -> str:
    clock = await deadline_rows.get(ctx.session, request.id)
    named = payload or {"request_id": str(request.id)}
    if kind == "plan_erasure":
        named = {"request_id": str(request.id), **payload}
    await job_queue.enqueue(
        ctx.session,
        Job(kind, named, due_at=clock.due_before, client=request.client, dedupe_key=f"{kind}/{request.id}"),
    )
    return kind
