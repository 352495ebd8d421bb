"""The metrics of one process: calls, jobs, pool, its own use of the machine.

Labels are templates of routes, kinds, states and codes of ours, so that neither a person nor an id can get in and
the number of series has a bound.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Final, Protocol

import prometheus_client
from prometheus_client import CollectorRegistry, Gauge, Histogram
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from sqlalchemy.pool import Pool, QueuePool

from dsr_service.adapters.metrics.state import ReadState, StateCollector

_CALL_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
_JOB_SECONDS: Final = (0.01, 0.05, 0.25, 1, 5, 30, 120, 600)
# Else each metric has a second series, of its creation, which nobody asks for.
prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]


class Runner(Protocol):
    """What is asked of a worker's loop."""

    last_round_at: float

    @property
    def running(self) -> int: ...


class Metrics:
    """Filled by one process, read by its metrics server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        self._calls = Histogram(
            "dsr_http_request_duration_seconds",
            "Calls of the API: how many, and how long each took.",
            ("method", "route", "status"),
            buckets=_CALL_SECONDS,
            registry=self.registry,
        )
        self._jobs = Histogram(
            "dsr_job_duration_seconds",
            "Attempts at jobs by this worker: done, failed (tried again), held, lost to another worker, interrupted.",
            ("kind", "outcome"),
            buckets=_JOB_SECONDS,
            registry=self.registry,
        )

    def call(self, method: str, route: str, status: int, seconds: float) -> None:
        self._calls.labels(method, route, str(status)).observe(seconds)

    def job(self, kind: str, outcome: str, seconds: float) -> None:
        self._jobs.labels(kind, outcome).observe(seconds)

    def watch_state(self, read: ReadState) -> None:
        """Read the installation's state at each scrape, in the running event loop."""
        self.registry.register(StateCollector(read))

    def watch_pool(self, pool: Pool) -> None:
        if not isinstance(pool, QueuePool):
            raise TypeError("only a pool with a limit can be watched")
        connections = Gauge(
            "dsr_database_pool_connections",
            "Database connections of this process in use; those that wait for one are not counted.",
            registry=self.registry,
        )
        connections.set_function(pool.checkedout)
        size = Gauge(
            "dsr_database_pool_size", "Database connections that it may use.", registry=self.registry
        )
        size.set_function(pool.size)

    def watch_worker(self, runners: dict[str, Runner], clock_is_right: Callable[[], bool]) -> None:
        running = Gauge("dsr_worker_jobs_running", "Jobs that run now.", ("runner",), registry=self.registry)
        round_age = Gauge(
            "dsr_worker_round_age_seconds",
            "Since the worker's loop last looked for jobs: it stands still, or the database is away, when this grows.",
            ("runner",),
            registry=self.registry,
        )
        for name, runner in runners.items():
            running.labels(name).set_function(partial(_running, runner))
            round_age.labels(name).set_function(partial(_round_age, runner))
        right = Gauge(
            "dsr_clock_right",
            "1 while this process's clock agrees with the database's; nothing is begun otherwise.",
            registry=self.registry,
        )
        right.set_function(lambda: float(clock_is_right()))


def _running(runner: Runner) -> float:
    return runner.running


def _round_age(runner: Runner) -> float:
    return time.monotonic() - runner.last_round_at
