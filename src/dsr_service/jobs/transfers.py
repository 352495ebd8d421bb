"""Handing packages to another controller: claim, push, record; a kill between sends it again under the same id."""

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.services import clock_guard, transfers
from dsr_service.services.ports.handing_over import DoorClosed, Reception
from dsr_service.services.runtime import Runtime
from dsr_service.services.transfers import Handover
from dsr_service.storage.job_runs import Handler, JobRun


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    async def transfer_package(run: JobRun) -> None:
        await carry_out(runtime, run)

    return {"transfer_package": transfer_package}


async def carry_out(runtime: Runtime, run: JobRun) -> None:
    """One attempt. What left can't be called back, so a process whose clock is wrong sends nothing."""
    await clock_guard.require_right_clock(runtime.engine, runtime.clock)
    transfer_id = UUID(run.text("transfer_id"))
    async with runtime.operation(SYSTEM) as ctx:
        await run.assert_still_mine(ctx.session)
        handover = await transfers.claim(ctx, transfer_id)
        if handover is None:
            await run.finish(ctx.session)
            return
    answered = await _handed_over(runtime, handover)
    async with runtime.operation(SYSTEM) as ctx:
        await transfers.record(ctx, transfer_id, answered)
        await run.finish(ctx.session)


async def _handed_over(runtime: Runtime, handover: Handover) -> Reception | None:
    async def chunks() -> AsyncIterator[bytes]:
        opened = runtime.packages.open(handover.built, handover.key, handover.content)
        async with aclosing(opened):
            async for block in opened:
                yield block

    try:
        return await runtime.doorstep.hand_over(handover.parcel, chunks())
    except DoorClosed:
        return None
