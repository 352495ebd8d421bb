"""The worker's loop: claim what there is room for, perform it, settle what has ended, drain when told to stop."""

import asyncio
import os
import random
import socket
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

import asyncpg
import structlog

from dsr_service.adapters.job_runner.connection import DATABASE_AWAY, connect
from dsr_service.adapters.job_runner.failures import classify
from dsr_service.adapters.job_runner.heartbeat import Heartbeat, Held
from dsr_service.adapters.job_runner.shares import Shares
from dsr_service.adapters.job_runner.timetable import Timetable
from dsr_service.domain.jobs import Failure, JobNotMine, next_delay
from dsr_service.domain.schedules import Schedule
from dsr_service.services.ports.clock import Clock
from dsr_service.storage import job_claims
from dsr_service.storage.job_claims import Claimed, ClaimTerms, Failed
from dsr_service.storage.job_queue import CHANNEL
from dsr_service.storage.job_runs import Handler, JobRun

_GATHER = 0.01  # seconds


@dataclass(frozen=True, slots=True)
class RunnerSettings:
    """How a worker works; seconds where it is time."""

    concurrency: int = 8
    per_source: int = 4  # over all workers
    lease: float = 7.0  # a dead worker's jobs are taken over after this and a poll
    poll: float = 1.0  # when no notification comes: retries, schedules, missed notifications
    drain: float = 20.0  # for running jobs to end after the stop
    cancel: float = 3.0  # more for those that had to be cancelled
    crashes: int = 25
    patience: float = 10.0  # for one statement
    longest: float = (
        2 * 3600.0
    )  # for one attempt: what hangs outside the database is cancelled and tried again
    stalled: float = (
        300.0  # how long a handler may hog the event loop before its jobs are left to other workers
    )


Observer = Callable[[str, str, float], None]  # kind, outcome, seconds


def observe_nothing(_kind: str, _outcome: str, _seconds: float) -> None:
    pass


MayWork = Callable[[], bool]


def _always() -> bool:
    return True


@dataclass(slots=True)
class _Ended:
    """What is to be settled: nothing of it is lost while the database is away."""

    done: list[Held] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.done or self.failed)


class JobRunner:
    """One worker process. Any number may run, on any number of machines."""

    def __init__(
        self,
        *,
        database_url: str,
        handlers: Mapping[str, Handler],
        clock: Clock,
        zone: ZoneInfo,
        schedules: Sequence[Schedule] = (),
        settings: RunnerSettings | None = None,
        observe: Observer = observe_nothing,
        may_work: MayWork = _always,
    ) -> None:
        self._database_url = database_url
        self._handlers = handlers
        self._clock = clock
        self._timetable = Timetable(schedules, zone)
        self._settings = settings or RunnerSettings()
        self._observe = observe
        self._may_work = may_work  # False: nothing new is begun; what runs goes on
        self._terms = ClaimTerms(
            worker=f"{socket.gethostname()}:{os.getpid()}",
            kinds=tuple(sorted(handlers)),
            lease=timedelta(seconds=self._settings.lease),
            per_source=self._settings.per_source,
            crashes=self._settings.crashes,
        )
        self._tasks: dict[Held, asyncio.Task[None]] = {}
        self._runs: dict[Held, JobRun] = {}
        self._ended = _Ended()
        self._lost: set[Held] = set()
        self._draining = False
        self._seconds = 0
        self._wake = asyncio.Event()
        self._shares = Shares()
        self._log = structlog.get_logger("jobs")
        self.last_round_at = time.monotonic()  # for a watchdog: the loop stands still when this grows old

    @property
    def running(self) -> int:
        """How many jobs it performs now."""
        return len(self._tasks)

    async def run(self, stop: asyncio.Event) -> int:
        """Work until `stop` is set, then drain; outlives any outage of the database.

        Returns how many handlers did not even heed their cancellation: `asyncio.run` would wait for them, and for
        their threads, for ever, so that the process should end by `os._exit`.
        """
        loop = asyncio.get_running_loop()
        heartbeat = Heartbeat(
            self._database_url,
            self._terms.lease,
            lambda lost: _call_soon(loop, self._cancel_lost, lost),
            alive=lambda: self._seconds,
            stalled=self._settings.stalled,
        )
        heartbeat.start()
        self._heartbeat = heartbeat
        waker = asyncio.create_task(self._wake_on(stop))
        ticking = asyncio.create_task(self._tick())
        pause = 0.1
        try:
            while not stop.is_set():
                started = time.monotonic()
                try:
                    await self._serve(stop)
                except DATABASE_AWAY as error:
                    self._log.warning(
                        "queue_unreachable",
                        error=type(error).__name__,
                        state=getattr(error, "sqlstate", None),
                    )
                    pause = 0.1 if time.monotonic() - started > 10 else min(pause * 2, 5.0)
                    with suppress(TimeoutError):
                        await asyncio.wait_for(stop.wait(), pause * random.uniform(0.5, 1))  # noqa: S311 - jitter
            return await self._drain()
        finally:
            waker.cancel()
            ticking.cancel()
            heartbeat.stop()

    async def _tick(self) -> None:
        """Seconds in which the event loop turned: they stand still when a handler hogs it."""
        while True:
            await asyncio.sleep(1)
            self._seconds += 1

    async def _wake_on(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._wake.set()

    async def _serve(self, stop: asyncio.Event) -> None:
        connection = await connect(self._database_url, patience=self._settings.patience)
        try:
            await connection.add_listener(CHANNEL, lambda *_: self._wake.set())
            connection.add_termination_listener(lambda *_: self._wake.set())
            while not stop.is_set():
                self._wake.clear()
                self.last_round_at = time.monotonic()
                await self._settle(connection)
                if self._may_work():
                    await self._timetable.run(connection, self._clock.now())
                    await self._claim(connection)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), self._settings.poll)
                if self._tasks and not stop.is_set():
                    await asyncio.sleep(_GATHER)  # what ends or comes meanwhile goes into the same round
        finally:
            connection.terminate()

    async def _claim(self, connection: asyncpg.Connection) -> None:
        room = self._settings.concurrency - len(self._tasks)
        if room <= 0 or not self._terms.kinds:
            return
        claimed = await job_claims.claim(connection, self._terms, room, self._clock.now(), self._shares.now())
        for job in claimed:
            self._shares.record(job.client)
            held = (job.id, job.token)
            self._heartbeat.add(held)
            self._tasks[held] = asyncio.create_task(self._perform(job), name=f"{job.kind}:{job.id}")

    async def _perform(self, job: Claimed) -> None:
        held = (job.id, job.token)
        started = time.monotonic()
        run = JobRun(
            job.id, job.kind, job.payload, job.version, job.attempt, job.token, job.client, job.due_at
        )
        self._runs[held] = run
        outcome = "done"
        try:
            async with asyncio.timeout(self._settings.longest):
                await self._handlers[job.kind](run)
        except asyncio.CancelledError as error:
            if held in self._lost:
                outcome = "lost"
            elif self._draining:
                outcome = "interrupted"
                self._ended.failed.append(Failed(*held, outcome, timedelta(0), counts=False))
            else:  # a handler's own cancellation, which nobody here asked for
                outcome = self._failed(job, error)
        except JobNotMine:
            outcome = "lost"
        except Exception as error:  # noqa: BLE001 - any failure of a handler is the job's, not the worker's
            outcome = self._failed(job, error)
        else:
            if run.ending.begun:  # with what it recorded: if that was not kept, the job has to be there yet
                self._heartbeat.remove(held)
            else:
                self._ended.done.append(held)
        finally:
            self._observe(job.kind, outcome, time.monotonic() - started)
            if outcome == "lost":
                self._log.warning("job_lost", kind=job.kind, job=job.id)
                self._heartbeat.remove(held)
                self._lost.discard(held)
            del self._tasks[held], self._runs[held]
            self._wake.set()

    def _failed(self, job: Claimed, error: BaseException) -> str:
        failure, code, wait = classify(error)
        delay = next_delay(failure, job.attempt, jitter=random.random(), asked_wait=wait)  # noqa: S311
        self._ended.failed.append(Failed(job.id, job.token, code, delay))
        # Where it failed, not with which words: an exception's message may quote people's data.
        where = traceback.format_tb(error.__traceback__)[-6:] if failure is Failure.UNEXPECTED else None
        say = self._log.error if delay is None else self._log.warning
        say(
            "job_held" if delay is None else "job_failed",
            kind=job.kind,
            job=job.id,
            attempt=job.attempt,
            error=code,
            where=where,
        )
        return "held" if delay is None else "failed"

    async def _settle(self, connection: asyncpg.Connection) -> None:
        if not self._ended:
            return
        ended, now = self._ended, self._clock.now()
        # Appended to, never replaced, while a statement runs: what came in meanwhile is for the next round.
        done, failed = list(ended.done), list(ended.failed)
        if done:
            await job_claims.finish(connection, done)
            del ended.done[: len(done)]
        if failed:
            await job_claims.fail(connection, failed, now)
            del ended.failed[: len(failed)]
        for held in [*done, *((job.id, job.token) for job in failed)]:
            self._heartbeat.remove(held)

    def _cancel_lost(self, lost: frozenset[Held]) -> None:
        """A run that has ended its job itself, and of which the loop has not heard yet, has lost nothing."""
        for held in lost:
            task, run = self._tasks.get(held), self._runs.get(held)
            if task is not None and not (run is not None and run.ending.begun):
                self._lost.add(held)
                task.cancel()

    async def _drain(self) -> int:
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=self._settings.drain)
        self._draining = True
        for task in list(self._tasks.values()):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=self._settings.cancel)
        if self._ended:
            try:
                connection = await connect(self._database_url, patience=2.0)
                try:
                    await self._settle(connection)
                finally:
                    connection.terminate()
            except DATABASE_AWAY as error:  # the leases end by themselves
                self._log.warning("drain_unsettled", error=type(error).__name__)
        return len(self._tasks)


def _call_soon(
    loop: asyncio.AbstractEventLoop, act: Callable[[frozenset[Held]], None], lost: frozenset[Held]
) -> None:
    with suppress(RuntimeError):  # the loop is closed: nothing is left to cancel
        loop.call_soon_threadsafe(act, lost)
