"""Changes of single fields in the service's own records: stored sealed, claimed, noted before and after each commit."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.data_map.source_changes import (
    CellPlace,
    Change,
    ChangeResult,
    ChangeState,
    ProposedChange,
)
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.rectifications import SourceChanged, SourceChanging
from dsr_service.services import answer_sealing, audit
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import source_changes as storage
from dsr_service.storage.job_runs import JobRun
from dsr_service.storage.tables import SourceChange


async def add(
    ctx: OperationContext,
    request_id: UUID,
    proposed: Sequence[ProposedChange],
    *,
    rectification_id: UUID | None = None,
    restriction_id: UUID | None = None,
    first: int = 0,
) -> Sequence[SourceChange]:
    """Store what was found; keys and values are sealed under each change's own id."""
    authorize(ctx.actor, Permission.RECTIFY)
    rows = []
    for position, each in enumerate(proposed, first):
        change_id = new_id(ctx.now)
        place = each.place.as_json()
        rows.append(
            SourceChange(
                id=change_id,
                request_id=request_id,
                rectification_id=rectification_id,
                restriction_id=restriction_id,
                position=position,
                correction=each.position,
                purpose=each.purpose,
                dataset=place["dataset"],
                collection=place["collection"],
                field=place["field"],
                content=_sealed(ctx, change_id, place["key"], each.old, each.new, each.link),
                state=each.state,
                reason=each.reason,
                asked=False,
                changed_at=ctx.now,
                changed_by=ctx.actor.id,
            )
        )
    ctx.session.add_all(rows)
    await ctx.session.flush()
    return rows


def _sealed(
    ctx: OperationContext,
    change_id: UUID,
    key: Mapping[str, Any],
    old: str | None,
    new: str | None,
    link: Mapping[str, Any],
) -> bytes:
    return answer_sealing.seal(
        ctx, change_id, [{"key": dict(key), "old": old, "new": new, "link": dict(link)}]
    )


def opened(ctx: OperationContext, row: SourceChange) -> Change:
    [content] = answer_sealing.unseal(ctx, row.id, row.content)
    place = CellPlace(CollectionAddress(row.dataset, row.collection), row.field, content["key"])
    return Change(row.id, place, row.purpose, row.state, content["old"], content["new"], content["link"])


async def note_writing(
    ctx: OperationContext, run: JobRun, request_id: UUID, dataset: str, ids: Iterable[UUID]
) -> None:
    """Right before a source's commit; a worker that lost its job doesn't get past this."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    await run.assert_still_mine(ctx.session)
    count = 0
    for change_id in sorted(ids):
        row = await storage.lock_change(ctx.session, change_id)
        if row is not None:
            # an earlier attempt came as far as this: whether it was committed is what the source shows
            row.asked = row.state is ChangeState.WRITING and row.job_token != run.token
            row.state, row.job_token, row.changed_at = ChangeState.WRITING, run.token, ctx.now
            count += 1
    await ctx.session.flush()
    await audit.record(ctx, SourceChanging(request_id, dataset, count))


async def note(
    ctx: OperationContext, run: JobRun, request_id: UUID, results: Mapping[UUID, ChangeResult]
) -> None:
    """What became of changes. One that was being written before, and that the source holds now, was written by us."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    await run.assert_still_mine(ctx.session)
    for change_id in sorted(results):
        row, result = await storage.lock_change(ctx.session, change_id), results[change_id]
        if row is None:
            continue
        before = row.state is ChangeState.WRITING and (row.asked or row.job_token != run.token)
        asked = result.state is ChangeState.UNCHANGED and before
        row.state = ChangeState.DONE if asked else result.state
        row.reason, row.asked, row.changed_at, row.job_token = result.reason, asked, ctx.now, run.token
        await ctx.session.flush()
        address = f"{row.dataset}.{row.collection}"
        event = SourceChanged(request_id, row.id, address, row.field, row.purpose, row.state, asked)
        await audit.record(ctx, event)
