"""Transfers of packages: one that is under way or done per package and recipient."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.domain.transfers import TransferState
from dsr_service.storage.tables import ExportTransfer


async def of_package(session: AsyncSession, package_id: UUID) -> Sequence[ExportTransfer]:
    query = select(ExportTransfer).where(ExportTransfer.package_id == package_id).order_by(ExportTransfer.id)
    return (await session.scalars(query)).all()


async def lively(session: AsyncSession, package_id: UUID, recipient: str) -> ExportTransfer | None:
    query = select(ExportTransfer).where(
        ExportTransfer.package_id == package_id,
        ExportTransfer.recipient == recipient,
        ExportTransfer.state.in_([TransferState.PENDING, TransferState.DELIVERED]),
    )
    return await session.scalar(query)


async def lock(session: AsyncSession, transfer_id: UUID) -> ExportTransfer | None:
    return await session.get(ExportTransfer, transfer_id, with_for_update=True, populate_existing=True)
