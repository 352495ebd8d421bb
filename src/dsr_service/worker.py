"""The worker: background jobs by kind, and what is due periodically."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from dsr_service.adapters.job_runner import JobRunner, RunnerSettings, observe_nothing
from dsr_service.adapters.metrics import Metrics
from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.schedules import Schedule
from dsr_service.jobs import (
    correspondence,
    deadlines,
    erasures,
    fulfilment,
    identity_documents,
    known_channels,
    processors,
    recipient_notices,
    rectifications,
    redactions,
    restriction_marks,
    retention,
    stuck_work,
    transfers,
    webhooks,
)
from dsr_service.services import deadline_recomputation, measurements
from dsr_service.services.clock_guard import ClockGuard
from dsr_service.services.runtime import Runtime
from dsr_service.storage.job_runs import Handler

WEBHOOKS_AT_ONCE: Final = 16
SCHEDULES: Final = (
    Schedule("expire_packages", "*/5 * * * *", "expire_packages"),
    Schedule("mark_deadlines", "* * * * *", "mark_deadlines"),
    Schedule("raise_kept", "40 1 * * *", "raise_kept"),
    Schedule("renew_restriction_marks", "10 2 * * *", "renew_restriction_marks"),
    Schedule("forget_mailings", "40 3 * * *", "forget_mailings"),
    Schedule("forget_deliveries", "50 3 * * *", "forget_deliveries"),
    Schedule("look_for_stuck_work", "*/10 * * * *", "look_for_stuck_work"),
    Schedule("sweep_blobs", "10 4 * * *", "sweep_blobs"),
    Schedule("sweep_keys", "20 4 * * *", "sweep_keys"),
    Schedule("look_after_processors", "*/10 * * * *", "look_after_processors"),
    Schedule("remind_manual_tasks", "0 8 * * *", "remind_manual_tasks"),
    Schedule("recompute_deadlines", "30 3 * * *", "recompute_deadlines"),
)


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    """What does each kind of job."""
    return {
        **correspondence.handlers(runtime),
        **deadlines.handlers(runtime),
        **erasures.handlers(runtime),
        **fulfilment.handlers(runtime),
        **identity_documents.handlers(runtime),
        **known_channels.handlers(runtime),
        **rectifications.handlers(runtime),
        **redactions.handlers(runtime),
        **processors.handlers(runtime),
        **restriction_marks.handlers(runtime),
        **retention.handlers(runtime),
        **stuck_work.handlers(runtime),
        **transfers.handlers(runtime),
        **webhooks.housekeeping(runtime),
        **recipient_notices.handlers(runtime),
    }


def calling_handlers(runtime: Runtime) -> Mapping[str, Handler]:
    """What calls others, who may be slow."""
    return webhooks.handlers(runtime)


async def work(
    runtime: Runtime,
    *,
    database_url: str,
    zone: ZoneInfo,
    settings: RunnerSettings,
    stop: asyncio.Event,
    metrics: Metrics | None = None,
) -> int:
    """Run jobs until `stop` is set, then drain. While this process's clock is wrong, nothing new is begun.

    Returns how many handlers would not stop.
    """
    guard = ClockGuard(runtime.engine, runtime.clock)
    await guard.check()
    beside = [asyncio.create_task(guard.watch()), asyncio.create_task(_recompute_deadlines(runtime))]
    observe = observe_nothing if metrics is None else metrics.job
    runner = JobRunner(
        database_url=database_url,
        handlers=handlers(runtime),
        clock=runtime.clock,
        zone=zone,
        schedules=SCHEDULES,
        settings=settings,
        observe=observe,
        may_work=guard,
    )
    # Receivers of webhooks may be slow: they get workers of their own, one at a time each, and delay nothing else.
    callers = JobRunner(
        database_url=database_url,
        handlers=calling_handlers(runtime),
        clock=runtime.clock,
        zone=zone,
        settings=replace(settings, concurrency=WEBHOOKS_AT_ONCE, per_source=1),
        observe=observe,
        may_work=guard,
    )
    if metrics is not None:
        metrics.watch_pool(runtime.engine.pool)
        metrics.watch_state(partial(measurements.take, runtime))
        metrics.watch_worker({"general": runner, "webhooks": callers}, guard)
    try:
        return sum(await asyncio.gather(runner.run(stop), callers.run(stop)))
    finally:
        for task in beside:
            task.cancel()


async def _recompute_deadlines(runtime: Runtime) -> None:
    """The rules may be others than those of the last start; a database that is away is waited for."""
    while True:
        try:
            async with runtime.operation(SYSTEM) as ctx:
                return await deadline_recomputation.request(ctx)
        except (OSError, SQLAlchemyError):
            await asyncio.sleep(5)
