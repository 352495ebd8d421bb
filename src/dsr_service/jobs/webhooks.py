"""Delivering webhooks: take up, call, record; a kill between the last two sends the same id once more."""

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.services import webhook_deliveries
from dsr_service.services.runtime import Runtime
from dsr_service.storage import webhooks as storage
from dsr_service.storage.job_runs import Handler, JobRun

DELIVERIES_KEPT: Final = timedelta(days=30)


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    """What calls out to receivers, who may be slow: worked apart from everything else."""

    async def deliver_webhook(run: JobRun) -> None:
        delivery_id = UUID(run.text("delivery_id"))
        async with runtime.operation(SYSTEM) as ctx:
            outgoing = await webhook_deliveries.take_up(ctx, delivery_id)
            if outgoing is None:
                await run.finish(ctx.session)
                return
            await run.assert_still_mine(ctx.session)
        started = time.monotonic()
        reply = await runtime.webhooks.call(outgoing.url, outgoing.headers, outgoing.body)
        milliseconds = int((time.monotonic() - started) * 1000)
        async with runtime.operation(SYSTEM) as ctx:
            await webhook_deliveries.record(ctx, delivery_id, reply, milliseconds)
            await run.finish(ctx.session)

    return {"deliver_webhook": deliver_webhook}


def housekeeping(runtime: Runtime) -> Mapping[str, Handler]:
    async def forget_deliveries(run: JobRun) -> None:
        async with runtime.operation(SYSTEM) as ctx:
            await storage.forget(ctx.session, ctx.now - DELIVERIES_KEPT)
            await run.finish(ctx.session)

    return {"forget_deliveries": forget_deliveries}
