"""Redactions of packages: what is struck now, and who struck it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.domain.fulfilment import PackageStatus
from dsr_service.storage.tables import ExportPackage, ExportRedaction


async def active(session: AsyncSession, package_id: UUID) -> Sequence[ExportRedaction]:
    """In the order of their places, so that the same strikes make the same package."""
    r = ExportRedaction
    query = (
        select(ExportRedaction)
        .where(ExportRedaction.package_id == package_id, ExportRedaction.undone_at.is_(None))
        .order_by(r.collection, r.row.asc().nulls_first(), r.field.asc().nulls_first(), r.ground)
    )
    return (await session.scalars(query)).all()


async def page(
    session: AsyncSession, package_id: UUID, after: UUID | None, limit: int
) -> Sequence[ExportRedaction]:
    query = select(ExportRedaction).where(ExportRedaction.package_id == package_id)
    if after is not None:
        query = query.where(ExportRedaction.id > after)
    return (await session.scalars(query.order_by(ExportRedaction.id).limit(limit))).all()


async def count_active(session: AsyncSession, package_id: UUID) -> int:
    query = select(func.count()).where(
        ExportRedaction.package_id == package_id, ExportRedaction.undone_at.is_(None)
    )
    return await session.scalar(query) or 0


async def get(session: AsyncSession, redaction_id: UUID) -> ExportRedaction | None:
    return await session.get(ExportRedaction, redaction_id, with_for_update=True, populate_existing=True)


async def reviewers(session: AsyncSession, request_id: UUID) -> set[str]:
    """Who struck what is now struck in the packages of a request that wait for approval."""
    query = (
        select(ExportRedaction.created_by)
        .join(ExportPackage, ExportPackage.id == ExportRedaction.package_id)
        .where(
            ExportPackage.request_id == request_id,
            ExportPackage.status == PackageStatus.PREPARED,
            ExportRedaction.undone_at.is_(None),
        )
    )
    return set(await session.scalars(query.distinct()))
