"""Sending letters, and recording that they went out: an extension counts only when its notice did in time."""

from datetime import datetime
from email.utils import parseaddr
from typing import Final
from uuid import UUID

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.errors import DsrError, InvalidInput, Kind, NotFound, Violation
from dsr_service.domain.letters import LETTERS, SECRET, LetterKind
from dsr_service.services import audit, correspondence, deadlines, letter_secrets, mail_budgets, visibility
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.services.ports.post import OutgoingLetter
from dsr_service.storage import messages as storage
from dsr_service.storage import registers as register_rows
from dsr_service.storage.tables import Message, PolicyRow, SubjectRequest

EMAIL: Final = "email"


class MessageAlreadySent(DsrError):
    code = "message_already_sent"
    kind = Kind.CONFLICT
    title = "That this letter was sent is recorded already."


async def to_send(ctx: OperationContext, message_id: UUID) -> OutgoingLetter | None:
    """The letter with its address; None when it went out already, or can go by post only."""
    authorize(ctx.actor, Permission.RECORD_DISPATCH)
    message = await storage.get(ctx.session, message_id)
    if message is None or message.sent_at is not None:
        return None
    request = await visibility.read(ctx, message.request_id)
    own = (i.value for i in request.subject.identifiers if i.type == EMAIL)
    address = (message.to or next(own, "")).strip()
    if not _is_address(address):
        return None
    if not await mail_budgets.may_go(ctx, message, address):
        return None
    controller = await register_rows.entry(ctx.session, PolicyRow, "controller")
    sender = str(controller.entry["contact"]) if controller else ""
    return OutgoingLetter(
        message_id=message.id,
        to=address,
        sender=sender if _is_address(sender) else None,
        locale=message.locale,
        written_at=message.created_at,
        **await _content(ctx, request, message),
    )


async def _content(ctx: OperationContext, request: SubjectRequest, message: Message) -> dict[str, str]:
    """As the templates say it now, secrets in clear; a letter without facts is sent as it was stored."""
    if any(
        name not in SECRET and name not in message.facts for name in LETTERS[LetterKind(message.kind)].needs
    ):
        return {"subject": message.subject, "body": message.body}
    secrets = (
        letter_secrets.unseal(ctx.policy.letter_key, message.id, message.secrets) if message.secrets else {}
    )
    letter = await correspondence.compose(
        ctx, request, LetterKind(message.kind), {**message.facts, **secrets}
    )
    return {"subject": letter.subject, "body": letter.body, "html": letter.html}


def _is_address(text: str) -> bool:
    """One plain address: what the person typed must not become a second header or a second addressee."""
    return bool(text) and text.isprintable() and parseaddr(text) == ("", text) and text.count("@") == 1


async def record_sent(ctx: OperationContext, message_id: UUID, means: str) -> None:
    """The machine handed the letter over; recording it twice changes nothing."""
    authorize(ctx.actor, Permission.RECORD_DISPATCH)
    known = await storage.get(ctx.session, message_id)
    if known is None:
        return
    await visibility.lock(ctx, known.request_id)  # before the message: everybody locks in this order
    message = await storage.get_for_update(ctx.session, message_id)
    if message is not None and message.sent_at is None:
        await _sent(ctx, message, means, ctx.now)


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
