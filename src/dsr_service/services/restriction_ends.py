"""The end of a restriction is told to every recipient that was told of it, so that they lift theirs (art. 18, 19)."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from dsr_service.domain.recipient_notices import (
    NoticeCause,
    NoticeMeans,
    NoticeRecorded,
    NoticeStatus,
    notice_id,
)
from dsr_service.services import audit, recipient_notices
from dsr_service.services.context import OperationContext
from dsr_service.storage import recipient_notices as storage
from dsr_service.storage import restrictions as restriction_rows
from dsr_service.storage.tables import RecipientNotice, Restriction, SubjectRequest

_WAITING: Final = (NoticeStatus.PLANNED, NoticeStatus.BY_HAND)


async def tell(ctx: OperationContext, request: SubjectRequest, restriction: Restriction) -> None:
    """In the transaction of the lifting. Nobody is told while another restriction of the same person is in force."""
    everybody = await restriction_rows.of_same_person(ctx.session, restriction.id)
    if any(each.lifted_at is None for each in everybody):
        return  # the last of them to be lifted tells for all
    notices = {each.request_id: await storage.of_request(ctx.session, each.request_id) for each in everybody}
    every = [notice for found in notices.values() for notice in found]
    asked: dict[str, RecipientNotice] = {}
    for each in everybody:
        for found in _of_restriction(each, notices[each.request_id]):
            if _told_since(every, found.recipient, each):
                continue
            reached = _may_have_been_reached(found)
            if found.status in _WAITING:
                await _overtake(ctx, found.id)
            if reached:
                asked[found.recipient] = found
    for told in asked.values():
        await recipient_notices.tell_again(
            ctx, request, NoticeCause.RESTRICTION_LIFTED, told, anchor=str(restriction.id)
        )


def _of_restriction(
    restriction: Restriction, notices: Sequence[RecipientNotice]
) -> Sequence[RecipientNotice]:
    return [
        notice
        for notice in notices
        if notice.id
        == notice_id(restriction.request_id, NoticeCause.RESTRICTION, notice.recipient, str(restriction.id))
    ]


def _told_since(notices: Sequence[RecipientNotice], recipient: str, restriction: Restriction) -> bool:
    """Whether an earlier end was told after this restriction was lifted."""
    assert restriction.lifted_at
    return any(
        notice.cause is NoticeCause.RESTRICTION_LIFTED
        and notice.recipient == recipient
        and notice.created_at >= restriction.lifted_at
        for notice in notices
    )


def _may_have_been_reached(notice: RecipientNotice) -> bool:
    """A call whose answer was lost may have arrived; what only a person tells has not, unless it was recorded."""
    if notice.status in {NoticeStatus.EXCEPTED, NoticeStatus.OVERTAKEN}:
        return False
    return notice.status not in _WAITING or notice.means is not NoticeMeans.MANUAL


async def _overtake(ctx: OperationContext, found: UUID) -> None:
    notice = await storage.notice(ctx.session, found, lock=True)
    if notice is None or notice.status not in _WAITING:
        return
    notice.status = NoticeStatus.OVERTAKEN
    await ctx.session.flush()
    await audit.record(ctx, NoticeRecorded(notice.request_id, notice.id, notice.status, None))
