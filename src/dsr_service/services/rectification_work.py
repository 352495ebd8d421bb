"""Carrying a rectification out, as far as the service's own records go: claim, propose, note, complete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.domain.data_map.source_changes import Change, ChangeResult, ChangeState, ProposedChange
from dsr_service.domain.erasure.retention_rules import RetentionRules
from dsr_service.domain.rectifications import (
    Correction,
    NotProposed,
    RectificationProposed,
    RectificationStatus,
)
from dsr_service.services import (
    audit,
    rectifications,
    registers,
    retention_rules,
    source_changes,
)
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import source_changes as storage
from dsr_service.storage import subject_requests as request_rows
from dsr_service.storage.job_runs import JobRun
from dsr_service.storage.tables import Rectification, SubjectRequest

S = RectificationStatus


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a worker needs to find and write one person's fields."""

    request_id: UUID
    data_map: DataMap
    identities: Mapping[str, Sequence[str]]
    rules: RetentionRules
    corrections: Sequence[Correction]
    changes: Sequence[Change]


async def claim(
    ctx: OperationContext, run: JobRun, rectification_id: UUID, status: RectificationStatus
) -> Assignment | None:
    """None when nobody wants it any more."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    await run.assert_still_mine(ctx.session)
    found, request = await _locked(ctx, rectification_id)
    if found is None or request is None or found.status is not status:
        return None
    corrections, _ = rectifications.unsealed(ctx, found)
    rows = await storage.of_rectification(ctx.session, found.id)
    to_write = {ChangeState.PLANNED, ChangeState.WRITING}
    data_map = registers.parsed(await registers.data_map_version(ctx, found.data_map_version_id))
    return Assignment(
        request.id,
        data_map,
        identities_of(request),
        await retention_rules.retention_rules_in_force(ctx, data_map, retention_rules.lookups_of(request)),
        corrections,
        [source_changes.opened(ctx, row) for row in rows if row.state in to_write],
    )


def identities_of(request: SubjectRequest) -> dict[str, list[str]]:
    """By what the person is looked for."""
    found: dict[str, list[str]] = {}
    for identifier in request.subject.identifiers:
        found.setdefault(identifier.type, []).append(identifier.value)
    return found


async def _locked(
    ctx: OperationContext, rectification_id: UUID
) -> tuple[Rectification | None, SubjectRequest | None]:
    """The request first, as everywhere."""
    found = await storage.rectification(ctx.session, rectification_id)
    if found is None:
        return None, None
    request = await request_rows.get_for_update(ctx.session, found.request_id)
    return await storage.lock_rectification(ctx.session, rectification_id), request


async def record_proposal(
    ctx: OperationContext, run: JobRun, rectification_id: UUID, proposed: Sequence[ProposedChange]
) -> None:
    """What the worker found: the staff decide on it."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    await run.assert_still_mine(ctx.session)
    found, request = await _locked(ctx, rectification_id)
    if found is not None and request is not None and found.status is S.READING:
        await source_changes.add(ctx, request.id, proposed, rectification_id=found.id)
        found.status = S.PROPOSED
        await ctx.session.flush()
        blocked, manual = (
            sum(each.state is state for each in proposed)
            for state in (ChangeState.BLOCKED, ChangeState.MANUAL)
        )
        event = RectificationProposed(request.id, found.id, len(proposed), blocked, manual)
        await audit.record(ctx, event)
    await run.finish(ctx.session)


async def note_writing(
    ctx: OperationContext, run: JobRun, rectification_id: UUID, dataset: str, changes: Sequence[Change]
) -> None:
    """Right before a source's commit. Raises NotProposed when it was ended meanwhile: nothing is committed."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    found, request = await _locked(ctx, rectification_id)
    if found is None or request is None or found.status is not S.WRITING:
        raise NotProposed
    await source_changes.note_writing(ctx, run, request.id, dataset, [change.id for change in changes])


async def complete(
    ctx: OperationContext, run: JobRun, rectification_id: UUID, results: Mapping[UUID, ChangeResult]
) -> None:
    """All is written, or a value moved or a source refused: then it is the staff's again."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    found, request = await _locked(ctx, rectification_id)
    if found is not None and request is not None and found.status is S.WRITING:
        await source_changes.note(ctx, run, request.id, results)
        states = {result.state for result in results.values()}
        if states & {ChangeState.MOVED, ChangeState.REFUSED}:
            reason = "value_moved" if ChangeState.MOVED in states else "source_refused"
            await rectifications.mark_ended(ctx, found, S.STOPPED, reason)
        else:
            await rectifications.finish_if_done(ctx, request, found)
    await run.finish(ctx.session)


async def give_up(ctx: OperationContext, rectification_id: UUID) -> None:
    """An operator has given its job up: it must not wait for nobody."""
    authorize(ctx.actor, Permission.MANAGE_JOBS)
    found, request = await _locked(ctx, rectification_id)
    if found is not None and request is not None and found.status in {S.READING, S.WRITING}:
        await rectifications.mark_ended(ctx, found, S.STOPPED, "job_discarded")
