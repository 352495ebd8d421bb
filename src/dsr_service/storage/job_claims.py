"""The workers' side of the queue, on a connection of their own: claim, keep, settle, give back, schedule.

Each function is one statement that commits by itself, so that a worker stopped in its middle holds no lock.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job in this worker's hands, as long as `token` is the row's."""

    id: int
    token: int
    kind: str
    payload: Mapping[str, str | int]
    version: int
    client: str
    source: str
    attempt: int  # this one, from 1
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Failed:
    """What becomes of a job whose attempt failed: another try after `delay`, or none."""

    id: int
    token: int
    code: str
    delay: timedelta | None
    counts: bool = True  # as an attempt


@dataclass(frozen=True, slots=True)
class ClaimTerms:
    """On which terms a worker takes jobs."""

    worker: str
    kinds: tuple[str, ...]
    lease: timedelta
    per_source: int
    crashes: int  # after so many deaths of its workers a job is held


_CLAIM = """
SELECT id, token, kind, payload, version, client, source, attempts, due_at
FROM claim_jobs($1, $2, $3, $4, $5, $6, $7, $8) ORDER BY due_at, id
"""


async def claim(
    connection: asyncpg.Connection, terms: ClaimTerms, slots: int, now: datetime, served: Mapping[str, float]
) -> list[Claimed]:
    """Take up to `slots` jobs; also gives back what dead workers held, and wakes what is due."""
    rows = await connection.fetch(
        _CLAIM,
        terms.worker,
        list(terms.kinds),
        slots,
        now,
        terms.lease,
        terms.per_source,
        json.dumps(served),
        terms.crashes,
    )
    return [
        Claimed(
            row["id"],
            row["token"],
            row["kind"],
            json.loads(row["payload"]),
            row["version"],
            row["client"],
            row["source"],
            row["attempts"],
            row["due_at"],
        )
        for row in rows
    ]


_KEEP = """
WITH held AS (
    SELECT j.id FROM jobs j JOIN unnest($1::bigint[], $2::bigint[]) AS h(id, token) USING (id, token)
    WHERE j.state = 'running'
), free AS (  -- a job's own recording transaction may hold its row: then nobody else can take it anyway
    SELECT j.id FROM jobs j JOIN unnest($1::bigint[], $2::bigint[]) AS h(id, token) USING (id, token)
    WHERE j.state = 'running' FOR NO KEY UPDATE OF j SKIP LOCKED
), kept AS (
    UPDATE jobs SET lease_until = clock_timestamp() + $3 FROM free WHERE jobs.id = free.id
)
SELECT id FROM held
"""


async def keep(connection: asyncpg.Connection, held: Sequence[tuple[int, int]], lease: timedelta) -> set[int]:
    """Prolong the leases of (id, token); returns the ids that are still this worker's."""
    rows = await connection.fetch(_KEEP, [job for job, _ in held], [token for _, token in held], lease)
    return {row["id"] for row in rows}


async def finish(connection: asyncpg.Connection, done: Sequence[tuple[int, int]]) -> None:
    """Delete jobs that are done; one that another worker has taken over stays."""
    await connection.execute(
        "DELETE FROM jobs USING unnest($1::bigint[], $2::bigint[]) AS d(id, token) "
        "WHERE jobs.id = d.id AND jobs.token = d.token AND jobs.state = 'running'",
        [job for job, _ in done],
        [token for _, token in done],
    )


# A newer job of the same key that waits already does the work; the failed one is then let go.
_FAIL = """
WITH mine AS (
    SELECT j.id, f.code, f.delay, f.counts,
           f.delay IS NOT NULL AND EXISTS (
               SELECT 1 FROM jobs t WHERE t.dedupe_key = j.dedupe_key AND t.state IN ('waiting', 'scheduled')
           ) AS joined
    FROM jobs j
    JOIN unnest($1::bigint[], $2::bigint[], $3::text[], $4::interval[], $6::boolean[])
         AS f(id, token, code, delay, counts) USING (id, token)
    WHERE j.state = 'running'
    FOR UPDATE OF j
), gone AS (
    DELETE FROM jobs USING mine WHERE jobs.id = mine.id AND mine.joined
)
UPDATE jobs
SET state = CASE WHEN mine.delay IS NULL THEN 'dead' ELSE 'scheduled' END,
    died_at = CASE WHEN mine.delay IS NULL THEN $5::timestamptz END,
    retry_at = clock_timestamp() + coalesce(mine.delay, interval '0'),
    attempts = attempts - CASE WHEN mine.counts THEN 0 ELSE least(attempts, 1) END,
    last_error = mine.code, worker = NULL, lease_until = NULL
FROM mine
WHERE jobs.id = mine.id AND NOT mine.joined
"""


async def fail(connection: asyncpg.Connection, failed: Sequence[Failed], now: datetime) -> None:
    """Put failed jobs back for a later try, or hold them."""
    await connection.execute(
        _FAIL,
        [job.id for job in failed],
        [job.token for job in failed],
        [job.code for job in failed],
        [job.delay for job in failed],
        now,
        [job.counts for job in failed],
    )


_SCHEDULE = """
WITH moved AS (
    UPDATE job_schedules SET last_at = $2, next_at = $3 WHERE name = $1 AND next_at <= $2 RETURNING name
)
INSERT INTO jobs (kind, payload, version, client, source, dedupe_key, state, due_at, run_after)
SELECT $4, '{}', 1, '', '', 'schedule:' || name, 'waiting', $2, $2 FROM moved
ON CONFLICT (dedupe_key) WHERE state IN ('waiting', 'scheduled') DO NOTHING
"""


async def due_schedules(connection: asyncpg.Connection, names: Sequence[str], now: datetime) -> set[str]:
    rows = await connection.fetch(
        "SELECT name FROM job_schedules WHERE name = ANY ($1) AND next_at <= $2", names, now
    )
    return {row["name"] for row in rows}


async def run_schedule(
    connection: asyncpg.Connection, name: str, kind: str, now: datetime, following: datetime
) -> None:
    """Enqueue the job of a schedule that is due and move it on: one worker of many gets to do it."""
    await connection.execute(_SCHEDULE, name, now, following, kind)


async def keep_schedule(connection: asyncpg.Connection, name: str, rule: str, following: datetime) -> None:
    """Make the schedule known, take over a changed rule, and undo the leap that a wrong clock made."""
    await connection.execute(
        "INSERT INTO job_schedules AS s (name, rule, next_at) VALUES ($1, $2, $3) "
        "ON CONFLICT (name) DO UPDATE SET rule = excluded.rule, next_at = excluded.next_at "
        "WHERE s.rule <> excluded.rule OR s.next_at > excluded.next_at",
        name,
        rule,
        following,
    )
