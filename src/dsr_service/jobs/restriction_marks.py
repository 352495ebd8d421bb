"""Setting and clearing the marks of restrictions in the sources: claim, act, record; every step may happen again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.data_map.source_changes import Change, ChangePurpose
from dsr_service.jobs.source_writing import opened
from dsr_service.services import restriction_marks as records
from dsr_service.services import source_changes
from dsr_service.services.erasure.reading import Task
from dsr_service.services.ports.data_sources import SourceFailed
from dsr_service.services.runtime import Runtime
from dsr_service.services.source_writing.marking import find_marks
from dsr_service.services.source_writing.writing import Results, write
from dsr_service.storage.job_runs import Handler, JobRun


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    async def mark_restriction(run: JobRun) -> None:
        await carry_out(runtime, run, ChangePurpose.MARK)

    async def clear_restriction(run: JobRun) -> None:
        await carry_out(runtime, run, ChangePurpose.CLEAR)

    async def renew_restriction_marks(run: JobRun) -> None:
        async with runtime.operation(SYSTEM) as ctx:
            await records.ask_again(ctx)
            await run.finish(ctx.session)

    return {
        "mark_restriction": mark_restriction,
        "clear_restriction": clear_restriction,
        "renew_restriction_marks": renew_restriction_marks,
    }


async def carry_out(runtime: Runtime, run: JobRun, purpose: ChangePurpose) -> None:
    """One attempt: first what an earlier one left open, then what is found now."""
    restriction_id = UUID(run.text("restriction_id"))
    async with runtime.operation(SYSTEM) as ctx:
        marking = await records.claim(ctx, run, restriction_id, purpose)
    if marking is None:
        return
    results: Results = {}
    try:
        if marking.changes:
            results |= await _write(runtime, run, marking, marking.changes)
        if purpose is ChangePurpose.MARK:
            changes = await _find(runtime, run, marking)
        else:
            async with runtime.operation(SYSTEM) as ctx:
                changes = await records.plan_clearing(ctx, run, marking)
        if changes:
            results |= await _write(runtime, run, marking, changes)
    except records.RestrictionEnded:
        return
    async with runtime.operation(SYSTEM) as ctx:
        done = await records.complete(ctx, run, marking, purpose, results)
    if not done:
        raise SourceFailed("mark_refused", "A mark of a restriction could not be written; it is tried again.")


async def _find(runtime: Runtime, run: JobRun, marking: records.Marking) -> Sequence[Change]:
    today = runtime.clock.now().astimezone(runtime.policy.zone).date()
    task = Task(marking.data_map, marking.identities, None, marking.rules, today)
    async with opened(runtime, marking.data_map) as erasers:
        sources = runtime.data_sources(marking.data_map)
        proposed, names = await find_marks(task, sources, erasers, runtime.scratch.key_store())
    async with runtime.operation(SYSTEM) as ctx:
        return await records.plan(ctx, run, marking, proposed, names)


async def _write(
    runtime: Runtime, run: JobRun, marking: records.Marking, changes: Sequence[Change]
) -> Results:
    today = runtime.clock.now().astimezone(runtime.policy.zone).date()
    journal = _Journal(runtime, run, marking)
    async with opened(runtime, marking.data_map) as erasers:
        sources = runtime.data_sources(marking.data_map)
        return await write(changes, marking.data_map, sources, erasers, journal, today, each_alone=True)


@dataclass
class _Journal:
    """Notes each commit in the service's own database, before and after."""

    runtime: Runtime
    run: JobRun
    marking: records.Marking

    async def before(self, dataset: str, changes: Sequence[Change]) -> None:
        async with self.runtime.operation(SYSTEM) as ctx:
            await records.note_writing(ctx, self.run, self.marking, dataset, changes)

    async def after(self, results: Results) -> None:
        async with self.runtime.operation(SYSTEM) as ctx:
            await source_changes.note(ctx, self.run, self.marking.request_id, results)
