"""The marks of a restriction in the sources (art. 18): which are to be set or cleared, and how far each is."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.domain.data_map.source_changes import (
    CellPlace,
    Change,
    ChangePurpose,
    ChangeResult,
    ChangeState,
    ProposedChange,
)
from dsr_service.domain.erasure.retention_rules import RetentionRules
from dsr_service.domain.identifiers import SubjectIdentifier
from dsr_service.domain.jobs import Job
from dsr_service.services import registers, retention_rules, source_changes, suppressions
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.services.source_writing.marking import text_of
from dsr_service.storage import job_queue
from dsr_service.storage import registers as register_rows
from dsr_service.storage import restrictions as restriction_rows
from dsr_service.storage import source_changes as storage
from dsr_service.storage import subject_requests as request_rows
from dsr_service.storage.job_runs import JobRun
from dsr_service.storage.tables import Restriction, SubjectRequest

S = ChangeState
_TO_WRITE: Final = frozenset({S.PLANNED, S.WRITING})
_STANDING: Final = frozenset({S.DONE, S.UNCHANGED, S.MANUAL})
Spot = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Marking:
    """What a worker needs to mark one person's rows, or to take the marks away."""

    request_id: UUID
    restriction_id: UUID
    data_map: DataMap
    identities: Mapping[str, Sequence[str]]
    rules: RetentionRules
    changes: Sequence[Change]  # stored and not written yet


async def ask(ctx: OperationContext, restriction: Restriction, kind: str) -> None:
    """Queue `mark_restriction` or `clear_restriction` in the transaction of the change."""
    payload: dict[str, str | int] = {
        "request_id": str(restriction.request_id),
        "restriction_id": str(restriction.id),
    }
    await job_queue.enqueue(
        ctx.session, Job(kind, payload, due_at=ctx.now, dedupe_key=f"{kind}:{restriction.id}")
    )


async def ask_again(ctx: OperationContext) -> int:
    """Rows that appeared since are marked too: each restriction in force is looked after."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    found = await restriction_rows.all_in_force(ctx.session)
    for restriction in found:
        await ask(ctx, restriction, "mark_restriction")
    return len(found)


async def claim(
    ctx: OperationContext, run: JobRun, restriction_id: UUID, purpose: ChangePurpose
) -> Marking | None:
    """None when the restriction is not in that state any more, or no map says how to mark."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    await run.assert_still_mine(ctx.session)
    restriction, request = await _locked(ctx, restriction_id)
    version = await register_rows.active_data_map(ctx.session)
    if restriction is None or request is None or version is None:
        return None
    if (restriction.lifted_at is None) is not (purpose is ChangePurpose.MARK):
        return None
    data_map = registers.parsed(version)
    rows = await storage.of_restriction(ctx.session, restriction.id, purpose)
    identities: dict[str, list[str]] = {}
    for identifier in request.subject.identifiers:
        identities.setdefault(identifier.type, []).append(identifier.value)
    return Marking(
        request.id,
        restriction.id,
        data_map,
        identities,
        await retention_rules.retention_rules_in_force(ctx, data_map, retention_rules.lookups_of(request)),
        [source_changes.opened(ctx, row) for row in rows if row.state in _TO_WRITE],
    )


async def _locked(
    ctx: OperationContext, restriction_id: UUID
) -> tuple[Restriction | None, SubjectRequest | None]:
    """The request first, as everywhere."""
    found = await ctx.session.get(Restriction, restriction_id)
    if found is None:
        return None, None
    request = await request_rows.get_for_update(ctx.session, found.request_id)
    await ctx.session.refresh(found, with_for_update=True)
    return found, request


def _spot(place: CellPlace) -> Spot:
    return (str(place.collection), place.field, tuple(sorted(place.key.items())))


async def plan(
    ctx: OperationContext,
    run: JobRun,
    marking: Marking,
    proposed: Sequence[ProposedChange],
    names: Collection[SubjectIdentifier],
) -> Sequence[Change]:
    """Store the marks that are still to be set; what failed before is tried again from what was read now.

    And the names under which the rows know the person: the storefront may ask by any of them (art. 18(2)).
    """
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    await run.assert_still_mine(ctx.session)
    restriction, _ = await _locked(ctx, marking.restriction_id)
    if restriction is None or restriction.lifted_at is not None:
        return []
    shown = {lookup for _, lookup in suppressions.hashed(ctx, names)}
    await restriction_rows.add_shown(ctx.session, restriction.id, shown)
    rows = await storage.of_restriction(ctx.session, restriction.id, ChangePurpose.MARK)
    stands = {_spot(source_changes.opened(ctx, row).place) for row in rows if row.state in _STANDING}
    for row in rows:
        if row.state not in _STANDING and row.state not in _TO_WRITE:
            await ctx.session.delete(row)
    await ctx.session.flush()
    fresh = [
        replace(each, state=S.PLANNED) if each.state is S.PROPOSED else each
        for each in proposed
        if _spot(each.place) not in stands
    ]
    added = await source_changes.add(
        ctx, marking.request_id, fresh, restriction_id=restriction.id, first=len(rows)
    )
    return [source_changes.opened(ctx, row) for row in added if row.state is S.PLANNED]


async def plan_clearing(ctx: OperationContext, run: JobRun, marking: Marking) -> Sequence[Change]:
    """Take away what was set for this person, unless another restriction of the same person needs it."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    await run.assert_still_mine(ctx.session)
    restriction, _ = await _locked(ctx, marking.restriction_id)
    if restriction is None or restriction.lifted_at is None:
        return []
    for row in await storage.of_restriction(ctx.session, restriction.id, ChangePurpose.CLEAR):
        if row.state is S.REFUSED:
            await ctx.session.delete(row)
    await ctx.session.flush()
    everybody = await restriction_rows.of_same_person(ctx.session, restriction.id)
    held = any(each.lifted_at is None for each in everybody)
    rows = [row for each in everybody for row in await storage.of_restriction(ctx.session, each.id)]
    opened = [(row.state, source_changes.opened(ctx, row)) for row in rows]
    gone = {_spot(c.place) for state, c in opened if c.purpose is ChangePurpose.CLEAR and state in _CLEARED}
    marks = {
        _spot(c.place): c
        for state, c in opened
        if c.purpose is ChangePurpose.MARK and state in _SET and _spot(c.place) not in gone
    }
    proposed = list(_clearing(marking.data_map, marks.values(), held=held))
    added = await source_changes.add(
        ctx, marking.request_id, proposed, restriction_id=restriction.id, first=len(rows)
    )
    return [source_changes.opened(ctx, row) for row in added if row.state is S.PLANNED]


_SET: Final = frozenset({S.DONE, S.MANUAL, S.WRITING})
_CLEARED: Final = frozenset({S.DONE, S.UNCHANGED, S.MANUAL, S.PLANNED, S.WRITING})


def _clearing(data_map: DataMap, marks: Iterable[Change], *, held: bool) -> Iterable[ProposedChange]:
    rules = {str(address): collection.rules.restriction for address, collection in data_map.collections()}
    for mark in marks:
        rule = rules.get(str(mark.place.collection), {})
        by_hand = mark.state is S.MANUAL or not rule.get("field")
        state = S.DROPPED if held else S.MANUAL if by_hand else S.PLANNED
        yield ProposedChange(
            mark.place,
            ChangePurpose.CLEAR,
            state,
            mark.new,
            text_of(rule.get("cleared", False)),
            "others_restriction" if held else "moved_row" if by_hand else None,
        )


async def note_writing(
    ctx: OperationContext, run: JobRun, marking: Marking, dataset: str, changes: Sequence[Change]
) -> None:
    """Right before a source's commit; a mark of a restriction that was lifted meanwhile is not set any more."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    restriction, _ = await _locked(ctx, marking.restriction_id)
    setting = any(change.purpose is ChangePurpose.MARK for change in changes)
    if restriction is None or (setting and restriction.lifted_at is not None):
        raise RestrictionEnded
    await source_changes.note_writing(ctx, run, marking.request_id, dataset, [c.id for c in changes])


class RestrictionEnded(Exception):
    """It was lifted while its marks were being set: nothing is committed any more."""


async def complete(
    ctx: OperationContext,
    run: JobRun,
    marking: Marking,
    purpose: ChangePurpose,
    results: Mapping[UUID, ChangeResult],
) -> bool:
    """Whether all are at their end; else the job is tried again."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    await source_changes.note(ctx, run, marking.request_id, results)
    again = any(
        row.state is S.REFUSED
        or (row.state is S.MOVED and row.purpose is ChangePurpose.MARK and row.reason != "gone")
        for row in await storage.of_restriction(ctx.session, marking.restriction_id, purpose)
    )
    if not again:
        await run.finish(ctx.session)
    return not again
