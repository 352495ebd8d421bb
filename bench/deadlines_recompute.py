"""A million open deadlines brought to other rules; what the scheduler's pass and the queue read of them."""

import argparse
import asyncio
import resource
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import event, text

from dsr_service.adapters.clock import FixedClock
from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.bootstrap import open_runtime
from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.subject_requests import OPEN
from dsr_service.services import deadline_marks, deadline_recomputation, deadline_reports
from dsr_service.services.runtime import Runtime
from dsr_service.settings import Settings
from dsr_service.storage import migrations
from dsr_service.storage import whole_requests as queue
from dsr_service.storage.whole_requests import QueueFilter

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ID = "('01990000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid"
# Receipts over the last 60 days; one in twenty waits or waited for an answer, one in thirty is extended, and beside the
# open ones lie a quarter as many closed ones.
FILL = f"""
INSERT INTO subjects (id, name) SELECT {ID}, 'Someone' FROM generate_series(1, :total) n;
INSERT INTO subject_requests (id, reference, status, channel, locale, subject_id, received_at, created_at, client,
                              submitted_by, identity_required, closed_at)
SELECT {ID}, 'DSR-' || n, CASE WHEN n <= :count THEN 'in_progress' ELSE 'fulfilled' END, 'post', 'fr', {ID},
       :now - make_interval(mins => (n::bigint * 7919 % 86400)::int) - CASE WHEN n <= :count THEN interval '0'
                                                              ELSE interval '200 days' END,
       :now, 'shop', 'bench', true,
       CASE WHEN n > :count THEN :now - interval '180 days' END
FROM generate_series(1, :total) n;
INSERT INTO requested_rights (request_id, "right", position, outcome, particulars)
SELECT {ID}, CASE WHEN n % 10 = 0 THEN 'erasure' ELSE 'access' END, 0,
       CASE WHEN n <= :count THEN 'pending' ELSE 'fulfilled' END, '{{}}' FROM generate_series(1, :total) n;
INSERT INTO suspensions (id, request_id, cause, reasonable_doubt_reason, opened_at, closed_at)
SELECT {ID}, {ID}, 'identity', 'a doubt', r.received_at + interval '2 days',
       CASE WHEN n % 100 <> 0 THEN r.received_at + interval '9 days' END
FROM generate_series(20, :count, 20) n JOIN subject_requests r ON r.id = {ID};
INSERT INTO deadlines (request_id, time_zone, calendar, rules_version, extended_at, extension_ground, due_date,
                       due_before, next_mark_at, stopped_at)
SELECT {ID}, 'Europe/Paris', 'FR', 'other', CASE WHEN n % 30 = 0 THEN r.received_at + interval '5 days' END,
       CASE WHEN n % 30 = 0 THEN 'complexity_volume' END, (r.received_at + interval '1 month')::date,
       r.received_at + interval '1 month', CASE WHEN n <= :count THEN r.received_at + interval '1 month' END,
       r.closed_at
FROM generate_series(1, :total) n JOIN subject_requests r ON r.id = {ID};
"""


class _Undone(Exception):
    pass


def rss() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def fill(runtime: Runtime, count: int) -> None:
    async with runtime.engine.begin() as connection:
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        values = {
            ":now": f"timestamptz '{NOW.isoformat()}'",
            ":count": str(count),
            ":total": str(count + count // 4),
        }
        statements = FILL
        for name, value in values.items():
            statements = statements.replace(name, value)
        for statement in statements.split(";"):
            if statement.strip():
                await connection.exec_driver_sql(statement)
    async with runtime.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        await connection.execute(text("SET statement_timeout = 0"))
        await connection.execute(text("VACUUM ANALYZE"))


async def recompute(runtime: Runtime, count: int) -> None:
    start, cpu, memory, longest = time.perf_counter(), time.process_time(), rss(), 0.0
    marks = []
    while True:
        began = time.perf_counter()
        async with runtime.operation(SYSTEM) as ctx:
            done = await deadline_recomputation.advance(ctx)
        longest = max(longest, time.perf_counter() - began)
        if done.examined * 10 // count > len(marks):
            marks.append(rss())
        if done.finished_at:
            break
    seconds = time.perf_counter() - start
    print(
        f"recomputed {done.examined:,} in {seconds:.1f} s: {done.examined / seconds:,.0f} a second; "
        f"{done.moved:,} due dates moved; {time.process_time() - cpu:.1f} s of it our own processor time"
    )
    print(f"  longest transaction {longest * 1000:.0f} ms; memory {memory:.0f} MB before, then at each tenth: "
          + " ".join(f"{m:.0f}" for m in marks))  # fmt: skip
    async with runtime.operation(SYSTEM) as ctx:
        began = time.perf_counter()
        await deadline_recomputation.advance(ctx)
        print(f"  asked again, nothing stale: {(time.perf_counter() - began) * 1000:.1f} ms")


async def explained(runtime: Runtime, name: str, work: Callable[[Any], Awaitable[Any]], *, of: str) -> None:
    """Run it, and show the plan of its statement that mentions `of`."""
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen.append((statement, parameters))

    event.listen(runtime.engine.sync_engine, "before_cursor_execute", note)
    began, found = time.perf_counter(), None
    with suppress(_Undone):
        async with runtime.operation(SYSTEM) as ctx:
            found = await work(ctx)
            seconds = time.perf_counter() - began
            raise _Undone  # so that the plan below finds what the work found
    event.remove(runtime.engine.sync_engine, "before_cursor_execute", note)
    size = (
        f", {len(found)} rows"
        if isinstance(found, list | tuple)
        else f", {found}"
        if isinstance(found, int)
        else ""
    )
    print(f"\n{name}: {seconds * 1000:.1f} ms{size}")
    for statement, parameters in seen:
        if of in statement:
            async with runtime.engine.connect() as connection:
                plan = await connection.exec_driver_sql(
                    "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) " + statement, tuple(parameters)
                )
                for (line,) in plan:
                    if "Planning" not in line and "Filter: " not in line:
                        print("   ", line[:150])
                await connection.rollback()
            break


async def reads(runtime: Runtime, clock: FixedClock) -> None:
    async with runtime.operation(SYSTEM) as ctx:
        await ctx.session.execute(text("SET LOCAL statement_timeout = 0"))
    claim = "FOR UPDATE OF"
    began, marked = time.perf_counter(), 0
    while time.perf_counter() - began < 20:
        async with runtime.operation(SYSTEM) as ctx:
            looked_at = await deadline_marks.mark_due(ctx)
        marked += looked_at
        if looked_at < deadline_marks.BATCH:
            break
    seconds = time.perf_counter() - began
    print(f"\ncatching up: {marked:,} clocks decided in {seconds:.1f} s, {marked / seconds:,.0f} a second")
    # Then a pass as it is each minute: hardly anything is due.
    async with runtime.engine.begin() as connection:
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        await connection.execute(
            text("UPDATE deadlines SET next_mark_at = :later WHERE next_mark_at <= :now"),
            {"now": NOW, "later": NOW + timedelta(days=20)},
        )
        await connection.execute(
            text("UPDATE deadlines SET next_mark_at = :now WHERE request_id IN "
                 "(SELECT request_id FROM deadlines WHERE stopped_at IS NULL LIMIT 12)"), {"now": NOW}
        )  # fmt: skip
    async with runtime.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        await connection.execute(text("SET statement_timeout = 0"))
        await connection.execute(text("VACUUM ANALYZE deadlines"))
    clock.set(NOW)
    await explained(runtime, "the scheduler's pass, 12 due", deadline_marks.mark_due, of=claim)
    await explained(runtime, "the scheduler's pass, nothing due", deadline_marks.mark_due, of=claim)
    page: dict[str, Callable[[Any], Awaitable[Any]]] = {
        "the queue, earliest due first": lambda c: queue.page_by_due(c.session, QueueFilter(), None, 50),
        "the open queue, earliest due first": lambda c: queue.page_by_due(
            c.session, QueueFilter(statuses=OPEN), None, 50
        ),
        "its 10,000th page": lambda c: queue.page_by_due(
            c.session, QueueFilter(statuses=OPEN), (NOW + timedelta(days=10), SOME), 50
        ),
        "clocks that stand still": lambda c: queue.page_by_due(
            c.session, QueueFilter(statuses=OPEN), (queue.NEVER, SOME), 50
        ),
        "overdue, earliest first": lambda c: queue.page_by_due(
            c.session, QueueFilter(overdue_at=NOW), None, 50
        ),
        "overdue, by id": lambda c: queue.page_by_id(c.session, QueueFilter(overdue_at=NOW), None, 50),
        "open erasures due within a week": lambda c: queue.page_by_due(
            c.session,
            QueueFilter(statuses=OPEN, right=queue.Right.ERASURE, due_before=NOW + timedelta(days=7)),
            None,
            50,
        ),
        "one client's open queue": lambda c: queue.page_by_due(
            c.session, QueueFilter(statuses=OPEN, client="shop"), None, 50
        ),
    }
    for name, work in page.items():
        await explained(runtime, name, work, of="LIMIT")
    began = time.perf_counter()
    async with runtime.operation(SYSTEM) as ctx:
        await deadline_reports.report(ctx, None, None)
    print(f"\nthe report over all requests: {time.perf_counter() - began:.1f} s")


SOME = UUID("01990000-0000-7000-8000-000000000000")


async def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres.start(Path(folder) / "postgres") as server:
        server.create_database("bench")
        settings = Settings(
            database_url=server.dsn("bench"),
            data_dir=Path(folder) / "data",
            secret_key="0123456789abcdef0123456789abcdef",
            key_encryption_keys="9o4Yx3l0mYv0m0Zp7mJ2oX8w0d3oQ5u5b1k1h8n8e0c=",
            statement_timeout=600,
        )
        clock = FixedClock(NOW)
        async with open_runtime(settings, clock=clock) as runtime:
            await migrations.migrate(runtime.engine)
            began = time.perf_counter()
            await fill(runtime, count)
            print(
                f"{count:,} open and {count // 4:,} closed requests, filled in {time.perf_counter() - began:.0f} s"
            )
            await recompute(runtime, count)
            await reads(runtime, clock)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--count",
        type=int,
        default=1_000_000,
        help="open requests; beside them lie a quarter as many closed ones",
    )
    asyncio.run(main(parser.parse_args().count))
