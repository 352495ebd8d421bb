"""Steps and packages: reading, replacing, noting progress."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.fulfilment import PackageStatus, StepOutcome
from dsr_service.storage import direct
from dsr_service.storage.tables import ExportPackage, FulfilmentStep


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


_NOTE: Final = """
    UPDATE fulfilment_steps s
    SET outcome = n.outcome, rows = n.rows, code = n.code, finished_at = n.finished_at
    FROM jsonb_to_recordset($2::jsonb)
        AS n(dataset text, collection text, outcome text, rows bigint, code text, finished_at timestamptz)
    WHERE s.request_id = $1 AND s.dataset = n.dataset AND s.collection = n.collection
"""


async def note_steps(session: AsyncSession, request_id: UUID, notes: Sequence[StepNote]) -> None:
    """All in one statement, as one text: of arrays the driver would look at each element."""
    if notes:
        noted = [
            {
                "dataset": note.address.dataset,
                "collection": note.address.collection,
                "outcome": note.outcome.value,
                "rows": note.rows,
                "code": note.code,
                "finished_at": note.finished_at,
            }
            for note in notes
        ]
        await direct.fetch(session, _NOTE, request_id, orjson.dumps(noted).decode())


async def packages(session: AsyncSession, request_id: UUID) -> Sequence[ExportPackage]:
    if not await direct.fetch(
        session, "SELECT FROM export_packages WHERE request_id = $1 LIMIT 1", request_id
    ):
        return []  # most often, and asked for less
    query = select(ExportPackage).where(ExportPackage.request_id == request_id).order_by(ExportPackage.id)
    return (await session.scalars(query)).all()


async def package(session: AsyncSession, package_id: UUID, *, lock: bool = False) -> ExportPackage | None:
    return await session.get(ExportPackage, package_id, with_for_update=lock, populate_existing=lock)


async def due_to_expire(session: AsyncSession, now: datetime) -> Sequence[ExportPackage]:
    query = select(ExportPackage).where(
        ExportPackage.status == PackageStatus.RELEASED, ExportPackage.expires_at <= now
    )
    return (
        await session.scalars(
            query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
        )
    ).all()


async def named_blobs(session: AsyncSession) -> set[str]:
    """The blobs of packages that can still be opened."""
    living = ExportPackage.status.in_([PackageStatus.PREPARED, PackageStatus.RELEASED])
    named: set[str] = set()
    for column in (ExportPackage.built, ExportPackage.original):
        keys = await session.scalars(select(column["sealed"]["key"].astext).where(living))
        named.update(key for key in keys if key is not None)
    return named
