"""Sending letters: claim, hand over, record."""

from collections.abc import Mapping
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.services import announcements, dispatches, visibility
from dsr_service.services.runtime import Runtime
from dsr_service.storage.job_runs import Handler, JobRun


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    async def send_message(run: JobRun) -> None:
        """A kill between handing over and recording sends it again, under the same id."""
        message_id = UUID(run.text("message_id"))
        async with runtime.operation(SYSTEM) as ctx:
            await run.assert_still_mine(ctx.session)
            letter = await dispatches.to_send(ctx, message_id)
        if letter is None:  # sent already, or for the paper post
            return
        means = await runtime.post.hand_over(letter)
        async with runtime.operation(SYSTEM) as ctx:
            await run.assert_still_mine(ctx.session)
            await dispatches.record_sent(ctx, message_id, means)

    async def acknowledge(run: JobRun) -> None:
        async with runtime.operation(SYSTEM) as ctx:
            request = await visibility.read(ctx, UUID(run.text("request_id")))
            await announcements.acknowledge(ctx, request)
            await run.finish(ctx.session)

    return {"acknowledge": acknowledge, "send_message": send_message}
