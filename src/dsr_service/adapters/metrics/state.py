"""The installation's state as metrics: read from the database when Prometheus asks, and not more often than needed."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Final, TypeAlias

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from dsr_service.services.measurements import Measurements

ReadState: TypeAlias = Callable[[], Awaitable[Measurements]]
_FRESH: Final = 5.0  # seconds for which an answer is given again
_PATIENCE: Final = 4.0


class StateCollector(Collector):
    """Asked from the metrics server's threads; reads in the event loop in which it was made."""

    def __init__(self, read: ReadState) -> None:
        self._read = read
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._last: Measurements | None = None
        self._read_at = -_FRESH

    def describe(self) -> list[Metric]:
        """Nothing is read on registration."""
        return []

    def collect(self) -> Iterator[Metric]:
        measured = self._measured()
        yield GaugeMetricFamily(
            "dsr_state_readable",
            "1 when the state below could be read from the database; otherwise it is left out.",
            value=float(measured is not None),
        )
        if measured is not None:
            yield from _families(measured)

    def _measured(self) -> Measurements | None:
        with self._lock:
            if time.monotonic() - self._read_at < _FRESH:
                return self._last
            self._last = self._ask()
            self._read_at = time.monotonic()
            return self._last

    def _ask(self) -> Measurements | None:
        try:
            asked = asyncio.run_coroutine_threadsafe(_awaited(self._read()), self._loop)
        except RuntimeError:  # the loop is closed: the process is ending
            return None
        try:
            return asked.result(_PATIENCE)
        except (OSError, SQLAlchemyError, FutureTimeout):
            asked.cancel()
            return None


async def _awaited(reading: Awaitable[Measurements]) -> Measurements:
    return await reading


def _families(measured: Measurements) -> Iterator[Metric]:
    jobs = GaugeMetricFamily(
        "dsr_jobs", "Jobs of the queue by kind and state; `dead` ones wait for an operator.",
        labels=("kind", "state"),
    )  # fmt: skip
    ages = GaugeMetricFamily(
        "dsr_jobs_oldest_seconds",
        "Age of the oldest job of a kind in a state: how long it has waited for a worker, run, or been held.",
        labels=("kind", "state"),
    )
    for found in measured.jobs:
        jobs.add_metric((found.kind, found.state.value), found.count)
        ages.add_metric((found.kind, found.state.value), found.oldest.total_seconds())
    yield jobs
    yield ages
    requests = GaugeMetricFamily("dsr_requests", "Requests by status.", labels=("status",))
    for status, count in measured.requests.items():
        requests.add_metric((status.value,), count)
    yield requests
    yield GaugeMetricFamily(
        "dsr_requests_overdue", "Open requests past their statutory deadline.", value=measured.overdue
    )
    yield GaugeMetricFamily(
        "dsr_requests_due_soon",
        "Open requests whose statutory deadline ends within three days.",
        value=measured.due_soon,
    )
