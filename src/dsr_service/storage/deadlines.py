"""The rows of the statutory clock."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.util import identity_key

from dsr_service.storage import direct
from dsr_service.storage.tables import DeadlineRow, SuspensionRow


async def add(session: AsyncSession, row: DeadlineRow) -> None:
    await direct.insert(session, [row])


async def get(session: AsyncSession, request_id: UUID) -> DeadlineRow:
    """The clock of a request: every request has one."""
    return await session.get_one(DeadlineRow, request_id)


async def get_for_update(session: AsyncSession, request_id: UUID) -> DeadlineRow:
    """The clock, its row locked until the transaction ends: a recomputation may run beside."""
    return await session.get_one(DeadlineRow, request_id, with_for_update=True, populate_existing=True)


async def of_requests(session: AsyncSession, request_ids: Sequence[UUID]) -> dict[UUID, DeadlineRow]:
    """The clocks of many; what this session holds already is not asked for again."""
    held = {}
    for request_id in request_ids:
        row = session.identity_map.get(identity_key(DeadlineRow, request_id))
        if row is not None and "due_date" in row.__dict__:
            held[request_id] = row
    missing = [request_id for request_id in request_ids if request_id not in held]
    if missing:
        rows = await session.scalars(select(DeadlineRow).where(DeadlineRow.request_id.in_(missing)))
        held.update({row.request_id: row for row in rows})
    return held


async def suspensions(session: AsyncSession, request_id: UUID) -> Sequence[SuspensionRow]:
    query = (
        select(SuspensionRow).where(SuspensionRow.request_id == request_id).order_by(SuspensionRow.opened_at)
    )
    return (await session.scalars(query)).all()
