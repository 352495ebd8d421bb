"""The correspondence of a request."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage.tables import Message


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
