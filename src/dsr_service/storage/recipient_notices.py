"""Notices to recipients in PostgreSQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.domain.recipient_notices import NoticeAnswer, NoticeMeans, NoticeStatus
from dsr_service.storage.tables import RecipientNotice


async def add(session: AsyncSession, values: Mapping[str, Any]) -> bool:
    """Whether it was not there yet."""
    query = insert(RecipientNotice).values(**values).on_conflict_do_nothing().returning(RecipientNotice.id)
    return (await session.execute(query)).first() is not None


async def notice(session: AsyncSession, notice_id: UUID, *, lock: bool = False) -> RecipientNotice | None:
    return await session.get(RecipientNotice, notice_id, with_for_update=lock, populate_existing=True)


async def of_request(session: AsyncSession, request_id: UUID) -> Sequence[RecipientNotice]:
    query = select(RecipientNotice).where(RecipientNotice.request_id == request_id)
    query = query.order_by(RecipientNotice.created_at, RecipientNotice.recipient)
    return (await session.scalars(query)).all()


async def note_order(
    session: AsyncSession, request_id: UUID, dataset: str, *, completed: bool, now: datetime
) -> None:
    """A processor answered the erasure request that told it."""
    found = (
        update(RecipientNotice)
        .where(
            RecipientNotice.request_id == request_id,
            RecipientNotice.means == NoticeMeans.OPENDSR,
            RecipientNotice.address == dataset,
            RecipientNotice.status.in_([NoticeStatus.PLANNED, NoticeStatus.TOLD]),
        )
        .execution_options(synchronize_session=False)
    )
    if completed:
        done = {"status": NoticeStatus.ANSWERED, "answered_at": now, "answer": NoticeAnswer.DONE}
        await session.execute(found.values(**done))
    else:
        await session.execute(found.values(status=NoticeStatus.BY_HAND, failure="order_cancelled"))


async def note_order_sent(session: AsyncSession, request_id: UUID, dataset: str, now: datetime) -> None:
    await session.execute(
        update(RecipientNotice)
        .where(
            RecipientNotice.request_id == request_id,
            RecipientNotice.means == NoticeMeans.OPENDSR,
            RecipientNotice.address == dataset,
            RecipientNotice.status == NoticeStatus.PLANNED,
        )
        .values(status=NoticeStatus.TOLD, told_at=now)
        .execution_options(synchronize_session=False)
    )
