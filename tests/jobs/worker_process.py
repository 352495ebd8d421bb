"""A worker that tests can kill, stop and continue; its handlers write to the table `effects`."""

import asyncio
import json
import os
import signal
import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from dsr_service.adapters.clock import SystemClock
from dsr_service.adapters.job_runner import JobRunner, RunnerSettings
from dsr_service.storage.job_runs import JobRun


class Handlers:
    """What the worker can do."""

    def __init__(self, url: str, name: str) -> None:
        self.sessions = async_sessionmaker(create_async_engine(url))
        self.name = name

    async def note(self, run: JobRun, word: str, session: AsyncSession | None = None) -> None:
        if session is None:
            async with self.sessions.begin() as own:
                return await self.note(run, word, own)
        values = {"j": run.id, "t": run.token, "w": self.name, "o": word}
        await session.execute(
            text("INSERT INTO effects (job, token, worker, word) VALUES (:j, :t, :w, :o)"), values
        )
        return None

    async def record(self, run: JobRun) -> None:
        try:
            async with self.sessions.begin() as session:
                await run.finish(session)
                await self.note(run, "recorded", session)
        except (Exception, asyncio.CancelledError):
            await asyncio.shield(self.note(run, "refused"))  # a cancellation may come on top
            raise

    async def slow(self, run: JobRun) -> None:
        """Claim, act for a while, record under the fence."""
        await self.note(run, "begun")
        try:
            await asyncio.sleep(float(run.payload["tenths"]) / 10)
        except asyncio.CancelledError:
            await self.note(run, "cancelled")
            raise
        await self.record(run)

    async def slow_to_record(self, run: JobRun) -> None:
        """Dawdles inside the transaction that records."""
        async with self.sessions.begin() as session:
            await run.finish(session)
            await self.note(run, "begun")
            await asyncio.sleep(float(run.payload["tenths"]) / 10)
            await self.note(run, "recorded", session)

    async def hogging(self, run: JobRun) -> None:
        """Blocks the event loop until a file is there."""
        await self.note(run, "begun")
        while not Path(str(run.payload["file"])).exists():
            time.sleep(0.02)
        await self.record(run)

    async def waiting(self, run: JobRun) -> None:
        """Waits for a file."""
        await self.note(run, "begun")
        while not Path(str(run.payload["file"])).exists():
            await asyncio.sleep(0.02)
        await self.record(run)

    async def stubborn(self, run: JobRun) -> None:
        """Does not heed its cancellation."""
        await self.note(run, "begun")
        while True:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                continue


async def main(url: str, name: str, settings: dict[str, float]) -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    stop = asyncio.Event()

    def told_to_stop() -> None:
        stop.set()
        print("stopping", flush=True)

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told_to_stop)
    handlers = Handlers(url, name)
    kinds = ("slow", "slow_to_record", "hogging", "waiting", "stubborn")
    runner = JobRunner(
        database_url=url,
        handlers={kind: getattr(handlers, kind) for kind in kinds},
        clock=SystemClock(),
        zone=ZoneInfo("Europe/Paris"),
        settings=RunnerSettings(**settings),
    )
    print("ready", flush=True)
    if await runner.run(stop):
        os._exit(3)  # the loop's own end would wait for them


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3])))
