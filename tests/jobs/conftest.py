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

QUICK = {"lease": 1.5, "poll": 0.2, "drain": 5.0, "cancel": 1.0}


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

    async def empties(self, seconds: float = 20) -> None:
        await self.until(lambda: self.count("state <> 'dead'"), 0, seconds)

    async def until(self, ask: Any, wanted: Any, seconds: float = 20) -> None:
        async with asyncio.timeout(seconds):
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

    def __init__(self, url: str, name: str, **settings: Any) -> None:
        script = Path(__file__).with_name("worker_process.py")
        self.process = subprocess.Popen(
            [sys.executable, str(script), url, name, json.dumps(QUICK | settings)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout.readline() == "ready\n"

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    async def ended(self, seconds: float) -> int:
        return await asyncio.wait_for(asyncio.to_thread(self.process.wait), seconds)


@pytest.fixture
def worker_process(database: str) -> Iterator[Any]:
    started: list[WorkerProcess] = []

    def start(name: str, **settings: Any) -> WorkerProcess:
        started.append(WorkerProcess(database, name, **settings))
        return started[-1]

    yield start
    for worker in started:
        worker.send(signal.SIGCONT)
        worker.process.kill()
        worker.process.wait()
        worker.process.stdout.close()
