"""A queue on a fresh database, and workers beside it: in this process, or in ones that can be killed."""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from dsr_service.adapters.clock import SystemClock
from dsr_service.adapters.job_runner import JobRunner, RunnerSettings
from dsr_service.domain.jobs import Job
from dsr_service.storage import job_queue
from dsr_service.storage.job_runs import Handler

# On a busy machine a worker may stand still for seconds: no lease runs out, and no drain is cut short, but where a
# test asks for it. `leases_end` is how a dead worker's lease runs out at once.
QUICK = {"lease": 60.0, "poll": 0.2, "drain": 60.0, "cancel": 60.0}
PATIENCE = 120.0  # seconds


class Queue:
    """The queue of one test."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = create_async_engine(url)
        self.sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    async def enqueue(self, *jobs: Job) -> None:
        async with self.sessions.begin() as session:
            for job in jobs:
                await job_queue.enqueue(session, job)

    async def sql(self, statement: str, **values: Any) -> list[Any]:
        async with self.sessions.begin() as session:
            result = await session.execute(text(statement), values)
            return list(result.all()) if result.returns_rows else []

    async def count(self, where: str = "true") -> int:
        return (await self.sql(f"SELECT count(*) FROM jobs WHERE {where}"))[0][0]

    async def empties(self) -> None:
        await self.until(lambda: self.count("state <> 'dead'"), 0)

    async def leases_end(self) -> None:
        """As if the leases of all that runs had run out."""
        await self.sql(
            "UPDATE jobs SET lease_until = clock_timestamp() - interval '1 s' WHERE id IN"
            " (SELECT id FROM jobs WHERE state = 'running' FOR UPDATE SKIP LOCKED)"
        )

    async def until(self, ask: Any, wanted: Any) -> None:
        async with asyncio.timeout(PATIENCE):
            while await ask() != wanted:
                await asyncio.sleep(0.03)

    @asynccontextmanager
    async def worker(self, handlers: dict[str, Handler], **options: Any) -> AsyncIterator[JobRunner]:
        names = ("clock", "zone", "schedules", "observe")
        own = {name: options.pop(name) for name in names if name in options}
        own = {"clock": SystemClock(), "zone": ZoneInfo("Europe/Paris")} | own
        runner = JobRunner(
            database_url=self.url, handlers=handlers, settings=RunnerSettings(**(QUICK | options)), **own
        )
        stop = asyncio.Event()
        task = asyncio.create_task(runner.run(stop))
        try:
            yield runner
        finally:
            stop.set()
            await task

    async def begin(self) -> AsyncSession:
        return self.sessions()


@pytest.fixture
async def queue(database: str) -> AsyncIterator[Queue]:
    made = Queue(database)
    await made.sql(
        "CREATE TABLE effects (n bigint GENERATED ALWAYS AS IDENTITY, job bigint, token bigint, worker text,"
        " word text, at timestamptz DEFAULT clock_timestamp())"
    )
    yield made
    await made.engine.dispose()


class WorkerProcess:
    """A worker in a process of its own; its handlers are those of `worker_process.py`."""

    def __init__(self, folder: Path, url: str, name: str, **settings: Any) -> None:
        script = Path(__file__).with_name("worker_process.py")
        self.process = subprocess.Popen(
            [sys.executable, str(script), url, name, json.dumps(QUICK | settings)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=folder,
        )
        assert self.process.stdout.readline() == "ready\n"

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    async def killed(self) -> None:
        self.send(signal.SIGKILL)
        await self.ended()

    async def says(self, word: str) -> None:
        line = await asyncio.wait_for(asyncio.to_thread(self.process.stdout.readline), PATIENCE)
        assert line == f"{word}\n"

    async def ended(self) -> int:
        return await asyncio.wait_for(asyncio.to_thread(self.process.wait), PATIENCE)


@pytest.fixture
def worker_process(database: str, tmp_path: Path) -> Iterator[Any]:
    started: list[WorkerProcess] = []

    def start(name: str, **settings: Any) -> WorkerProcess:
        started.append(WorkerProcess(tmp_path, database, name, **settings))
        return started[-1]

    yield start
    for worker in started:
        worker.send(signal.SIGCONT)
        worker.process.kill()
        worker.process.wait()
        worker.process.stdout.close()
