"""Recording what became of letters: an extension counts only when its notice went out in time."""

from datetime import datetime
from uuid import UUID, uuid5

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.errors import DsrError, InvalidInput, Kind, NotFound, Violation
from dsr_service.domain.letters import LetterKind, MessageUndeliverable
from dsr_service.services import audit, correspondence, deadlines, mailings, visibility
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import mailings as mailing_rows
from dsr_service.storage import messages as storage
from dsr_service.storage.tables import Mailing, Message, SubjectRequest


class MessageAlreadySent(DsrError):
    code = "message_already_sent"
    kind = Kind.CONFLICT
    title = "That this letter was sent is recorded already."


async def record_sent(ctx: OperationContext, mailing_id: UUID, means: str) -> None:
    """The machine handed the mail over, with all of its letters; recording it twice changes nothing."""
    authorize(ctx.actor, Permission.RECORD_DISPATCH)
    for message, _ in await _of_mailing(ctx, mailing_id):
        await _sent(ctx, message, means, ctx.now)


async def record_refused(ctx: OperationContext, mailing_id: UUID, code: str) -> None:
    """The mail can't reach its address: its letters go to the next address known, or else to the staff by hand."""
    authorize(ctx.actor, Permission.RECORD_DISPATCH)
    for message, request in await _of_mailing(ctx, mailing_id):
        had_secrets = message.secrets is not None
        message.undeliverable_at, message.failure, message.secrets = ctx.now, code, None
        await ctx.session.flush()
        await audit.record(ctx, MessageUndeliverable(request.id, message.id, message.kind, code))
        if not had_secrets:  # a code proves the one address that it was sent to
            await _try_next_address(ctx, request, message)


async def _of_mailing(ctx: OperationContext, mailing_id: UUID) -> list[tuple[Message, SubjectRequest]]:
    """The letters of the mail that were not sent yet, locked after their requests: everybody locks in this order."""
    mailing = await ctx.session.get(Mailing, mailing_id)
    if mailing is None or mailing.ended_at is not None:
        return []
    mailing.ended_at = ctx.now
    found = await mailing_rows.letters_of(ctx.session, mailing_id)
    requests = {each: await visibility.lock(ctx, each) for each in sorted({m.request_id for m in found})}
    locked = [await storage.get_for_update(ctx.session, message.id) for message in found]
    return [(m, requests[m.request_id]) for m in locked if m is not None and m.sent_at is None]


async def _try_next_address(ctx: OperationContext, request: SubjectRequest, message: Message) -> None:
    known = mailings.addresses(request)
    tried = message.to or (known[0] if known else "")
    if tried not in known[:-1]:
        return
    following = known[known.index(tried) + 1]
    message.replaced_by = uuid5(message.id, "next address")
    await ctx.session.flush()
    await correspondence.copy(ctx, request, message, message.replaced_by, to=following)


async def record_dispatch(
    ctx: OperationContext, request_id: UUID, message_id: UUID, means: str, sent_at: datetime | None
) -> Message:
    """A person sent the letter by another way, by post for example. Raises MessageAlreadySent."""
    authorize(ctx.actor, Permission.RECORD_DISPATCH)
    request = await visibility.lock(ctx, request_id)
    message = await storage.get_for_update(ctx.session, message_id)
    if message is None or message.request_id != request.id:
        raise NotFound
    if message.sent_at is not None:
        raise MessageAlreadySent
    sent_at = sent_at or ctx.now
    if not message.created_at <= sent_at <= ctx.now:
        raise InvalidInput(
            violations=[Violation("It lies before the letter was written, or in the future.", "/sent_at")]
        )
    await _sent(ctx, message, means, sent_at)
    return message


async def _sent(ctx: OperationContext, message: Message, means: str, sent_at: datetime) -> None:
    message.sent_at, message.secrets = sent_at, None
    await ctx.session.flush()
    await audit.record(ctx, events.MessageSent(message.request_id, message.id, message.kind, means))
    if message.kind == LetterKind.EXTENSION_NOTICE:
        await deadlines.reconsider_extension(ctx, message.request_id)
