"""The rectification of a request: propose, decide per field, end; who may, and in which state (art. 16)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.domain.data_map.source_changes import ChangeNotManual, ChangeState, statement_change
from dsr_service.domain.errors import InvalidInput, NotFound, Violation
from dsr_service.domain.fulfilment import IdentityNotVerified, NoDataMap
from dsr_service.domain.grounds import require_ground
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.jobs import Job
from dsr_service.domain.rectifications import (
    ChangeMadeByHand,
    Correction,
    CorrectionBlocked,
    CorrectionVerdict,
    NoRectification,
    NotProposed,
    RectificationDecided,
    RectificationEnded,
    RectificationPlanned,
    RectificationStatus,
    RectificationUnderWay,
    Verdict,
)
from dsr_service.domain.rights import Outcome, Right
from dsr_service.domain.subject_requests import (
    IllegalTransition,
    RightAlreadyDecided,
    RightNotRequested,
    Status,
)
from dsr_service.services import (
    answer_sealing,
    audit,
    rectification_evidence,
    rectification_outcomes,
    source_changes,
    standings,
    visibility,
)
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import deadlines as deadline_rows
from dsr_service.storage import job_queue
from dsr_service.storage import registers as register_rows
from dsr_service.storage import source_changes as storage
from dsr_service.storage.tables import Rectification, RequestedRight, SourceChange, SubjectRequest

S = RectificationStatus


@dataclass(frozen=True, slots=True)
class Shown:
    """A rectification with what belongs to it, opened."""

    rectification: Rectification
    corrections: Sequence[Correction]
    statement: str | None
    changes: Sequence[SourceChange]


async def plan(
    ctx: OperationContext, request_id: UUID, corrections: Sequence[Correction] | None
) -> Rectification:
    """Have a worker look for the fields; nothing is touched. An earlier proposal is dropped."""
    authorize(ctx.actor, Permission.RECTIFY)
    request = await visibility.lock(ctx, request_id)
    asked = require_pending(request)
    if request.status in {Status.RECEIVED, Status.AWAITING_IDENTITY}:
        raise IdentityNotVerified
    if request.status is not Status.IN_PROGRESS:
        raise IllegalTransition(f"A request that is {request.status} can't start its rectification.")
    await standings.require_standing(ctx, request, [Right.RECTIFICATION])
    version = await register_rows.active_data_map(ctx.session)
    if version is None:
        raise NoDataMap
    before = await storage.under_way(ctx.session, request.id)
    if before is not None:
        if before.status in {S.WRITING, S.WAITING}:
            raise RectificationUnderWay
        await mark_ended(ctx, before, S.CANCELLED, "proposed_anew")
    wishes = list(corrections) if corrections is not None else _asked_for(asked)
    found = Rectification(
        id=new_id(ctx.now),
        request_id=request.id,
        attempt=await storage.next_attempt(ctx.session, request.id),
        status=S.READING,
        data_map_version_id=version.id,
        planned_by=ctx.actor.id,
        planned_at=ctx.now,
    )
    found.content = seal(ctx, found.id, wishes, None)
    ctx.session.add(found)
    await ctx.session.flush()
    await audit.record(ctx, RectificationPlanned(request.id, found.id, len(wishes)))
    await _enqueue(ctx, "propose_rectification", found, request)
    return found


def _asked_for(asked: RequestedRight) -> list[Correction]:
    """What the person wrote."""
    return [
        Correction(each["field"], each["new_value"], each.get("old_value"))
        for each in asked.particulars.get("corrections", ())
    ]


def require_pending(request: SubjectRequest) -> RequestedRight:
    """The right to rectification as it was asked for. Raises RightNotRequested, RightAlreadyDecided."""
    asked = next((r for r in request.rights if r.right is Right.RECTIFICATION), None)
    if asked is None:
        raise RightNotRequested
    if asked.outcome is not Outcome.PENDING:
        raise RightAlreadyDecided
    return asked


async def _enqueue(ctx: OperationContext, kind: str, found: Rectification, request: SubjectRequest) -> None:
    clock = await deadline_rows.get(ctx.session, request.id)
    payload: dict[str, str | int] = {"request_id": str(request.id), "rectification_id": str(found.id)}
    await job_queue.enqueue(
        ctx.session,
        Job(
            kind,
            payload,
            due_at=clock.due_before,
            client=request.client,
            dedupe_key=f"{kind}:{found.id}",
        ),
    )


def seal(
    ctx: OperationContext, rectification_id: UUID, corrections: Sequence[Correction], statement: str | None
) -> bytes:
    content = {"corrections": [each.as_json() for each in corrections], "statement": statement}
    return answer_sealing.seal(ctx, rectification_id, [content])


def unsealed(ctx: OperationContext, found: Rectification) -> tuple[list[Correction], str | None]:
    [content] = answer_sealing.unseal(ctx, found.id, found.content)
    return [Correction.of(each) for each in content["corrections"]], content["statement"]


async def mark_ended(
    ctx: OperationContext, found: Rectification, status: RectificationStatus, reason: str
) -> None:
    """At its end; what was only proposed, or waited for a person, is not wanted any more."""
    found.status, found.ended_at, found.end_reason = status, ctx.now, reason
    waiting = {ChangeState.PROPOSED, ChangeState.MANUAL, ChangeState.BLOCKED, ChangeState.PLANNED}
    for change in await storage.of_rectification(ctx.session, found.id):
        if change.state in waiting:
            change.state, change.changed_at, change.changed_by = ChangeState.DROPPED, ctx.now, ctx.actor.id
    await ctx.session.flush()
    await audit.record(ctx, RectificationEnded(found.request_id, found.id, status, reason))


async def end(ctx: OperationContext, request: SubjectRequest, reason: str) -> None:
    """The right is decided otherwise, or the request closed: a worker that is at it stops before its next commit."""
    found = await storage.under_way(ctx.session, request.id)
    if found is not None:
        await mark_ended(ctx, found, S.CANCELLED, reason)
    await rectification_evidence.close(ctx, request)


async def read(ctx: OperationContext, request_id: UUID) -> Shown:
    """The latest one. Raises NoRectification."""
    authorize(ctx.actor, Permission.RECTIFY)
    request = await visibility.read(ctx, request_id)
    found = await storage.latest(ctx.session, request.id)
    if found is None:
        raise NoRectification
    corrections, statement = unsealed(ctx, found)
    return Shown(found, corrections, statement, await storage.of_rectification(ctx.session, found.id))


async def changes_of(ctx: OperationContext, request_id: UUID) -> Sequence[SourceChange]:
    """All that is or was to be changed in the sources for a request, oldest first."""
    authorize(ctx.actor, Permission.RECTIFY)
    request = await visibility.read(ctx, request_id)
    return await storage.of_request(ctx.session, request.id)


async def decide(
    ctx: OperationContext,
    request_id: UUID,
    verdicts: Sequence[CorrectionVerdict],
    statement: str | None,
) -> Rectification:
    """Accept or refuse each correction; what is accepted is written by a worker. Raises CorrectionBlocked."""
    authorize(ctx.actor, Permission.RECTIFY)
    request = await visibility.lock(ctx, request_id)
    require_pending(request)
    found = await storage.under_way(ctx.session, request.id)
    if found is None or found.status is not S.PROPOSED:
        raise NotProposed
    corrections, _ = unsealed(ctx, found)
    _require_complete(verdicts, len(corrections))
    await rectification_evidence.require_shown(ctx, request, verdicts)
    changes = await storage.of_rectification(ctx.session, found.id)
    for position, verdict in enumerate(verdicts):
        _judge(
            ctx, verdict, f"/decisions/{position}", [c for c in changes if c.correction == verdict.correction]
        )
        corrections[verdict.correction] = corrections[verdict.correction].decided(verdict)
    found.content = seal(ctx, found.id, corrections, statement)
    found.decided_by, found.decided_at, found.status = ctx.actor.id, ctx.now, S.WRITING
    await ctx.session.flush()
    if statement:
        added = statement_change(statement)
        await source_changes.add(ctx, request.id, [added], rectification_id=found.id, first=len(changes))
    accepted = sum(each.verdict is Verdict.ACCEPT for each in corrections)
    await audit.record(ctx, RectificationDecided(request.id, found.id, accepted, len(corrections) - accepted))
    await _enqueue(ctx, "rectify", found, request)
    return found


def _require_complete(verdicts: Sequence[CorrectionVerdict], corrections: int) -> None:
    named = [each.correction for each in verdicts]
    faults = [
        Violation("There is no such correction.", f"/decisions/{n}/correction")
        for n, number in enumerate(named)
        if number >= corrections
    ]
    faults += [
        Violation("This correction is decided twice.", f"/decisions/{n}/correction")
        for n, number in enumerate(named)
        if number in named[:n]
    ]
    if not faults and set(named) != set(range(corrections)):
        faults = [Violation("Each correction needs a decision.", "/decisions")]
    if faults:
        raise InvalidInput(violations=faults)


def _judge(
    ctx: OperationContext, verdict: CorrectionVerdict, pointer: str, changes: Sequence[SourceChange]
) -> None:
    """Mark what is wanted of what was found."""
    if verdict.verdict is Verdict.REFUSE:
        if not verdict.ground or not (verdict.reasons or "").strip():
            raise InvalidInput(
                violations=[Violation("A refusal needs a ground and reasons (art. 12(4)).", pointer)]
            )
        require_ground(verdict.ground, Right.RECTIFICATION, f"{pointer}/ground")
        wanted: set[UUID] = set()
    else:
        wanted = {c.id for c in changes} if verdict.changes is None else set(verdict.changes)
        if not wanted <= {c.id for c in changes} or not wanted:
            raise InvalidInput(
                violations=[Violation("These are not changes of this correction.", f"{pointer}/changes")]
            )
    if any(c.id in wanted and c.state is ChangeState.BLOCKED for c in changes):
        detail = "The source would refuse it; see the reason of its change, and propose it anew."
        raise CorrectionBlocked(violations=[Violation(detail, pointer)])
    for change in changes:
        if change.id not in wanted:
            change.state = ChangeState.DROPPED
        elif change.state is ChangeState.PROPOSED:
            change.state = ChangeState.PLANNED
        change.changed_at, change.changed_by = ctx.now, ctx.actor.id


async def record_by_hand(ctx: OperationContext, request_id: UUID, change_id: UUID) -> SourceChange:
    """A person has made the change where no machine could. Raises ChangeNotManual."""
    authorize(ctx.actor, Permission.RECTIFY)
    request = await visibility.lock(ctx, request_id)
    change = await storage.lock_change(ctx.session, change_id)
    if change is None or change.request_id != request.id:
        raise NotFound
    found = await storage.under_way(ctx.session, request.id)
    of_restriction = change.restriction_id is not None
    waits = of_restriction or (
        found is not None and change.rectification_id == found.id and found.status in {S.WRITING, S.WAITING}
    )
    if change.state is not ChangeState.MANUAL or not waits:
        raise ChangeNotManual
    change.state, change.changed_at, change.changed_by = ChangeState.DONE, ctx.now, ctx.actor.id
    await ctx.session.flush()
    await audit.record(ctx, ChangeMadeByHand(request.id, change.id))
    if found is not None and not of_restriction and found.status is S.WAITING:
        await finish_if_done(ctx, request, found)
    return change


async def finish_if_done(ctx: OperationContext, request: SubjectRequest, found: Rectification) -> None:
    """Once nothing is to be written any more: done, or waiting for people."""
    changes = await storage.of_rectification(ctx.session, found.id)
    if any(change.state is ChangeState.MANUAL for change in changes):
        found.status = S.WAITING
        await ctx.session.flush()
        return
    corrections, _ = unsealed(ctx, found)
    await mark_ended(ctx, found, S.DONE, "done")
    await rectification_outcomes.settle(ctx, request, found, corrections, changes)
