"""The queue as the service and its operators see it: enqueue with the change, count, retry what is held."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.domain.errors import NotFound
from dsr_service.domain.jobs import Job, JobNotDead, JobState
from dsr_service.storage import direct
from dsr_service.storage.tables.jobs import JobRow

CHANNEL = "dsr_jobs"

# A job of the same key that has not begun is joined rather than doubled. DO UPDATE and not DO NOTHING: it
# locks the row until our commit, so that no worker runs it on the state of before our change.
# Without a time of its own a job may run at once, also by a clock that is behind the database (`epoch`).
_ENQUEUE: Final = """
    INSERT INTO jobs (kind, payload, version, client, source, dedupe_key, state, due_at, run_after)
    VALUES ($1, $2::jsonb, $3, $4, $5, $6, $7,
            coalesce($8::timestamptz, now() + interval '1 hour'), coalesce($9::timestamptz, 'epoch'))
    ON CONFLICT (dedupe_key) WHERE state IN ('waiting', 'scheduled')
    DO UPDATE SET due_at = least(jobs.due_at, excluded.due_at),
                  run_after = least(jobs.run_after, excluded.run_after),
                  state = CASE WHEN excluded.state = 'waiting' THEN 'waiting' ELSE jobs.state END
"""
_NOTIFY: Final = f"SELECT pg_notify('{CHANNEL}', '')"


async def enqueue(session: AsyncSession, job: Job, *, wake: bool = True) -> None:
    """Add a job in the session's own transaction: it exists if and only if the change that asks for it
    does.

    PostgreSQL lets transactions that notify commit one after the other: what is asked for at a high rate and can wait
    for the workers' next look does without (`wake`).
    """
    state = JobState.WAITING if job.run_after is None else JobState.SCHEDULED
    payload = json.dumps(dict(job.payload))
    values = (job.kind, payload, job.version, job.client, job.source, job.dedupe_key, state)
    await direct.fetch(session, _ENQUEUE, *values, job.due_at, job.run_after)
    if wake and job.run_after is None:
        await direct.fetch(session, _NOTIFY)


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """The queue in numbers, for readiness and metrics."""

    scheduled: int
    waiting: int
    running: int
    dead: int
    oldest_wait: timedelta  # of the jobs that a worker could take
    earliest_due_at: datetime | None


async def depth(session: AsyncSession) -> QueueDepth:
    """How much there is, and for how long the oldest has waited."""
    rows = await session.execute(
        select(
            JobRow.state, func.count(), func.now() - func.min(JobRow.ready_at), func.min(JobRow.due_at)
        ).group_by(JobRow.state)
    )
    found: dict[JobState, Any] = {state: (count, age, due) for state, count, age, due in rows}
    counts = {state: found.get(state, (0, None, None))[0] for state in JobState}
    _, age, due = found.get(JobState.WAITING, (0, None, None))
    return QueueDepth(
        scheduled=counts[JobState.SCHEDULED],
        waiting=counts[JobState.WAITING],
        running=counts[JobState.RUNNING],
        dead=counts[JobState.DEAD],
        oldest_wait=max(age or timedelta(0), timedelta(0)),
        earliest_due_at=due,
    )


@dataclass(frozen=True, slots=True)
class KindDepth:
    """How many jobs of one kind are in one state, and for how long the oldest has been."""

    kind: str
    state: JobState
    count: int
    oldest: timedelta


async def depth_by_kind(session: AsyncSession) -> Sequence[KindDepth]:
    """For metrics. What waits is as old as the moment since which a worker could have taken it."""
    oldest: Any = func.now() - func.min(func.coalesce(JobRow.died_at, JobRow.ready_at))
    rows = await session.execute(
        select(JobRow.kind, JobRow.state, func.count(), oldest)
        .group_by(JobRow.kind, JobRow.state)
        .order_by(JobRow.kind, JobRow.state)
    )
    return [KindDepth(kind, state, count, max(age, timedelta(0))) for kind, state, count, age in rows]


async def page(
    session: AsyncSession,
    *,
    state: JobState | None = None,
    kind: str | None = None,
    after: int = 0,
    limit: int = 100,
) -> Sequence[JobRow]:
    """Jobs by id; the cursor is the id."""
    query = select(JobRow).where(JobRow.id > after).order_by(JobRow.id).limit(limit)
    if state is not None:
        query = query.where(JobRow.state == state)
    if kind is not None:
        query = query.where(JobRow.kind == kind)
    return (await session.scalars(query)).all()


async def get(session: AsyncSession, job_id: int) -> JobRow:
    """Raises NotFound, also for a job that is done."""
    job = await session.get(JobRow, job_id)
    if job is None:
        raise NotFound
    return job


async def get_held(session: AsyncSession, job_id: int) -> JobRow:
    """A held job, locked. Raises NotFound, JobNotDead."""
    job = await session.get(JobRow, job_id, with_for_update=True, populate_existing=True)
    if job is None:
        raise NotFound
    if job.state is not JobState.DEAD:
        raise JobNotDead
    return job


async def retry(session: AsyncSession, job_id: int) -> JobRow:
    """Let a held job run again, its attempts counted anew. Raises NotFound, JobNotDead."""
    job = await get_held(session, job_id)
    await _revive(session, JobRow.id == job_id)
    await session.refresh(job)
    return job


async def discard(session: AsyncSession, job_id: int) -> JobRow:
    """Take a held job away for good. Raises NotFound, JobNotDead."""
    job = await get_held(session, job_id)
    await session.delete(job)
    await session.flush()
    return job


async def retry_all(session: AsyncSession, *, kind: str | None = None) -> Sequence[int]:
    """Let all held jobs, or those of a kind, run again; returns their ids."""
    return await _revive(session, JobRow.kind == kind if kind else JobRow.id.is_not(None))


async def _revive(session: AsyncSession, which: Any) -> Sequence[int]:
    # The key is let go: a newer job of the same key may be waiting already; to run twice is allowed, never to
    # run is not.
    revived = await session.execute(
        update(JobRow)
        .where(JobRow.state == JobState.DEAD, which)
        .values(
            state=JobState.WAITING,
            dedupe_key=None,
            attempts=0,
            crashes=0,
            died_at=None,
            ready_at=func.now(),
            retry_at=func.now(),
        )
        .returning(JobRow.id)
        .execution_options(synchronize_session=False)
    )
    ids = revived.scalars().all()
    if ids:
        await direct.fetch(session, _NOTIFY)
    return ids
