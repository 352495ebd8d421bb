"""The budget of mails per recipient: over all requests and clients, so that nobody is bombed through us (T7)."""

from datetime import datetime, time, timedelta
from typing import Final

from dsr_service.domain import identity_events
from dsr_service.domain.identifiers import SubjectIdentifier
from dsr_service.domain.jobs import Job
from dsr_service.domain.known_channels import EMAIL
from dsr_service.domain.letters import LETTERS, LetterKind
from dsr_service.services import audit
from dsr_service.services.context import OperationContext
from dsr_service.storage import job_queue
from dsr_service.storage import mail_budgets as storage
from dsr_service.storage.tables import Message

# Warnings that a flood of other mails must not be able to suppress: staff's own act comes before each.
WARNINGS: Final = frozenset({LetterKind.RELEASE_NOTICE, LetterKind.ERASURE_COOL_DOWN})
_MORNING: Final = time(8)


async def may_go(ctx: OperationContext, message: Message, address: str) -> bool:
    """Whether the letter goes out now. Beyond the budget it waits for another day; a code would be stale by then.

    What a person of the controller decided to write is not counted: the law sets its time.
    """
    kind = LetterKind(message.kind)
    if not LETTERS[kind].automatic or kind in WARNINGS or message.counted_on == ctx.today:
        return True
    recipient = SubjectIdentifier(EMAIL, address).lookup(ctx.policy.lookup_key)
    if await storage.take(ctx.session, recipient, ctx.today, ctx.policy.identity.mails_a_day):
        message.counted_on = ctx.today  # a second attempt at the same letter is no second mail
        await ctx.session.flush()
        return True
    await audit.record(ctx, identity_events.MailHeld(message.request_id, message.id))
    if kind is not LetterKind.ONE_TIME_CODE:
        tomorrow = datetime.combine(ctx.today + timedelta(days=1), _MORNING, tzinfo=ctx.policy.zone)
        await job_queue.enqueue(
            ctx.session,
            Job(
                "send_message",
                {"message_id": str(message.id)},
                run_after=tomorrow,
                due_at=tomorrow,
                dedupe_key=f"send_message:{message.id}",
            ),
        )
    return False
