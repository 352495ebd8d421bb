"""The watchdog's round: each stuck request in an operation of its own, so that one that fails delays no other."""

from collections.abc import Mapping

from dsr_service.domain.actors import SYSTEM
from dsr_service.services import stuck_work
from dsr_service.services.runtime import Runtime
from dsr_service.storage.job_runs import Handler, JobRun


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    async def look_for_stuck_work(run: JobRun) -> None:
        async with runtime.operation(SYSTEM) as ctx:
            found = await stuck_work.find(ctx)
        for stuck in found:
            async with runtime.operation(SYSTEM) as ctx:
                await run.assert_still_mine(ctx.session)
                await stuck_work.queue_again(ctx, stuck)

    return {"look_for_stuck_work": look_for_stuck_work}
