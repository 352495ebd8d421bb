"""Requests: reading, locking, paging, and the one function that writes a status."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Select, func, literal, literal_column, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from dsr_service.domain.rights import Right
from dsr_service.domain.subject_requests import CLOSED, OPEN, Event, Status, next_status
from dsr_service.storage.tables import DeadlineRow, RequestedRight, SubjectIdentifierRow, SubjectRequest

NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # the due date of a clock that stands still, for cursors
_INFINITY: ColumnElement[datetime] = literal_column("'infinity'::timestamptz", DateTime(timezone=True))
_WHOLE = (
    joinedload(SubjectRequest.subject),
    selectinload(SubjectRequest.rights),
)


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the queue is narrowed to; None means any."""

    client: str | None = None
    request_id: UUID | None = None
    statuses: frozenset[Status] | None = None
    right: Right | None = None
    due_before: datetime | None = None
    overdue_at: datetime | None = None
    assignee: str | None = None
    lookups: tuple[bytes, ...] = ()


def set_status(request: SubjectRequest, event: Event, now: datetime) -> None:
    """The only writer of a status. Raises IllegalTransition."""
    request.status = next_status(request.status, event)
    if request.status in CLOSED:
        request.closed_at = now


async def get(session: AsyncSession, request_id: UUID) -> SubjectRequest | None:
    return await session.scalar(
        select(SubjectRequest).where(SubjectRequest.id == request_id).options(*_WHOLE)
    )


async def get_for_update(session: AsyncSession, request_id: UUID) -> SubjectRequest | None:
    """The request, its row locked until the transaction ends."""
    query = select(SubjectRequest).where(SubjectRequest.id == request_id).options(*_WHOLE)
    return await session.scalar(
        query.with_for_update(of=SubjectRequest).execution_options(populate_existing=True)
    )


async def serialise_submissions(session: AsyncSession, lookup: bytes) -> None:
    """Two submissions for one person at the same instant: the second waits, and sees the first."""
    await session.execute(select(func.pg_advisory_xact_lock(int.from_bytes(lookup[:8], signed=True))))


async def open_by_lookups(
    session: AsyncSession, lookups: Sequence[bytes], client: str | None
) -> Sequence[SubjectRequest]:
    """Open requests whose subject bears one of these identifiers, oldest first."""
    query = (
        select(SubjectRequest)
        .where(SubjectRequest.subject_id.in_(_subjects_with(lookups)), SubjectRequest.status.in_(OPEN))
        .order_by(SubjectRequest.id)
        .options(*_WHOLE)
    )
    if client is not None:
        query = query.where(SubjectRequest.client == client)
    return (await session.scalars(query)).unique().all()


async def page_by_id(
    session: AsyncSession, wanted: QueueFilter, after: UUID | None, limit: int
) -> Sequence[SubjectRequest]:
    """Newest last; the cursor is the id."""
    query = select(SubjectRequest).where(*_conditions(wanted)).order_by(SubjectRequest.id).limit(limit)
    if wanted.due_before is not None or wanted.overdue_at is not None:
        query = query.join(DeadlineRow, DeadlineRow.request_id == SubjectRequest.id)
    if after is not None:
        query = query.where(SubjectRequest.id > after)
    return (await session.scalars(query.options(*_WHOLE))).unique().all()


async def page_by_due(
    session: AsyncSession, wanted: QueueFilter, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[SubjectRequest]:
    """Earliest due first; requests whose clock is suspended have no due date and come last, as if due never."""
    order = (DeadlineRow.due_sort, DeadlineRow.request_id)
    query = (
        select(SubjectRequest)
        .join(DeadlineRow, DeadlineRow.request_id == SubjectRequest.id)
        .where(*_conditions(wanted))
        .order_by(*order)
        .limit(limit)
    )
    if wanted.statuses is not None and wanted.statuses <= OPEN:
        # Years of closed requests would come before the open ones.
        query = query.where(DeadlineRow.stopped_at.is_(None))
    if after is not None:
        due: ColumnElement[datetime] = _INFINITY if after[0] == NEVER else literal(after[0])
        query = query.where(tuple_(*order) > tuple_(due, literal(after[1])))
    return (await session.scalars(query.options(*_WHOLE))).unique().all()


def _conditions(wanted: QueueFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.client is not None:
        conditions.append(SubjectRequest.client == wanted.client)
    if wanted.request_id is not None:
        conditions.append(SubjectRequest.id == wanted.request_id)
    if wanted.statuses is not None:
        conditions.append(SubjectRequest.status.in_(wanted.statuses))
    if wanted.assignee is not None:
        conditions.append(SubjectRequest.assignee == wanted.assignee)
    if wanted.right is not None:
        conditions.append(SubjectRequest.rights.any(RequestedRight.right == wanted.right))
    if wanted.due_before is not None:
        conditions.append(DeadlineRow.due_sort < wanted.due_before)
    if wanted.overdue_at is not None:
        conditions += [DeadlineRow.due_sort <= wanted.overdue_at, DeadlineRow.stopped_at.is_(None)]
    if wanted.lookups:
        conditions.append(SubjectRequest.subject_id.in_(_subjects_with(wanted.lookups)))
    return conditions


def _subjects_with(lookups: Sequence[bytes]) -> Select[UUID]:
    return select(SubjectIdentifierRow.subject_id).where(SubjectIdentifierRow.lookup.in_(lookups))
