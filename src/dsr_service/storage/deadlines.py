"""The rows of the statutory clock."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage.tables import DeadlineRow, SuspensionRow


async def get(session: AsyncSession, request_id: UUID) -> DeadlineRow:
    """The clock of a request: every request has one."""
    return await session.get_one(DeadlineRow, request_id)


async def get_for_update(session: AsyncSession, request_id: UUID) -> DeadlineRow:
    """The clock, its row locked until the transaction ends: a recomputation may run beside."""
    return await session.get_one(DeadlineRow, request_id, with_for_update=True, populate_existing=True)


async def of_requests(session: AsyncSession, request_ids: Sequence[UUID]) -> dict[UUID, DeadlineRow]:
    rows = await session.scalars(select(DeadlineRow).where(DeadlineRow.request_id.in_(request_ids)))
    return {row.request_id: row for row in rows}


async def suspensions(session: AsyncSession, request_id: UUID) -> Sequence[SuspensionRow]:
    query = (
        select(SuspensionRow).where(SuspensionRow.request_id == request_id).order_by(SuspensionRow.opened_at)
    )
    return (await session.scalars(query)).all()
