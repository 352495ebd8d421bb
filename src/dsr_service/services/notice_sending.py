"""Notices to recipients on their way: taken up, sent by the job, recorded with what follows from the reply."""

import random
from dataclasses import dataclass
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.domain.data_map.source_changes import ChangePurpose, ChangeState
from dsr_service.domain.recipient_notices import (
    NoticeCause,
    NoticeMeans,
    NoticeRecorded,
    NoticeStatus,
    secret_of,
)
from dsr_service.domain.webhooks import Reply, body_of, headers, next_attempt
from dsr_service.formats.recipient_notices import Told, as_json, as_mail
from dsr_service.services import audit, mailings, recipient_notices, registers, source_changes, visibility
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.services.ports.post import OutgoingLetter
from dsr_service.storage import recipient_notices as storage
from dsr_service.storage import source_changes as change_rows
from dsr_service.storage.tables import RecipientNotice, SubjectRequest


@dataclass(frozen=True, slots=True)
class OutgoingNotice:
    """A signed call, or a letter."""

    url: str | None = None
    headers: dict[str, str] | None = None
    body: bytes = b""
    letter: OutgoingLetter | None = None


async def take_up(ctx: OperationContext, notice_id: UUID) -> OutgoingNotice | None:
    """None when it was told, or excepted, meanwhile."""
    authorize(ctx.actor, Permission.RECORD_DISPATCH)
    notice = await storage.notice(ctx.session, notice_id)
    if notice is None or notice.status is not NoticeStatus.PLANNED or notice.address is None:
        return None
    request = await visibility.read(ctx, notice.request_id)
    told = await _content(ctx, notice, request)
    if notice.means is NoticeMeans.WEBHOOK:
        body = body_of(as_json(told, notice.created_at))
        signed = headers(
            f"msg_{notice.id.hex}", ctx.now, body, [secret_of(ctx.policy.webhook_key, notice.recipient)]
        )
        return OutgoingNotice(notice.address, signed, body)
    controller = await registers.controller(ctx)
    name, contact = (controller.name, controller.contact) if controller else ("", "")
    subject, text = as_mail(told, ctx.policy.default_locale, name)
    sender = contact if mailings.is_address(contact) else None
    letter = OutgoingLetter(
        notice.id, notice.address, sender, ctx.policy.default_locale, notice.created_at, subject, text
    )
    return OutgoingNotice(letter=letter)


async def _content(ctx: OperationContext, notice: RecipientNotice, request: SubjectRequest) -> Told:
    """By what the recipient knows the person; for a correction what it corrects, where the recipient got it."""
    corrections: dict[tuple[str, str | None, str | None], None] = {}
    if notice.cause is NoticeCause.RECTIFICATION:
        for row in await change_rows.of_request(ctx.session, request.id):
            wanted = row.purpose in {ChangePurpose.RECTIFY, ChangePurpose.NOTE}
            if (
                wanted
                and row.state is ChangeState.DONE
                and f"{row.dataset}.{row.collection}" in notice.collections
            ):
                change = source_changes.opened(ctx, row)
                corrections[row.field, change.old, change.new] = None
    identifiers = [(each.type, each.value) for each in request.subject.identifiers]
    return Told(notice.id, notice.cause, identifiers, list(corrections))


async def record(ctx: OperationContext, notice_id: UUID, reply: Reply) -> None:
    """Told, tried again later, or given to a person."""
    authorize(ctx.actor, Permission.RECORD_DISPATCH)
    found = await storage.notice(ctx.session, notice_id)
    if found is None:
        return
    request = await visibility.lock(ctx, found.request_id)
    notice = await storage.notice(ctx.session, notice_id, lock=True)
    if notice is None or notice.status is not NoticeStatus.PLANNED:
        return
    notice.tries += 1
    failure = reply.error or (None if reply.delivered else f"status_{reply.status}")
    notice.failure = failure
    if reply.delivered:
        notice.status, notice.told_at = NoticeStatus.TOLD, ctx.now
    else:
        delay = None if reply.gone else next_attempt(notice.tries, reply, random.random())  # noqa: S311 - jitter
        if delay is not None:
            await ctx.session.flush()
            await recipient_notices.enqueue(ctx, notice.id, request.id, ctx.now + delay)
            return
        notice.status = NoticeStatus.BY_HAND
    await ctx.session.flush()
    await audit.record(ctx, NoticeRecorded(request.id, notice.id, notice.status, failure))
