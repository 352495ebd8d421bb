"""Orders to processors: sent, and looked after until they are answered."""

from collections.abc import Mapping
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.processors import OrderStatus
from dsr_service.services import manual_tasks, processor_orders
from dsr_service.services.ports.data_sources import SourceFailed
from dsr_service.services.runtime import Runtime
from dsr_service.storage.job_runs import Handler, JobRun

CALLBACKS = "/v1/processor-callbacks"


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    async def ask_processor(run: JobRun) -> None:
        await _talk(runtime, run, asking=True)

    async def check_processor(run: JobRun) -> None:
        await _talk(runtime, run, asking=False)

    async def cancel_processor(run: JobRun) -> None:
        order_id = UUID(run.text("order_id"))
        async with runtime.operation(SYSTEM) as ctx:
            named = await processor_orders.given_up(ctx, order_id)
        processor = runtime.processors.of(named[1]).get(named[0]) if named else None
        if processor:
            await processor.cancel(order_id)

    async def look_after_processors(run: JobRun) -> None:
        async with runtime.operation(SYSTEM) as ctx:
            await processor_orders.look_after(ctx)
            await run.finish(ctx.session)

    async def remind_manual_tasks(run: JobRun) -> None:
        async with runtime.operation(SYSTEM) as ctx:
            await manual_tasks.remind(ctx)
            await run.finish(ctx.session)

    return {
        "ask_processor": ask_processor,
        "cancel_processor": cancel_processor,
        "check_processor": check_processor,
        "look_after_processors": look_after_processors,
        "remind_manual_tasks": remind_manual_tasks,
    }


async def _talk(runtime: Runtime, run: JobRun, *, asking: bool) -> None:
    """Send the order, or ask how it stands. Its id makes a second sending the same order."""
    order_id = UUID(run.text("order_id"))
    async with runtime.operation(SYSTEM) as ctx:
        await run.assert_still_mine(ctx.session)
        planned = await processor_orders.order_of(ctx, order_id)
    if planned is None or asking != (planned.status is OrderStatus.PLANNED):
        return
    processor = runtime.processors.of(planned.data_map).get(planned.dataset)
    if processor is None:
        raise SourceFailed("no_source", f"No connection is configured for the processor '{planned.dataset}'.")
    if asking:
        callback = f"{runtime.public_url}{CALLBACKS}" if runtime.public_url else None
        answer = await processor.submit(planned.order, callback)
    else:
        answer = await processor.status(order_id)
    async with runtime.operation(SYSTEM) as ctx:
        await run.assert_still_mine(ctx.session)
        await processor_orders.record(ctx, order_id, answer)
        await run.finish(ctx.session)
