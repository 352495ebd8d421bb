"""The clock's background work: each minute what has fallen due, and recomputation by changed rules."""

from collections.abc import Mapping

from dsr_service.domain.actors import SYSTEM
from dsr_service.services import clock_guard, deadline_marks, deadline_recomputation
from dsr_service.services.runtime import Runtime
from dsr_service.storage.job_runs import Handler, JobRun


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    async def mark_deadlines(run: JobRun) -> None:
        """In small transactions, each fenced: a worker that was stopped meanwhile decides nothing any more."""
        await clock_guard.require_right_clock(runtime.engine, runtime.clock)
        looked_at = deadline_marks.BATCH
        while looked_at == deadline_marks.BATCH:
            async with runtime.operation(SYSTEM) as ctx:
                await run.assert_still_mine(ctx.session)
                looked_at = await deadline_marks.mark_due(ctx)

    async def recompute_deadlines(run: JobRun) -> None:
        await clock_guard.require_right_clock(runtime.engine, runtime.clock)
        finished = False
        while not finished:
            async with runtime.operation(SYSTEM) as ctx:
                deadline_recomputation.require_version(
                    ctx, str(run.payload.get("rules_version", deadline_recomputation.version_in_force(ctx)))
                )
                await run.assert_still_mine(ctx.session)
                finished = (await deadline_recomputation.advance(ctx)).finished_at is not None

    return {"mark_deadlines": mark_deadlines, "recompute_deadlines": recompute_deadlines}
