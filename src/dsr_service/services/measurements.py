"""What the installation's state measures, for whoever watches it: counts and ages, never a person or an id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.subject_requests import Status
from dsr_service.services.runtime import Runtime
from dsr_service.storage import job_queue
from dsr_service.storage import measurements as storage
from dsr_service.storage.job_queue import KindDepth

SOON: Final = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Measurements:
    jobs: Sequence[KindDepth]
    requests: Mapping[Status, int]
    overdue: int
    due_soon: int


async def take(runtime: Runtime) -> Measurements:
    async with runtime.operation(SYSTEM) as ctx:
        await storage.limit_time(ctx.session)
        jobs = await job_queue.depth_by_kind(ctx.session)
        requests = await storage.requests_by_status(ctx.session)
        overdue, soon = await storage.running_out(ctx.session, ctx.now, SOON)
    return Measurements(jobs, requests, overdue, soon)
