"""Tasks for people, orders to processors and gaps: reading and changing their rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.domain.manual_tasks import TaskStatus
from dsr_service.domain.processors import OrderStatus
from dsr_service.storage import direct
from dsr_service.storage.tables import FulfilmentGap, ManualTask, ProcessorOrder

_ANY_OF = """
    SELECT EXISTS (SELECT FROM manual_tasks WHERE request_id = $1)
        OR EXISTS (SELECT FROM processor_orders WHERE request_id = $1) AS found
"""
_WAITING = tuple(status for status in OrderStatus if status.waits)


async def any_of(session: AsyncSession, request_id: UUID) -> bool:
    """Whether anybody was ever asked for this request."""
    rows = await direct.fetch(session, _ANY_OF, request_id)
    return bool(rows[0]["found"])


async def add_tasks(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> Sequence[ManualTask]:
    """Those that were not there yet."""
    if not rows:
        return []
    query = insert(ManualTask).values(list(rows)).on_conflict_do_nothing().returning(ManualTask)
    return (await session.scalars(query)).all()


async def task(session: AsyncSession, task_id: UUID, *, lock: bool = False) -> ManualTask | None:
    return await session.get(ManualTask, task_id, with_for_update=lock, populate_existing=lock)


async def tasks_of(session: AsyncSession, request_id: UUID) -> Sequence[ManualTask]:
    query = select(ManualTask).where(ManualTask.request_id == request_id)
    query = query.order_by(ManualTask.dataset, ManualTask.collection)
    return (await session.scalars(query)).all()


async def page_of_tasks(
    session: AsyncSession,
    *,
    status: TaskStatus | None,
    request_id: UUID | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[ManualTask]:
    """The most urgent first."""
    query = select(ManualTask).order_by(ManualTask.due_at, ManualTask.id).limit(limit)
    if status is not None:
        query = query.where(ManualTask.status == status)
    if request_id is not None:
        query = query.where(ManualTask.request_id == request_id)
    if after is not None:
        query = query.where(tuple_(ManualTask.due_at, ManualTask.id) > after)
    return (await session.scalars(query)).all()


async def to_remind(session: AsyncSession, before: datetime, last: datetime) -> Sequence[ManualTask]:
    """Open tasks that are due before an instant and of which nobody was reminded since another."""
    query = select(ManualTask).where(
        ManualTask.status == TaskStatus.OPEN,
        ManualTask.due_at <= before,
        ManualTask.reminded_at.is_(None) | (ManualTask.reminded_at <= last),
    )
    return (
        await session.scalars(
            query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
        )
    ).all()


async def forget_answers(session: AsyncSession, request_id: UUID) -> None:
    """A closed request's answers are destroyed, and what nobody did yet need not be done; files are still to go."""
    mine = ManualTask.request_id == request_id
    await session.execute(update(ManualTask).where(mine).values(answer=None))
    await session.execute(
        update(ManualTask)
        .where(mine, ManualTask.status == TaskStatus.OPEN, ManualTask.files.is_(None))
        .values(status=TaskStatus.CANCELLED)
    )


async def add_orders(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> Sequence[ProcessorOrder]:
    """Those that were not there yet."""
    if not rows:
        return []
    query = insert(ProcessorOrder).values(list(rows)).on_conflict_do_nothing().returning(ProcessorOrder)
    return (await session.scalars(query)).all()


async def order(session: AsyncSession, order_id: UUID, *, lock: bool = False) -> ProcessorOrder | None:
    return await session.get(ProcessorOrder, order_id, with_for_update=lock, populate_existing=lock)


async def orders_of(session: AsyncSession, request_id: UUID) -> Sequence[ProcessorOrder]:
    query = select(ProcessorOrder).where(ProcessorOrder.request_id == request_id)
    query = query.order_by(ProcessorOrder.dataset, ProcessorOrder.kind)
    return (await session.scalars(query)).all()


async def drop_cancelled(session: AsyncSession, request_id: UUID) -> None:
    """A new attempt asks anew where the processor gave up."""
    await session.execute(
        delete(ProcessorOrder).where(
            ProcessorOrder.request_id == request_id, ProcessorOrder.status == OrderStatus.CANCELLED
        )
    )


async def waiting_orders(session: AsyncSession) -> Sequence[UUID]:
    return (await session.scalars(select(ProcessorOrder.id).where(ProcessorOrder.status.in_(_WAITING)))).all()


async def note_gap(session: AsyncSession, request_id: UUID, missing: Sequence[str], now: datetime) -> None:
    values = {"missing": list(missing), "noted_at": now}
    await session.execute(
        insert(FulfilmentGap)
        .values(request_id=request_id, **values)
        .on_conflict_do_update(index_elements=[FulfilmentGap.request_id], set_=values)
    )


async def forget_gap(session: AsyncSession, request_id: UUID) -> None:
    await session.execute(delete(FulfilmentGap).where(FulfilmentGap.request_id == request_id))


async def gap(session: AsyncSession, request_id: UUID) -> Sequence[str]:
    found = await session.get(FulfilmentGap, request_id)
    return found.missing if found else ()
