"""Keeps the leases of running jobs, in a thread of its own: a handler that hogs the event loop loses nothing."""

import asyncio
import threading
from collections.abc import Callable
from datetime import timedelta

import asyncpg
import structlog

from dsr_service.adapters.job_runner.connection import DATABASE_AWAY, connect
from dsr_service.storage import job_claims

Held = tuple[int, int]  # a job's id and token


class Heartbeat:
    """Prolongs the leases three times per lease and tells which jobs another worker has taken over."""

    def __init__(
        self,
        database_url: str,
        lease: timedelta,
        on_lost: Callable[[frozenset[Held]], None],
        *,
        alive: Callable[[], int],
        stalled: float,
    ) -> None:
        """`alive` counts up as long as the event loop turns; when it has not for `stalled` seconds, leases run out."""
        self._alive = alive
        self._patience = max(
            1, round(stalled / (lease.total_seconds() / 3))
        )  # in beats: a stopped process has none
        self._beats_without = 0
        self._last_seen = -1
        self._database_url = database_url
        self._lease = lease
        self._on_lost = on_lost
        self._held: set[Held] = set()
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="job-heartbeat", daemon=True)
        self._connection: asyncpg.Connection | None = None
        self._log = structlog.get_logger("jobs")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(timeout=self._lease.total_seconds())

    def add(self, held: Held) -> None:
        with self._lock:
            self._held.add(held)

    def remove(self, held: Held) -> None:
        with self._lock:
            self._held.discard(held)

    def _run(self) -> None:
        with asyncio.Runner() as runner:
            while not self._stopped.wait(self._lease.total_seconds() / 3):
                runner.run(self._beat())
            runner.run(self._close())

    async def _beat(self) -> None:
        with self._lock:
            held = frozenset(self._held)
        if not held or self._stands_still():
            return
        try:
            if self._connection is None or self._connection.is_closed():
                self._connection = await connect(self._database_url, patience=self._lease.total_seconds() / 3)
            kept = await job_claims.keep(self._connection, sorted(held), self._lease)
        except DATABASE_AWAY as error:
            # Not fatal: the token refuses what a worker records after its lease has gone to another.
            self._log.warning("heartbeat_failed", error=type(error).__name__)
            await self._close()
            return
        lost = frozenset(pair for pair in held if pair[0] not in kept)
        if lost:
            self._on_lost(lost)

    def _stands_still(self) -> bool:
        seen = self._alive()
        self._beats_without = 0 if seen != self._last_seen else self._beats_without + 1
        self._last_seen = seen
        if self._beats_without == self._patience:
            self._log.critical("worker_stands_still", jobs=len(self._held))
        return self._beats_without >= self._patience

    async def _close(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
