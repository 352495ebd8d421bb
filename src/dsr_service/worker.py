"""The worker: background jobs by kind, and what is due periodically."""

import asyncio
from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo

from dsr_service.adapters.job_runner import JobRunner, RunnerSettings
from dsr_service.domain.schedules import Schedule
from dsr_service.jobs import fulfilment, identity_documents, retention
from dsr_service.services.runtime import Runtime
from dsr_service.storage.job_runs import Handler

SCHEDULES: Final = (Schedule("expire_packages", "*/5 * * * *", "expire_packages"),)


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    """What does each kind of job."""
    return {
        **fulfilment.handlers(runtime),
        **identity_documents.handlers(runtime),
        **retention.handlers(runtime),
    }


async def work(
    runtime: Runtime, *, database_url: str, zone: ZoneInfo, settings: RunnerSettings, stop: asyncio.Event
) -> None:
    """Run jobs until `stop` is set, then drain."""
    runner = JobRunner(
        database_url=database_url,
        handlers=handlers(runtime),
        clock=runtime.clock,
        zone=zone,
        schedules=SCHEDULES,
        settings=settings,
    )
    await runner.run(stop)
