"""Letters that the shop's own mail system sends: told by webhook, fetched by its key, and what became of them reported.

Nothing outside is called while a letter is handed over: the mark, the event and the end of the job are one transaction.
An event is delivered at least once under one id, a letter bears one id over all events, its outcome is taken once.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from dsr_service.domain.actors import SYSTEM, Permission, Role
from dsr_service.domain.audit import AuditEvent
from dsr_service.domain.errors import DsrError, Kind, NotFound
from dsr_service.domain.jobs import Job
from dsr_service.domain.webhooks import EventType
from dsr_service.services import audit, dispatches, mailings, visibility, webhook_events
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.services.ports.post import OutgoingLetter
from dsr_service.storage import job_queue
from dsr_service.storage import mailings as storage
from dsr_service.storage.tables import Mailing

MEANS: Final = "storefront"
ASK_AGAIN: Final = timedelta(hours=1)
GIVE_UP: Final = timedelta(hours=24)
NOT_REPORTED: Final = "not_reported"


class HandoverOutcome(StrEnum):
    SENT = "sent"
    FAILED = "failed"


class LetterSettled(DsrError):
    code = "letter_settled"
    kind = Kind.CONFLICT
    title = "Another outcome of this letter is recorded already."


@dataclass(frozen=True, slots=True)
class LetterHandedOver(AuditEvent):
    """The storefront's mail system is to send it."""

    letter_id: UUID


async def hand_over(ctx: OperationContext, letter: OutgoingLetter) -> None:
    """Mark the mail and tell the storefront; doing it twice changes nothing."""
    authorize(ctx.actor, Permission.RECORD_DISPATCH)
    mailing = await storage.get(ctx.session, letter.message_id, lock=True)
    if mailing is None or mailing.handed_at is not None or mailing.ended_at is not None:
        return
    mailing.handed_at = ctx.now
    await ctx.session.flush()
    first = (await storage.letters_of(ctx.session, mailing.id))[0]
    await audit.record(ctx, LetterHandedOver(first.request_id, mailing.id))
    await _tell(ctx, mailing, first.request_id)


async def look_after(ctx: OperationContext, letter_id: UUID) -> None:
    """Not reported within the hour: told again; not within a day: the staff's to send by another way."""
    authorize(ctx.actor, Permission.RECORD_DISPATCH)
    mailing = await storage.get(ctx.session, letter_id, lock=True)
    if mailing is None or mailing.handed_at is None or mailing.ended_at is not None:
        return
    if ctx.now - mailing.handed_at >= GIVE_UP:
        mailing.outcome = NOT_REPORTED
        await ctx.session.flush()
        await dispatches.record_refused(ctx, letter_id, NOT_REPORTED)
        return
    letters = await storage.letters_of(ctx.session, letter_id)
    if letters:
        await _tell(ctx, mailing, letters[0].request_id)


async def _tell(ctx: OperationContext, mailing: Mailing, request_id: UUID) -> None:
    await webhook_events.emit(
        ctx, EventType.MESSAGE_READY, request_id, {"letter_id": str(mailing.id)}, client=ctx.policy.letters_sent_by
    )  # fmt: skip
    at = ctx.now + ASK_AGAIN
    key = f"look_after_letter:{mailing.id}:{at.isoformat()}"
    job = Job(
        "look_after_letter", {"letter_id": str(mailing.id)}, run_after=at, dedupe_key=key, source="mail"
    )
    await job_queue.enqueue(ctx.session, job)


async def read(ctx: OperationContext, letter_id: UUID) -> OutgoingLetter:
    """The mail as it is to be sent, codes and links in clear. Raises NotFound once its outcome is known."""
    mailing = await _own(ctx, letter_id)
    if mailing.ended_at is not None:
        raise NotFound
    letters = await storage.letters_of(ctx.session, letter_id)
    request = await visibility.read(_inside(ctx), letters[0].request_id) if letters else None
    address = mailings.address_of(request, letters[0]) if request else None
    if address is None:
        raise NotFound
    return await mailings.compose_mail(_inside(ctx), letter_id, address)


async def report(
    ctx: OperationContext, letter_id: UUID, outcome: HandoverOutcome, code: str | None
) -> HandoverOutcome:
    """What became of it; the same report twice changes nothing. Raises NotFound, LetterSettled."""
    mailing = await _own(ctx, letter_id, lock=True)
    if mailing.outcome is not None:
        if mailing.outcome != outcome:
            raise LetterSettled
        return outcome
    if mailing.ended_at is not None:
        raise LetterSettled
    mailing.outcome = outcome
    await ctx.session.flush()
    if outcome is HandoverOutcome.SENT:
        await dispatches.record_sent(_inside(ctx), letter_id, MEANS)
    else:
        await dispatches.record_refused(_inside(ctx), letter_id, f"{MEANS}_{code or 'failed'}")
    return outcome


async def _own(ctx: OperationContext, letter_id: UUID, *, lock: bool = False) -> Mailing:
    """For the storefront that sends, and no other: its letters are all that were handed over, whoever took them in."""
    authorize(ctx.actor, Permission.SEND_LETTERS)
    sender = ctx.policy.letters_sent_by
    if sender is None or (ctx.actor.role is Role.STOREFRONT and ctx.actor.client != sender):
        raise NotFound
    mailing = await storage.get(ctx.session, letter_id, lock=lock)
    if mailing is None or mailing.handed_at is None:
        raise NotFound
    return mailing


def _inside(ctx: OperationContext) -> OperationContext:
    """What the letter needs of requests that another client submitted is read by the service itself."""
    return OperationContext(ctx.session, SYSTEM, ctx.now, ctx.policy, ctx.trace_id)
