"""Mails by address: how many went lately, which letters wait to go together."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage.tables import Mailing, Message


async def serialise(session: AsyncSession, recipient: bytes) -> None:
    """One claim for an address at a time, until the transaction ends: else two could both take its last mail."""
    number = int.from_bytes(recipient[:8], signed=True)
    await session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


async def reserved_since(session: AsyncSession, recipient: bytes, since: datetime) -> Sequence[datetime]:
    """When the mails that count were taken up since then, newest first."""
    query = select(Mailing.reserved_at).where(
        Mailing.recipient == recipient, Mailing.reserved_at > since, Mailing.counts
    )
    return (await session.scalars(query.order_by(Mailing.reserved_at.desc()))).all()


async def get(session: AsyncSession, mailing_id: UUID, *, lock: bool = False) -> Mailing | None:
    return await session.get(Mailing, mailing_id, with_for_update=lock, populate_existing=True)


async def letters_of(session: AsyncSession, mailing_id: UUID) -> Sequence[Message]:
    query = select(Message).where(Message.mailing_id == mailing_id).order_by(Message.created_at, Message.id)
    return (await session.scalars(query.execution_options(populate_existing=True))).all()


async def delayed(session: AsyncSession, recipient: bytes, limit: int) -> Sequence[Message]:
    """The letters that wait for this address, oldest first."""
    query = (
        select(Message)
        .where(
            Message.recipient == recipient,
            Message.delayed_at.is_not(None),
            Message.sent_at.is_(None),
            Message.mailing_id.is_(None),
            Message.undeliverable_at.is_(None),
        )
        .order_by(Message.created_at, Message.id)
        .limit(limit)
    )
    return (await session.scalars(query.execution_options(populate_existing=True))).all()


async def forget(session: AsyncSession, before: datetime) -> None:
    """Mails that count for no budget any more."""
    await session.execute(delete(Mailing).where(Mailing.reserved_at < before, Mailing.ended_at.is_not(None)))


async def count_delayed(session: AsyncSession) -> int:
    query = select(func.count()).where(
        Message.delayed_at.is_not(None), Message.sent_at.is_(None), Message.undeliverable_at.is_(None)
    )
    return await session.scalar(query) or 0
