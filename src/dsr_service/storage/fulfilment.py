"""Steps and packages: reading, replacing, noting progress."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.domain.data_map import CollectionAddress
from dsr_service.domain.fulfilment import PackageStatus, StepOutcome
from dsr_service.domain.rights import Right
from dsr_service.storage.tables import ExportPackage, FulfilmentStep

_STEPS: Final = cast(Table, FulfilmentStep.__table__)


@dataclass(frozen=True, slots=True)
class StepNote:
    """How far the search of one collection has come."""

    address: CollectionAddress
    outcome: StepOutcome
    rows: int
    code: str | None = None
    finished_at: datetime | None = None


async def replace_steps(
    session: AsyncSession, request_id: UUID, addresses: Sequence[CollectionAddress]
) -> None:
    """A new start forgets the steps of the one before."""
    await session.execute(delete(FulfilmentStep).where(FulfilmentStep.request_id == request_id))
    rows = [
        {
            "request_id": request_id,
            "dataset": address.dataset,
            "collection": address.collection,
            "position": position,
            "outcome": StepOutcome.PENDING,
        }
        for position, address in enumerate(addresses)
    ]
    if rows:
        await session.execute(insert(FulfilmentStep), rows)


async def steps(session: AsyncSession, request_id: UUID) -> Sequence[FulfilmentStep]:
    query = (
        select(FulfilmentStep)
        .where(FulfilmentStep.request_id == request_id)
        .order_by(FulfilmentStep.position)
    )
    return (await session.scalars(query)).all()


_NOTE = (
    update(_STEPS)
    .where(
        _STEPS.c.request_id == bindparam("of_request"),
        _STEPS.c.dataset == bindparam("of_dataset"),
        _STEPS.c.collection == bindparam("of_collection"),
    )
    .values({name: bindparam(name) for name in ("outcome", "rows", "code", "finished_at")})
)


async def note_steps(session: AsyncSession, request_id: UUID, notes: Sequence[StepNote]) -> None:
    """All in one round trip."""
    if notes:
        await session.execute(
            _NOTE,
            [
                {
                    "of_request": request_id,
                    "of_dataset": note.address.dataset,
                    "of_collection": note.address.collection,
                    "outcome": note.outcome,
                    "rows": note.rows,
                    "code": note.code,
                    "finished_at": note.finished_at,
                }
                for note in notes
            ],
        )


async def packages(session: AsyncSession, request_id: UUID) -> Sequence[ExportPackage]:
    query = select(ExportPackage).where(ExportPackage.request_id == request_id).order_by(ExportPackage.id)
    return (await session.scalars(query)).all()


async def package(session: AsyncSession, package_id: UUID, *, lock: bool = False) -> ExportPackage | None:
    return await session.get(ExportPackage, package_id, with_for_update=lock, populate_existing=lock)


async def next_attempt(session: AsyncSession, request_id: UUID, right: Right) -> int:
    query = select(func.coalesce(func.max(ExportPackage.attempt), 0)).where(
        ExportPackage.request_id == request_id, ExportPackage.right == right
    )
    return 1 + (await session.scalar(query) or 0)


async def due_to_expire(session: AsyncSession, now: datetime) -> Sequence[ExportPackage]:
    query = select(ExportPackage).where(
        ExportPackage.status == PackageStatus.RELEASED, ExportPackage.expires_at <= now
    )
    return (await session.scalars(query.with_for_update(skip_locked=True))).all()


async def named_blobs(session: AsyncSession) -> set[str]:
    """The blobs of packages that can still be opened."""
    living = ExportPackage.status.in_([PackageStatus.PREPARED, PackageStatus.RELEASED])
    named: set[str] = set()
    for column in (ExportPackage.built, ExportPackage.original):
        keys = await session.scalars(select(column["sealed"]["key"].astext).where(living))
        named.update(key for key in keys if key is not None)
    return named
