"""Telling recipients: take up, call or hand over, record; a kill between the last two tells the same id once more."""

from collections.abc import Mapping
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.webhooks import GONE, Reply
from dsr_service.services import notice_sending
from dsr_service.services.ports.post import LetterRefused
from dsr_service.services.runtime import Runtime
from dsr_service.storage.job_runs import Handler, JobRun


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    async def tell_recipient(run: JobRun) -> None:
        notice_id = UUID(run.text("notice_id"))
        async with runtime.operation(SYSTEM) as ctx:
            await run.assert_still_mine(ctx.session)
            outgoing = await notice_sending.take_up(ctx, notice_id)
        if outgoing is None:
            return
        reply = await _send(runtime, outgoing)
        async with runtime.operation(SYSTEM) as ctx:
            # the next attempt is a job of its own: this one ends first
            await run.finish(ctx.session)
            await notice_sending.record(ctx, notice_id, reply)

    return {"tell_recipient": tell_recipient}


async def _send(runtime: Runtime, outgoing: notice_sending.OutgoingNotice) -> Reply:
    if outgoing.letter is None:
        assert outgoing.url is not None
        return await runtime.webhooks.call(outgoing.url, outgoing.headers or {}, outgoing.body)
    try:
        await runtime.post.hand_over(outgoing.letter)
    except LetterRefused as refused:
        return Reply(GONE, refused.code)
    return Reply(200)
