"""Taking letters up for sending: which mail they go in, and how many mails an address gets in a day.

What nobody of the controller looked at before it is sent could be caused by a stranger, a thousand times: it counts
against a budget per address, over all requests and clients. What the budget leaves out is late, never lost: it goes
with the others of that address in one mail. What a person decided always goes at once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5

from dsr_service.domain.actors import Permission
from dsr_service.domain.identifiers import SubjectIdentifier
from dsr_service.domain.identity.events import MailHeld
from dsr_service.domain.jobs import Job
from dsr_service.domain.letters import LETTERS, SECRET, LetterKind, revived
from dsr_service.formats.letters import Letter
from dsr_service.services import audit, correspondence, small_secrets, visibility
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.services.ports.post import OutgoingLetter
from dsr_service.storage import job_queue
from dsr_service.storage import mailings as storage
from dsr_service.storage import messages as message_rows
from dsr_service.storage.tables import Mailing, Message, SubjectRequest

EMAIL: Final = "email"
DAY: Final = timedelta(days=1)
MOST_IN_ONE: Final = 50
KEEP_FOR: Final = ("code", "link")  # one mail of the budget is kept for what lets a person in


async def take_up(ctx: OperationContext, message_id: UUID) -> OutgoingLetter | None:
    """The mail that carries the letter; None when it went out, goes by hand, or has to wait for its turn."""
    authorize(ctx.actor, Permission.RECORD_DISPATCH)
    message = await message_rows.get(ctx.session, message_id)
    if message is None or message.sent_at is not None or message.undeliverable_at is not None:
        return None
    request = await visibility.read(ctx, message.request_id)
    address = address_of(request, message)
    if address is None:
        return None
    recipient = recipient_of(ctx, address)
    await storage.serialise(ctx.session, recipient)
    message = await message_rows.get_for_update(ctx.session, message_id)
    if message is None or message.sent_at is not None:
        return None
    message.recipient = recipient
    if message.mailing_id is None:
        free_at = await _free_at(ctx, recipient, message)
        if free_at is not None:
            if message.delayed_at is None:
                message.delayed_at = ctx.now
                await audit.record(ctx, MailHeld(request.id, message.id))
            await ctx.session.flush()
            await _come_back(ctx, recipient, free_at)
            return None
        await _reserve(ctx, message.id, recipient, [message])
    return await compose_mail(ctx, message.mailing_id or message.id, address)


async def take_up_delayed(ctx: OperationContext, recipient: bytes, job_id: int) -> OutgoingLetter | None:
    """The letters that waited for one address, in one mail, if its turn has come."""
    authorize(ctx.actor, Permission.RECORD_DISPATCH)
    await storage.serialise(ctx.session, recipient)
    mailing_id = uuid5(NAMESPACE_OID, f"{recipient.hex()}/{job_id}")  # the same over the job's attempts
    letters = await storage.letters_of(ctx.session, mailing_id)
    if not letters:
        waiting = await storage.delayed(ctx.session, recipient, MOST_IN_ONE + 1)
        letters = [each for each in waiting[:MOST_IN_ONE] if _still_of_use(ctx, each)]
        if not letters:
            return None
        free_at = await _free_at(ctx, recipient, letters[0])
        if free_at is not None or len(waiting) > MOST_IN_ONE:
            await _come_back(ctx, recipient, free_at or ctx.now + DAY)
        if free_at is not None:
            return None
        await _reserve(ctx, mailing_id, recipient, letters)
    request = await visibility.read(ctx, letters[0].request_id)
    address = address_of(request, letters[0])
    return await compose_mail(ctx, mailing_id, address) if address else None


def _still_of_use(ctx: OperationContext, message: Message) -> bool:
    """A code or link that ran out while it waited is not sent any more; the person asks for another."""
    until = revived(message.facts).get("until")
    if message.secrets is not None and isinstance(until, datetime) and until <= ctx.now:
        message.undeliverable_at, message.failure, message.secrets = ctx.now, "ran_out", None
        return False
    return True


async def _free_at(ctx: OperationContext, recipient: bytes, message: Message) -> datetime | None:
    """When the address may get another mail of this kind; None: now."""
    kind = LETTERS[LetterKind(message.kind)]
    if not kind.automatic:
        return None
    kept = 0 if kind.needs & set(KEEP_FOR) else 1
    most = max(ctx.policy.identity.mails_a_day - kept, 1)
    taken = await storage.reserved_since(ctx.session, recipient, ctx.now - DAY)
    return taken[most - 1] + DAY if len(taken) >= most else None


async def _reserve(
    ctx: OperationContext, mailing_id: UUID, recipient: bytes, letters: Sequence[Message]
) -> None:
    counts = any(LETTERS[LetterKind(message.kind)].automatic for message in letters)
    ctx.session.add(Mailing(id=mailing_id, recipient=recipient, reserved_at=ctx.now, counts=counts))
    await ctx.session.flush()
    for message in letters:
        message.mailing_id = mailing_id
    await ctx.session.flush()


async def _come_back(ctx: OperationContext, recipient: bytes, at: datetime) -> None:
    await job_queue.enqueue(
        ctx.session,
        Job(
            "send_delayed",
            {"recipient": recipient.hex()},
            run_after=at,
            dedupe_key=f"send_delayed:{recipient.hex()}",
            source="mail",
        ),
    )


async def compose_mail(ctx: OperationContext, mailing_id: UUID, address: str) -> OutgoingLetter:
    """As the templates say it now, secrets in clear."""
    messages = await storage.letters_of(ctx.session, mailing_id)
    letters = [await _letter(ctx, message) for message in messages]
    locale = messages[0].locale
    request = await visibility.read(ctx, messages[0].request_id)
    about = await correspondence.about(ctx, request)
    letter = letters[0] if len(letters) == 1 else ctx.policy.letters.together(locale, letters, about)
    sender = about.controller.contact if about.controller else ""
    return OutgoingLetter(
        message_id=mailing_id,
        to=address,
        sender=sender if is_address(sender) else None,
        locale=locale,
        written_at=messages[-1].created_at,
        subject=letter.subject,
        body=letter.body,
        html=letter.html,
    )


async def _letter(ctx: OperationContext, message: Message) -> Letter:
    """A letter of an earlier version, whose facts were not kept, is sent as it was stored."""
    kind = LetterKind(message.kind)
    if any(name not in SECRET and name not in message.facts for name in LETTERS[kind].needs):
        return ctx.policy.letters.as_stored(message.locale, message.subject, message.body)
    secrets = (
        small_secrets.unseal(ctx.policy.letter_key, message.id, message.secrets) if message.secrets else {}
    )
    request = await visibility.read(ctx, message.request_id)
    return await correspondence.compose(ctx, request, kind, {**message.facts, **secrets})


def recipient_of(ctx: OperationContext, address: str) -> bytes:
    """By what an address is counted: a keyed hash, so that the count tells nobody's address."""
    return SubjectIdentifier(EMAIL, address).lookup(ctx.policy.lookup_key)


def address_of(request: SubjectRequest, message: Message) -> str | None:
    """Where the letter goes by machine; None: by hand."""
    address = message.to or next(iter(addresses(request)), "")
    return address if is_address(address) else None


def addresses(request: SubjectRequest) -> list[str]:
    """Those of the request, in its own order."""
    given = [i.value.strip() for i in request.subject.identifiers if i.type == EMAIL]
    return [address for address in dict.fromkeys(given) if is_address(address)]


def is_address(text: str) -> bool:
    """One plain address: what the person typed must not become a second header or a second addressee."""
    return bool(text) and text.isprintable() and parseaddr(text) == ("", text) and text.count("@") == 1
