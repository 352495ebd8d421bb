"""Versions of the data map and proposals of changes."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.domain.data_map.changes import ProposalStatus
from dsr_service.storage.tables import DataMapProposal, DataMapVersion


async def versions(session: AsyncSession, after: UUID | None, limit: int) -> Sequence[DataMapVersion]:
    """The newest first; their ids grow with time."""
    query = select(DataMapVersion).order_by(DataMapVersion.id.desc()).limit(limit)
    if after is not None:
        query = query.where(DataMapVersion.id < after)
    return (await session.scalars(query)).all()


async def version_before(session: AsyncSession, version: DataMapVersion) -> DataMapVersion | None:
    older = tuple_(DataMapVersion.created_at, DataMapVersion.id) < tuple_(version.created_at, version.id)
    query = select(DataMapVersion).where(older)
    return await session.scalar(
        query.order_by(DataMapVersion.created_at.desc(), DataMapVersion.id.desc()).limit(1)
    )


async def proposals(session: AsyncSession, status: ProposalStatus | None) -> Sequence[DataMapProposal]:
    query = select(DataMapProposal).order_by(DataMapProposal.id.desc()).limit(200)
    if status is not None:
        query = query.where(DataMapProposal.status == status)
    return (await session.scalars(query)).all()


async def proposal(session: AsyncSession, proposal_id: UUID, *, lock: bool = False) -> DataMapProposal | None:
    return await session.get(DataMapProposal, proposal_id, with_for_update=lock, populate_existing=lock)
