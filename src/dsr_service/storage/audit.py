"""Appending to and reading the audit log."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage.tables import AuditRecord


async def append(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Add records; their positions follow the order given."""
    if rows:
        await session.execute(insert(AuditRecord), list(rows))


async def of_request(session: AsyncSession, request_id: UUID) -> Sequence[AuditRecord]:
    """The events of one request in the order in which they were recorded."""
    query = select(AuditRecord).where(AuditRecord.request_id == request_id).order_by(AuditRecord.position)
    return (await session.scalars(query)).all()


async def after(session: AsyncSession, position: int, limit: int) -> Sequence[AuditRecord]:
    query = (
        select(AuditRecord).where(AuditRecord.position > position).order_by(AuditRecord.position).limit(limit)
    )
    return (await session.scalars(query)).all()
