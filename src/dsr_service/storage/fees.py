"""Fees in PostgreSQL."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage.tables import Fee


async def of_request(session: AsyncSession, request_id: UUID, *, lock: bool = False) -> Fee | None:
    query = select(Fee).where(Fee.request_id == request_id).execution_options(populate_existing=True)
    found: Fee | None = await session.scalar(query.with_for_update() if lock else query)
    return found
