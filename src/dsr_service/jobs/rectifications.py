"""Looking for fields to correct, and writing them: claim, act, record; every step may happen again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.data_map.source_changes import Change
from dsr_service.domain.rectifications import NotProposed, RectificationStatus
from dsr_service.jobs.source_writing import opened
from dsr_service.services import rectification_work as records
from dsr_service.services import source_changes
from dsr_service.services.clock_guard import require_right_clock
from dsr_service.services.erasure.reading import Task
from dsr_service.services.runtime import Runtime
from dsr_service.services.source_writing.finding import find
from dsr_service.services.source_writing.writing import Results, write
from dsr_service.storage.job_runs import Handler, JobRun


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    async def propose_rectification(run: JobRun) -> None:
        await propose(runtime, run)

    async def rectify(run: JobRun) -> None:
        await carry_out(runtime, run)

    return {"propose_rectification": propose_rectification, "rectify": rectify}


async def propose(runtime: Runtime, run: JobRun) -> None:
    """Read the rows and say what would be written where; nothing is touched."""
    rectification_id = UUID(run.text("rectification_id"))
    async with runtime.operation(SYSTEM) as ctx:
        work = await records.claim(ctx, run, rectification_id, RectificationStatus.READING)
    if work is None:
        return
    today = runtime.clock.now().astimezone(runtime.policy.zone).date()
    task = Task(work.data_map, work.identities, None, work.rules, today)
    async with opened(runtime, work.data_map) as erasers:
        sources = runtime.data_sources(work.data_map)
        proposed = await find(task, work.corrections, sources, erasers, runtime.scratch.key_store())
    async with runtime.operation(SYSTEM) as ctx:
        await records.record_proposal(ctx, run, rectification_id, proposed)


async def carry_out(runtime: Runtime, run: JobRun) -> None:
    """One attempt. What an earlier one wrote is told by what the sources hold."""
    rectification_id = UUID(run.text("rectification_id"))
    await require_right_clock(runtime.engine, runtime.clock)
    async with runtime.operation(SYSTEM) as ctx:
        work = await records.claim(ctx, run, rectification_id, RectificationStatus.WRITING)
    if work is None:
        return
    today = runtime.clock.now().astimezone(runtime.policy.zone).date()
    journal = _Journal(runtime, run, work.request_id, rectification_id)
    async with opened(runtime, work.data_map) as erasers:
        sources = runtime.data_sources(work.data_map)
        try:
            results = await write(work.changes, work.data_map, sources, erasers, journal, today)
        except NotProposed:
            return  # it was ended meanwhile; what was not committed is rolled back
    async with runtime.operation(SYSTEM) as ctx:
        await records.complete(ctx, run, rectification_id, results)


@dataclass(frozen=True, slots=True)
class _Journal:
    """Notes each commit in the service's own database, before and after."""

    runtime: Runtime
    run: JobRun
    request_id: UUID
    rectification_id: UUID

    async def before(self, dataset: str, changes: Sequence[Change]) -> None:
        async with self.runtime.operation(SYSTEM) as ctx:
            await records.note_writing(ctx, self.run, self.rectification_id, dataset, changes)

    async def after(self, results: Results) -> None:
        async with self.runtime.operation(SYSTEM) as ctx:
            await source_changes.note(ctx, self.run, self.request_id, results)
