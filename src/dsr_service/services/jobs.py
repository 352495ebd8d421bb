"""The operator's view of background work: what waits or is held, trying it again, giving it up."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.domain.errors import NotFound
from dsr_service.domain.jobs import DiscardReason, HeldJobDiscarded, HeldJobsRetried, JobState
from dsr_service.services import audit, erasure_execution, fulfilment, rectification_work
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import job_queue
from dsr_service.storage.job_queue import QueueDepth
from dsr_service.storage.tables import JobRow

SEARCH: Final = "fulfil"
ERASURES: Final = ("plan_erasure", "erase")
RECTIFICATIONS: Final = ("propose_rectification", "rectify")


async def page(
    ctx: OperationContext,
    *,
    state: JobState | None = None,
    kind: str | None = None,
    after: int = 0,
    limit: int = 100,
) -> Sequence[JobRow]:
    """Jobs by id, those of one state or kind or all."""
    authorize(ctx.actor, Permission.MANAGE_JOBS)
    return await job_queue.page(ctx.session, state=state, kind=kind, after=after, limit=limit)


async def read(ctx: OperationContext, job_id: int) -> JobRow:
    """One job. Raises NotFound, also when it is done: what it did stands in the audit log."""
    authorize(ctx.actor, Permission.MANAGE_JOBS)
    return await job_queue.get(ctx.session, job_id)


async def depth(ctx: OperationContext) -> QueueDepth:
    authorize(ctx.actor, Permission.MANAGE_JOBS)
    return await job_queue.depth(ctx.session)


async def retry(ctx: OperationContext, job_id: int) -> JobRow:
    """Let a held job run again. Raises NotFound, JobNotDead."""
    authorize(ctx.actor, Permission.MANAGE_JOBS)
    job = await job_queue.retry(ctx.session, job_id)
    await audit.record(ctx, HeldJobsRetried(_request_of(job), (job_id,)))
    return job


async def retry_all(ctx: OperationContext, *, kind: str | None = None) -> Sequence[int]:
    """Let all held jobs, or those of a kind, run again."""
    authorize(ctx.actor, Permission.MANAGE_JOBS)
    retried = await job_queue.retry_all(ctx.session, kind=kind)
    if retried:
        await audit.record(ctx, HeldJobsRetried(None, tuple(retried)))
    return retried


async def discard(ctx: OperationContext, job_id: int, reason: DiscardReason) -> JobRow:
    """Give a held job up. A search that is given up goes back to the staff: a request must not wait for nobody.

    Raises NotFound, JobNotDead.
    """
    authorize(ctx.actor, Permission.MANAGE_JOBS)
    job = await job_queue.discard(ctx.session, job_id)
    request_id = _request_of(job)
    await audit.record(ctx, HeldJobDiscarded(request_id, job_id, job.kind, reason))
    if job.kind == SEARCH and request_id is not None:
        with suppress(NotFound):  # the request itself is gone
            await fulfilment.stop(ctx, request_id, ("search_discarded",))
    if job.kind in ERASURES:
        with suppress(NotFound, KeyError, ValueError):
            await erasure_execution.give_up(ctx, UUID(str(job.payload["erasure_id"])))
    if job.kind in RECTIFICATIONS:
        with suppress(NotFound, KeyError, ValueError):
            await rectification_work.give_up(ctx, UUID(str(job.payload["rectification_id"])))
    return job


def _request_of(job: JobRow) -> UUID | None:
    """The request that a job works for, where its payload names one."""
    with suppress(KeyError, ValueError):
        return UUID(str(job.payload["request_id"]))
    return None
