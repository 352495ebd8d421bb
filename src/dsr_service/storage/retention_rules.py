"""The rows of the DPO's retention rules and legal holds."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.storage.tables import KeptData, LegalHold, RetentionRulesVersion


async def active(session: AsyncSession, *, lock: bool = False) -> RetentionRulesVersion | None:
    query = select(RetentionRulesVersion).where(RetentionRulesVersion.active)
    return await session.scalar(
        query.with_for_update().execution_options(populate_existing=True) if lock else query
    )


async def next_number(session: AsyncSession) -> int:
    latest = await session.scalar(select(func.max(RetentionRulesVersion.number)))
    return (latest or 0) + 1


async def versions(session: AsyncSession) -> Sequence[RetentionRulesVersion]:
    """Newest first."""
    query = select(RetentionRulesVersion).order_by(RetentionRulesVersion.number.desc())
    return (await session.scalars(query)).all()


async def holds(session: AsyncSession, *, in_force_on: date | None = None) -> Sequence[LegalHold]:
    """All of them, newest first; or those in force on a day, in a stable order."""
    if in_force_on is None:
        return (await session.scalars(select(LegalHold).order_by(LegalHold.id.desc()))).all()
    query = select(LegalHold).where(
        LegalHold.lifted_at.is_(None), (LegalHold.until.is_(None)) | (LegalHold.until >= in_force_on)
    )
    return (await session.scalars(query.order_by(LegalHold.id))).all()


async def hold(session: AsyncSession, hold_id: UUID) -> LegalHold | None:
    """That hold, locked."""
    return await session.scalar(
        select(LegalHold)
        .where(LegalHold.id == hold_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def kept_by(
    session: AsyncSession, ground: str, law: str, collection: CollectionAddress | None = None
) -> tuple[int, int, date | None]:
    """How many kept parts (of one collection) rest on that law, with how many rows, and the last day of the longest."""
    query = select(
        func.count(), func.coalesce(func.sum(KeptData.rows), 0), func.max(KeptData.keep_until)
    ).where(KeptData.done_at.is_(None), KeptData.ground == ground, KeptData.law == law)
    if collection is not None:
        query = query.where(
            KeptData.dataset == collection.dataset, KeptData.collection == collection.collection
        )
    parts, rows, latest = (await session.execute(query)).one()
    return parts, int(rows), latest


async def bring_up_again(session: AsyncSession, ground: str, law: str, today: date) -> int:
    """What a hold kept without an end comes up today; its erasure is planned anew and finds other keeps or none."""
    found = await session.execute(
        update(KeptData)
        .where(
            KeptData.done_at.is_(None),
            KeptData.keep_until.is_(None),
            KeptData.ground == ground,
            KeptData.law == law,
        )
        .values(keep_until=today)
        .returning(KeptData.position)
    )
    return len(found.all())
