"""How many requests there are, by status and by what is left of their time: counted for metrics."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.domain.subject_requests import Status
from dsr_service.storage.tables import DeadlineRow, SubjectRequest


async def limit_time(session: AsyncSession) -> None:
    """Whoever watches must not be a burden: what can't be counted in time is not counted."""
    await session.execute(text("SET LOCAL statement_timeout = '2s'"))


async def requests_by_status(session: AsyncSession) -> Mapping[Status, int]:
    rows = await session.execute(select(SubjectRequest.status, func.count()).group_by(SubjectRequest.status))
    found: dict[Status, int] = {status: count for status, count in rows}  # noqa: C416 - a row is no tuple for mypy
    return {status: found.get(status, 0) for status in Status}


async def running_out(session: AsyncSession, now: datetime, within: timedelta) -> tuple[int, int]:
    """How many open requests are overdue, and how many more will be within a while: a range of the index."""
    overdue, soon = (
        await session.execute(
            select(
                func.count().filter(DeadlineRow.due_sort <= now),
                func.count().filter(DeadlineRow.due_sort > now),
            ).where(DeadlineRow.stopped_at.is_(None), DeadlineRow.due_sort <= now + within)
        )
    ).one()
    return overdue, soon
