"""What the scheduler has to look at, and what it decided."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.domain.deadlines.marks import MarkKey, MarkKind
from dsr_service.storage.tables import DeadlineMarkRow, DeadlineRow, SubjectRequest

Position = tuple[datetime, UUID, str, int, datetime]


async def claim_due(session: AsyncSession, now: datetime, limit: int) -> Sequence[Row[DeadlineRow, datetime]]:
    """Clocks whose next mark is due, with their receipt; request and clock stay locked.

    The requests that a caller is changing right now are left for the next pass. A range of the index, however many
    requests there are.
    """
    locked = await session.scalars(
        select(DeadlineRow.request_id)
        .join(SubjectRequest, SubjectRequest.id == DeadlineRow.request_id)
        .where(DeadlineRow.next_mark_at <= now)
        .order_by(DeadlineRow.next_mark_at, DeadlineRow.request_id)
        .limit(limit)
        .with_for_update(of=[SubjectRequest, DeadlineRow], skip_locked=True)
    )
    # Read again now that they are locked: the first statement may have seen them as they were before a change.
    rows = await session.execute(
        select(DeadlineRow, SubjectRequest.received_at)
        .join(SubjectRequest, SubjectRequest.id == DeadlineRow.request_id)
        .where(DeadlineRow.request_id == func.any(list(locked)), DeadlineRow.next_mark_at <= now)
        .order_by(DeadlineRow.next_mark_at, DeadlineRow.request_id)
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def of_requests(
    session: AsyncSession, request_ids: Sequence[UUID]
) -> dict[UUID, dict[MarkKey, datetime]]:
    """When each mark of these requests was made."""
    found: dict[UUID, dict[MarkKey, datetime]] = {request_id: {} for request_id in request_ids}
    table = DeadlineMarkRow
    rows = await session.execute(
        select(table.request_id, table.kind, table.step, table.due, table.marked_at).where(
            table.request_id == func.any(list(request_ids))  # one statement for any number of them
        )
    )
    for request_id, kind, step, due, marked_at in rows:
        found[request_id][MarkKey(kind, step, due)] = marked_at
    return found


async def add(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Each mark once: a second one breaks the primary key, and with it the whole transaction."""
    if rows:
        await session.execute(insert(DeadlineMarkRow), rows)


async def of_request(session: AsyncSession, request_id: UUID) -> Sequence[DeadlineMarkRow]:
    """In the order in which they were made."""
    table = DeadlineMarkRow
    query = (
        select(table)
        .where(table.request_id == request_id)
        .order_by(table.marked_at, table.fell_due_at, table.kind, table.step)
    )
    return (await session.scalars(query)).all()


async def page(
    session: AsyncSession, kinds: Sequence[MarkKind], after: Position | None, limit: int
) -> Sequence[tuple[DeadlineMarkRow, str, str | None]]:
    """Marks with reference and assignee of their requests, in the order in which they were made."""
    table = DeadlineMarkRow
    order = (table.marked_at, table.request_id, table.kind, table.step, table.due)
    query = (
        select(table, SubjectRequest.reference, SubjectRequest.assignee)
        .join(SubjectRequest, SubjectRequest.id == table.request_id)
        .where(table.kind.in_(kinds))
        .order_by(*order)
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(*order) > tuple_(*after))
    return [(mark, reference, assignee) for mark, reference, assignee in await session.execute(query)]
