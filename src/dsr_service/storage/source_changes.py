"""Rectifications and changes of single fields in PostgreSQL."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.domain.data_map.source_changes import ChangePurpose
from dsr_service.domain.rectifications import UNDER_WAY
from dsr_service.storage.tables import Rectification, SourceChange


async def rectification(session: AsyncSession, rectification_id: UUID) -> Rectification | None:
    return await session.get(Rectification, rectification_id, populate_existing=True)


async def lock_rectification(session: AsyncSession, rectification_id: UUID) -> Rectification | None:
    return await session.get(Rectification, rectification_id, with_for_update=True, populate_existing=True)


async def latest(session: AsyncSession, request_id: UUID) -> Rectification | None:
    query = select(Rectification).where(Rectification.request_id == request_id)
    return (await session.scalars(query.order_by(Rectification.attempt.desc()).limit(1))).first()


async def under_way(session: AsyncSession, request_id: UUID) -> Rectification | None:
    """That of the request which is not at its end, locked."""
    query = select(Rectification).where(
        Rectification.request_id == request_id, Rectification.status.in_(UNDER_WAY)
    )
    found = await session.scalars(query.with_for_update().execution_options(populate_existing=True))
    return found.first()


async def next_attempt(session: AsyncSession, request_id: UUID) -> int:
    query = select(func.coalesce(func.max(Rectification.attempt), 0)).where(
        Rectification.request_id == request_id
    )
    return 1 + (await session.scalar(query) or 0)


async def of_rectification(session: AsyncSession, rectification_id: UUID) -> Sequence[SourceChange]:
    query = select(SourceChange).where(SourceChange.rectification_id == rectification_id)
    query = query.order_by(SourceChange.position).execution_options(populate_existing=True)
    return (await session.scalars(query)).all()


async def of_restriction(
    session: AsyncSession, restriction_id: UUID, purpose: ChangePurpose | None = None
) -> Sequence[SourceChange]:
    query = select(SourceChange).where(SourceChange.restriction_id == restriction_id)
    if purpose is not None:
        query = query.where(SourceChange.purpose == purpose)
    query = query.order_by(SourceChange.position).execution_options(populate_existing=True)
    return (await session.scalars(query)).all()


async def of_request(session: AsyncSession, request_id: UUID) -> Sequence[SourceChange]:
    query = select(SourceChange).where(SourceChange.request_id == request_id)
    return (await session.scalars(query.order_by(SourceChange.id))).all()


async def lock_change(session: AsyncSession, change_id: UUID) -> SourceChange | None:
    return await session.get(SourceChange, change_id, with_for_update=True, populate_existing=True)
