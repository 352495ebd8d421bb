"""Erasures in PostgreSQL: reading, locking, noting how far they are."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from dsr_service.domain.erasure.erasures import UNDER_WAY, ErasureStatus, SourceState, known_as
from dsr_service.storage.tables import (
    CategoryDecision,
    Erasure,
    ErasureLedgerEntry,
    ErasureSource,
    KeptData,
    Subject,
    SubjectIdentifierRow,
    SubjectRequest,
)

_BATCH = 5_000


async def get(session: AsyncSession, erasure_id: UUID) -> Erasure | None:
    return await session.get(Erasure, erasure_id, populate_existing=True)


async def get_for_update(session: AsyncSession, erasure_id: UUID) -> Erasure | None:
    return await session.get(Erasure, erasure_id, with_for_update=True, populate_existing=True)


async def latest(session: AsyncSession, request_id: UUID) -> Erasure | None:
    """The last attempt of a request; what came up again later is not one."""
    query = (
        select(Erasure)
        .where(Erasure.request_id == request_id, Erasure.root_id.is_(None))
        .order_by(Erasure.attempt.desc())
        .limit(1)
    )
    return (await session.scalars(query)).first()


async def under_way(session: AsyncSession, request_id: UUID) -> Erasure | None:
    """The attempt that is not at its end, locked."""
    query = select(Erasure).where(
        Erasure.request_id == request_id, Erasure.root_id.is_(None), Erasure.status.in_(UNDER_WAY)
    )
    found = await session.scalars(query.with_for_update().execution_options(populate_existing=True))
    return found.first()


async def next_attempt(session: AsyncSession, request_id: UUID | None) -> int:
    query = select(func.coalesce(func.max(Erasure.attempt), 0)).where(Erasure.request_id == request_id)
    return 1 + (await session.scalar(query) or 0)


async def sealed_seeds(session: AsyncSession, erasure: Erasure) -> Sequence[tuple[UUID, bytes]]:
    """Those of this erasure, of its root, and of earlier attempts for the same request, which may have got half-way."""
    same = (Erasure.id == erasure.id) | (Erasure.id == (erasure.root_id or erasure.id))
    if erasure.request_id is not None and erasure.root_id is None:
        same |= (Erasure.request_id == erasure.request_id) & Erasure.root_id.is_(None)
    query = select(Erasure.id, Erasure.seeds).where(same, Erasure.seeds.is_not(None))
    return [(row.id, row.seeds) for row in await session.execute(query) if row.seeds is not None]


async def some_seeds(session: AsyncSession, after: UUID | None, count: int) -> Sequence[tuple[UUID, bytes]]:
    """Sealed seeds of any erasure in a fixed order, behind the one given."""
    query = select(Erasure.id, Erasure.seeds).where(Erasure.seeds.is_not(None))
    if after is not None:
        query = query.where(Erasure.id > after)
    rows = await session.execute(query.order_by(Erasure.id).limit(count))
    return [(row.id, row.seeds) for row in rows if row.seeds is not None]


async def replace_seeds(session: AsyncSession, erasure_id: UUID, expected: bytes, seeds: bytes) -> bool:
    """Another wrapping of the same seeds, unless others were noted meanwhile."""
    changed = await session.execute(
        update(Erasure)
        .where(Erasure.id == erasure_id, Erasure.seeds == expected)
        .values(seeds=seeds)
        .returning(Erasure.id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None


async def sources(session: AsyncSession, erasure_id: UUID) -> Sequence[ErasureSource]:
    query = (
        select(ErasureSource).where(ErasureSource.erasure_id == erasure_id).order_by(ErasureSource.dataset)
    )
    return (await session.scalars(query.execution_options(populate_existing=True))).all()


async def note_sources(
    session: AsyncSession, erasure_id: UUID, states: Mapping[str, SourceState], token: int, now: datetime
) -> None:
    for dataset, state in states.items():
        values = {"state": state, "job_token": token, "changed_at": now}
        await session.execute(
            insert(ErasureSource)
            .values(erasure_id=erasure_id, dataset=dataset, **values)
            .on_conflict_do_update(index_elements=["erasure_id", "dataset"], set_=values)
        )


async def add_to_ledger(
    session: AsyncSession, erasure_id: UUID, entries: Iterable[tuple[str, str, bytes]], now: datetime
) -> None:
    rows = [
        {
            "erasure_id": erasure_id,
            "dataset": dataset,
            "collection": collection,
            "pseudonym": pseudonym,
            "noted_at": now,
        }
        for dataset, collection, pseudonym in entries
    ]
    for start in range(0, len(rows), _BATCH):
        await session.execute(
            insert(ErasureLedgerEntry).on_conflict_do_nothing(), rows[start : start + _BATCH]
        )


async def ledger(session: AsyncSession, dataset: str) -> Sequence[Any]:
    """Collection, pseudonym, erasure and what it was limited to, of every row of a dataset that was erased."""
    query = (
        select(
            ErasureLedgerEntry.collection,
            ErasureLedgerEntry.pseudonym,
            ErasureLedgerEntry.erasure_id,
            Erasure.scope,
            Erasure.refused,
        )
        .join(Erasure, Erasure.id == ErasureLedgerEntry.erasure_id)
        .where(
            ErasureLedgerEntry.dataset == dataset,
            Erasure.status.in_([ErasureStatus.DONE, ErasureStatus.LEFT_OVER]),
        )
        .order_by(ErasureLedgerEntry.noted_at)
    )
    return (await session.execute(query)).all()


async def persons_of(session: AsyncSession, erasures: Collection[UUID]) -> Mapping[UUID, frozenset[bytes]]:
    """Keyed hashes of the identifiers of whom erasures were about, as far as they are still known."""
    first = aliased(Erasure)
    query = (
        select(Erasure.id, first.plan, func.array_agg(SubjectIdentifierRow.lookup))
        .join(first, first.id == func.coalesce(Erasure.root_id, Erasure.id))
        .outerjoin(SubjectRequest, SubjectRequest.id == Erasure.request_id)
        .outerjoin(SubjectIdentifierRow, SubjectIdentifierRow.subject_id == SubjectRequest.subject_id)
        .where(Erasure.id.in_(erasures))
        .group_by(Erasure.id, first.id)
    )
    return {
        erasure: known_as(plan) | frozenset(filter(None, lookups))
        for erasure, plan, lookups in await session.execute(query)
    }


async def replace_kept(session: AsyncSession, root_id: UUID, rows: Sequence[Mapping[str, Any]]) -> None:
    """What is kept from now on; what came up before is done."""
    last = await session.scalar(
        select(func.coalesce(func.max(KeptData.position), -1)).where(KeptData.erasure_id == root_id)
    )
    added = [
        {**row, "erasure_id": root_id, "position": (last if last is not None else -1) + 1 + n}
        for n, row in enumerate(rows)
    ]
    if added:
        await session.execute(insert(KeptData), added)


async def end_kept(session: AsyncSession, root_id: UUID, now: datetime) -> None:
    await session.execute(
        update(KeptData)
        .where(KeptData.erasure_id == root_id, KeptData.done_at.is_(None))
        .values(done_at=now)
        .execution_options(synchronize_session=False)
    )


async def kept(session: AsyncSession, root_id: UUID) -> Sequence[KeptData]:
    query = select(KeptData).where(KeptData.erasure_id == root_id).order_by(KeptData.position)
    return (await session.scalars(query)).all()


async def due_roots(session: AsyncSession, today: date) -> Sequence[UUID]:
    """Erasures some of whose kept data is past its last day."""
    query = (
        select(KeptData.erasure_id)
        .where(KeptData.done_at.is_(None), KeptData.keep_until < today)
        .distinct()
        .order_by(KeptData.erasure_id)
    )
    return (await session.scalars(query)).all()


async def follow_up_under_way(session: AsyncSession, root_id: UUID) -> bool:
    query = select(Erasure.id).where(Erasure.root_id == root_id, Erasure.status.in_(UNDER_WAY))
    return (await session.scalars(query.limit(1))).first() is not None


async def replace_decisions(
    session: AsyncSession, request_id: UUID, rows: Sequence[Mapping[str, Any]]
) -> None:
    if rows:
        await session.execute(
            insert(CategoryDecision).on_conflict_do_nothing(),
            [{**row, "request_id": request_id, "position": n} for n, row in enumerate(rows)],
        )


async def decisions(session: AsyncSession, request_id: UUID) -> Sequence[CategoryDecision]:
    query = (
        select(CategoryDecision)
        .where(CategoryDecision.request_id == request_id)
        .order_by(CategoryDecision.right, CategoryDecision.position)
    )
    return (await session.scalars(query)).all()


async def requests_of_the_same_person(
    session: AsyncSession, request: SubjectRequest, known_as: Collection[bytes]
) -> Sequence[UUID]:
    """Requests that name an identifier of this one, or one that the rows show, by keyed hash; not this one."""
    lookups = {*known_as, *(identifier.lookup for identifier in request.subject.identifiers)}
    query = (
        select(SubjectRequest.id)
        .join(Subject, Subject.id == SubjectRequest.subject_id)
        .join(SubjectIdentifierRow, SubjectIdentifierRow.subject_id == Subject.id)
        .where(SubjectIdentifierRow.lookup.in_(lookups), SubjectRequest.id != request.id)
        .distinct()
        .order_by(SubjectRequest.id)
    )
    return (await session.scalars(query)).all()
