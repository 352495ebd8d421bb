"""A backlog of small access requests on the demo shop, drained by worker processes, earliest due first.

Each request is a customer's of the demo shop, acknowledged, verified and started, with a due date of its own. The
workers are the real ones, and the packages are sealed and stored; what follows an answer (its letter, its link) is
queued beside the answers and due before them. Told are requests a second, the processor time of one (the machine
may have other work), and whether any starves: how long each waited for its package, and the longest time without one.
Run: `python bench/backlog.py [requests] [workers]`; 200 are all there at once; `--profile` profiles one worker.
`--large 100000`: one more request, due before all others, is of a customer with so many orders and as many order lines.
"""

import asyncio
import contextlib
import cProfile
import os
import pstats
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from backlog_parts import cost

from dsr_service import worker
from dsr_service.adapters import collector, demo_shop
from dsr_service.adapters.demo_shop.installer import SEED
from dsr_service.adapters.demo_shop.people import open_the_shop
from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.adapters.event_loop import event_loop
from dsr_service.adapters.job_runner import JobRunner, RunnerSettings
from dsr_service.bootstrap import install, open_runtime
from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.identifiers import SubjectIdentifier
from dsr_service.domain.identity.identity_policy import Means
from dsr_service.domain.rights import Right
from dsr_service.domain.subject_requests import Channel
from dsr_service.services import fulfilment, identity_proofs
from dsr_service.services.runtime import Runtime
from dsr_service.services.submissions import Submission, submit
from dsr_service.settings import Settings
from dsr_service.storage import migrations

AT_ONCE = int(os.environ.get("AT_ONCE", "4"))
LARGE = "large@example.com"
LARGE_SHOP = """
INSERT INTO customers (customer_id, customer_number, email, first_name, last_name, password_hash, created_at,
    email_since) VALUES (900000000, 'L-1', 'large@example.com', 'Large', 'Large', '-', now(), now());
INSERT INTO orders (order_id, order_number, customer_id, status, total, shipping_address_id, billing_address_id,
    placed_at) SELECT 900000000 + n, 'L-' || n, 900000000, 'delivered', n % 999, a, a, now()
    FROM generate_series(1, {rows}) n, (SELECT min(address_id) AS a FROM addresses) one;
INSERT INTO order_lines (order_id, line_no, sku, description, quantity, unit_price, vat_rate)
    SELECT 900000000 + n, 1, 'SKU-' || n % 500, 'Une chose', 1, n % 99, 0.2 FROM generate_series(1, {rows}) n;
ANALYZE;
"""
IS_LARGE = (
    "EXISTS (SELECT FROM subject_requests r JOIN subject_identifiers i USING (subject_id)"
    " WHERE r.id = p.request_id AND i.value = $1)"
)


def settings_of(server: Any, folder: Path) -> Settings:
    return Settings(
        database_url=server.dsn("dsr"),
        data_dir=folder / "data",
        secret_key="0123456789abcdef0123456789abcdef",
        key_encryption_keys="9o4Yx3l0mYv0m0Zp7mJ2oX8w0d3oQ5u5b1k1h8n8e0c=",
        sources={demo_shop.DATABASE: server.dsn(demo_shop.DATABASE)},
        data_map=demo_shop.DATA_MAP,
        registers=demo_shop.REGISTERS,
        log_level="error",
    )


async def fill(settings: Settings, requests: int, server: Any, large: int) -> None:
    """Requests received over the last weeks, in no order, all verified and started; the large one before all others."""
    await demo_shop.ensure_demo_shop(settings.sources[demo_shop.DATABASE].get_secret_value())
    chance = random.Random(7)
    emails = [row["email"] for row in open_the_shop(SEED).rows["customers"] if row["email"]]
    async with open_runtime(settings) as runtime:
        await migrations.migrate(runtime.engine)
        await install(runtime, settings)
        for start in range(0, requests, 100):
            async with runtime.operation(SYSTEM) as ctx:
                for number in range(start, min(start + 100, requests)):
                    await one(ctx, f"backlog.{number}.@example.com", chance.randint(0, 25 * 24 * 60))
        if large:
            server.execute(LARGE_SHOP.format(rows=large), database=demo_shop.DATABASE)
            async with runtime.operation(SYSTEM) as ctx:
                await one(ctx, LARGE, 26 * 24 * 60)
        async with (
            runtime.engine.begin() as connection
        ):  # whose requests they are: the shop's own customers, in turn
            await connection.exec_driver_sql(
                "UPDATE subject_identifiers SET value = ($1::text[])[1 + split_part(value, '.', 2)::int % $2]"
                " WHERE value <> $3",
                (emails, len(emails), LARGE),
            )


async def one(ctx: Any, email: str, minutes_ago: int) -> None:
    received = ctx.now - timedelta(minutes=minutes_ago)
    request, _ = await submit(
        ctx,
        Submission(
            rights=(Right.ACCESS,),
            name=None,
            identifiers=(SubjectIdentifier("email", email),),
            channel=Channel.EMAIL,
            received_at=received,
            locale="fr",
            particulars={},
            agent=None,
        ),
    )
    await ctx.session.flush()
    await identity_proofs.verify_by_staff(ctx, request.id, Means.IN_PERSON, None)
    await ctx.session.flush()
    await fulfilment.start(ctx, request.id)


async def work(runtime: Runtime, settings: Settings, stop: asyncio.Event) -> None:
    worker.SCHEDULES = ()
    await worker.work(
        runtime,
        database_url=runtime.engine.url.render_as_string(hide_password=False),
        zone=settings.zone,
        settings=RunnerSettings(concurrency=AT_ONCE, per_source=1000),
        stop=stop,
    )


async def before_the_answers(settings: Settings) -> None:
    """What happened long ago: acknowledgements went out, and the persons' channels were read in the sources."""
    stop = asyncio.Event()
    async with open_runtime(settings) as runtime:
        others = {kind: one for kind, one in worker.handlers(runtime).items() if kind != "fulfil"}
        runner = JobRunner(
            database_url=runtime.engine.url.render_as_string(hide_password=False),
            handlers=others,
            clock=runtime.clock,
            zone=ZoneInfo(settings.time_zone),
            settings=RunnerSettings(concurrency=AT_ONCE, per_source=1000),
        )
        await asyncio.gather(
            runner.run(stop), drained(runtime, stop, "kind <> 'fulfil' AND run_after <= now()")
        )


async def drained(runtime: Runtime, stop: asyncio.Event, which: str = "kind = 'fulfil'") -> None:
    while True:
        async with runtime.engine.connect() as connection:
            left = (
                await connection.exec_driver_sql(f"SELECT EXISTS (SELECT FROM jobs WHERE {which})")
            ).scalar()
        if not left:
            stop.set()
            return
        await asyncio.sleep(0.2)


async def process(settings: Settings) -> None:
    stop = asyncio.Event()
    async with open_runtime(settings) as runtime:
        print("ready", flush=True)
        sys.stdin.read()
        with cost.told_in(settings.data_dir):
            await asyncio.gather(work(runtime, settings, stop), drained(runtime, stop))


async def order(settings: Settings) -> tuple[int, int]:
    """How many were answered, and by how many places at most one went before an earlier due one."""
    async with open_runtime(settings) as runtime, runtime.engine.connect() as connection:
        rows = await connection.exec_driver_sql(
            "SELECT d.due_before FROM export_packages p JOIN deadlines d USING (request_id)"
            f" WHERE NOT {IS_LARGE} ORDER BY p.created_at, p.id",
            (LARGE,),
        )
        found = [row[0] for row in rows]
    rank = {index: place for place, index in enumerate(sorted(range(len(found)), key=found.__getitem__))}
    return len(found), max(abs(place - rank[place]) for place in rank)


async def waited(settings: Settings, began: datetime, *, large: bool = False) -> list[float]:
    """Seconds from the beginning to each small package, the soonest first; or to the large one."""
    async with open_runtime(settings) as runtime, runtime.engine.connect() as connection:
        rows = await connection.exec_driver_sql(
            f"SELECT p.created_at FROM export_packages p WHERE {IS_LARGE} = $2 ORDER BY p.created_at",
            (LARGE, large),
        )
        return [(row[0] - began).total_seconds() for row in rows]


def tell_beside(waits: list[float], large: list[float]) -> None:
    """How the small ones fared while the large one was being made."""
    before = sum(wait < large[0] for wait in waits)
    print(f"the large one after {large[0]:.1f} s; {before} of {len(waits)} small ones before it")


def tell_waits(waits: list[float]) -> None:
    gaps = [later - sooner for sooner, later in pairwise(waits)]
    p50, p95 = waits[len(waits) // 2], waits[int(len(waits) * 0.95)]
    print(f"waited for a package: p50 {p50:.1f} s, p95 {p95:.1f} s, longest {waits[-1]:.1f} s; ", end="")
    print(f"first after {waits[0]:.1f} s, longest time without one {max(gaps):.1f} s")
    assert max(gaps) < max(10.0, waits[-1] / 4), "some starve"


def main() -> None:
    given = sys.argv[1:]
    place = given.index("--large") if "--large" in given else len(given)
    large = int(given[place + 1]) if place < len(given) else 0
    numbers = [int(part) for part in given[:place] + given[place + 2 :] if part.isdigit()]
    requests, workers = (*numbers, *(2000, 2)[len(numbers) :])
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o711)
        server = stack.enter_context(EmbeddedPostgres.start(folder / "postgres"))
        for database in ("dsr", demo_shop.DATABASE):
            server.create_database(database)
        settings = settings_of(server, folder)
        began = time.monotonic()
        asyncio.run(fill(settings, requests, server, large))
        print(
            f"{requests} requests submitted, verified and started in {time.monotonic() - began:.1f} s",
            flush=True,
        )
        asyncio.run(before_the_answers(settings))
        began, began_at = time.monotonic(), datetime.now(UTC)
        if "--profile" in sys.argv:
            profile = cProfile.Profile(time.process_time)
            profile.runcall(asyncio.run, process(settings))
            pstats.Stats(profile).sort_stats("tottime").print_stats(45)
            pstats.Stats(profile).sort_stats("cumtime").print_stats(70)
        else:
            argv = [sys.executable, __file__, "--worker", str(folder), str(server.socket_folder)]
            running = [
                subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(workers)
            ]
            for one in running:  # loading the program takes seconds, which no backlog waits for
                one.stdout.readline()
            counted, began, began_at = cost.of_server(server), time.monotonic(), datetime.now(UTC)
            for one in running:
                one.stdin.close()
            assert [one.wait() for one in running] == [0] * workers
        seconds = time.monotonic() - began
        if "--profile" not in sys.argv:
            cost.tell(counted, cost.of_server(server), cost.of_workers(settings.data_dir), requests)
        answered, displaced = asyncio.run(order(settings))
        print(
            f"{answered} answered by {workers} worker(s) in {seconds:.1f} s: {answered / seconds:.1f} a second"
        )
        waits = asyncio.run(waited(settings, began_at))
        tell_waits(waits)
        if large:
            tell_beside(waits, asyncio.run(waited(settings, began_at, large=True)))
        print(f"farthest from the order of due dates: {displaced} places ({workers} x {AT_ONCE} at once)")
        assert answered == requests
        assert displaced <= 4 * workers * AT_ONCE, "not earliest due first"


def as_worker(folder: Path, socket_folder: Path) -> None:
    from dsr_service.adapters.embedded_postgres.databases import PostgresServer

    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    collector.spare()
    with asyncio.Runner(loop_factory=event_loop) as runner:  # as `dsr work` does
        runner.run(process(settings_of(PostgresServer(socket_folder), folder)))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        as_worker(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
