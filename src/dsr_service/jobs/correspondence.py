"""Sending letters: take up, hand over, record."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.services import announcements, dispatches, handovers, mailings, visibility
from dsr_service.services.context import OperationContext
from dsr_service.services.ports.post import LetterRefused, OutgoingLetter
from dsr_service.services.runtime import Runtime
from dsr_service.storage import mailings as mailing_rows
from dsr_service.storage.job_runs import Handler, JobRun

MAILINGS_KEPT: Final = timedelta(days=3)


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    async def acknowledge(run: JobRun) -> None:
        async with runtime.operation(SYSTEM) as ctx:
            request = await visibility.read(ctx, UUID(run.text("request_id")))
            await announcements.acknowledge(ctx, request)
            await run.finish(ctx.session)

    async def send_message(run: JobRun) -> None:
        """A kill between handing over and recording sends it again, under the same id."""
        async with runtime.operation(SYSTEM) as ctx:
            await run.assert_still_mine(ctx.session)
            letter = await mailings.take_up(ctx, UUID(run.text("message_id")))
            if letter is not None and ctx.policy.letters_sent_by is not None:
                await _hand_over(ctx, run, letter)
                return
        await _send(runtime, run, letter)

    async def send_delayed(run: JobRun) -> None:
        async with runtime.operation(SYSTEM) as ctx:
            await run.assert_still_mine(ctx.session)
            letter = await mailings.take_up_delayed(ctx, bytes.fromhex(run.text("recipient")), run.id)
            if letter is not None and ctx.policy.letters_sent_by is not None:
                await _hand_over(ctx, run, letter)
                return
        await _send(runtime, run, letter)

    async def look_after_letter(run: JobRun) -> None:
        async with runtime.operation(SYSTEM) as ctx:
            await handovers.look_after(ctx, UUID(run.text("letter_id")))
            await run.finish(ctx.session)

    async def forget_mailings(run: JobRun) -> None:
        async with runtime.operation(SYSTEM) as ctx:
            await mailing_rows.forget(ctx.session, ctx.now - MAILINGS_KEPT)
            await run.finish(ctx.session)

    return {
        "acknowledge": acknowledge,
        "send_message": send_message,
        "send_delayed": send_delayed,
        "forget_mailings": forget_mailings,
        "look_after_letter": look_after_letter,
    }


async def _hand_over(ctx: OperationContext, run: JobRun, letter: OutgoingLetter) -> None:
    """To the storefront, which sends it itself: one transaction with the end of the job."""
    await handovers.hand_over(ctx, letter)
    await run.finish(ctx.session)


async def _send(runtime: Runtime, run: JobRun, letter: OutgoingLetter | None) -> None:
    if letter is None:  # sent already, waiting for its turn, or for the paper post
        return
    try:
        means = await runtime.post.hand_over(letter)
    except LetterRefused as refused:
        async with runtime.operation(SYSTEM) as ctx:
            await run.assert_still_mine(ctx.session)
            await dispatches.record_refused(ctx, letter.message_id, refused.code)
        return
    async with runtime.operation(SYSTEM) as ctx:
        await run.assert_still_mine(ctx.session)
        await dispatches.record_sent(ctx, letter.message_id, means)
