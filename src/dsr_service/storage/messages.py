"""The correspondence of a request."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage.tables import Message, SubjectRequest


async def add(session: AsyncSession, values: dict[str, Any]) -> bool:
    """Store a message under its stable id. Returns whether it is new."""
    added = await session.scalar(
        insert(Message).values(values).on_conflict_do_nothing().returning(Message.id)
    )
    return added is not None


async def get(session: AsyncSession, message_id: UUID) -> Message | None:
    return await session.get(Message, message_id)


async def get_for_update(session: AsyncSession, message_id: UUID) -> Message | None:
    return await session.get(Message, message_id, with_for_update=True, populate_existing=True)


async def of_request(session: AsyncSession, request_id: UUID) -> Sequence[Message]:
    """Oldest first."""
    query = select(Message).where(Message.request_id == request_id).order_by(Message.created_at, Message.id)
    return (await session.scalars(query)).all()


async def undeliverable(
    session: AsyncSession, after: tuple[datetime, UUID] | None, limit: int
) -> list[dict[str, Any]]:
    """Those that were not sent otherwise either, with their requests; a letter's copy for another address stands
    for it.
    """
    query = (
        select(
            Message.id.label("message_id"),
            Message.request_id,
            SubjectRequest.reference,
            Message.kind,
            Message.failure,
            Message.undeliverable_at,
        )
        .join(SubjectRequest, SubjectRequest.id == Message.request_id)
        .where(
            Message.undeliverable_at.is_not(None), Message.sent_at.is_(None), Message.replaced_by.is_(None)
        )
        .order_by(Message.undeliverable_at, Message.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(Message.undeliverable_at, Message.id) > tuple_(*after))
    return [dict(row) for row in (await session.execute(query)).mappings()]
