"""The operator's view of background work: what waits or is held, and trying it again."""

from collections.abc import Sequence

from dsr_service.domain.actors import Permission
from dsr_service.domain.jobs import HeldJobsRetried, JobState
from dsr_service.services import audit
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import job_queue
from dsr_service.storage.job_queue import QueueDepth
from dsr_service.storage.tables import JobRow


async def page(
    ctx: OperationContext, *, state: JobState | None = None, after: int = 0, limit: int = 100
) -> Sequence[JobRow]:
    """Jobs by id, those of one state or all."""
    authorize(ctx.actor, Permission.MANAGE_JOBS)
    return await job_queue.page(ctx.session, state=state, after=after, limit=limit)


async def depth(ctx: OperationContext) -> QueueDepth:
    authorize(ctx.actor, Permission.MANAGE_JOBS)
    return await job_queue.depth(ctx.session)


async def retry(ctx: OperationContext, job_id: int) -> None:
    """Let a held job run again. Raises NotFound, JobNotDead."""
    authorize(ctx.actor, Permission.MANAGE_JOBS)
    await job_queue.retry(ctx.session, job_id)
    await audit.record(ctx, HeldJobsRetried(None, (job_id,)))


async def retry_all(ctx: OperationContext, *, kind: str | None = None) -> Sequence[int]:
    """Let all held jobs, or those of a kind, run again."""
    authorize(ctx.actor, Permission.MANAGE_JOBS)
    retried = await job_queue.retry_all(ctx.session, kind=kind)
    if retried:
        await audit.record(ctx, HeldJobsRetried(None, tuple(retried)))
    return retried
