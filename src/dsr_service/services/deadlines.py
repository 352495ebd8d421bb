"""The statutory clock of a request: start, suspend, resume, extend, explain, stop (art. 12(3))."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.deadlines.cases import to_dict
from dsr_service.domain.deadlines.deadlines import (
    Deadline,
    DeadlineAlreadyExtended,
    DeadlineRules,
    Suspension,
    SuspensionCause,
    compute,
)
from dsr_service.domain.deadlines.marks import ClockFacts, MarkKey, MarkPlan, outstanding
from dsr_service.domain.errors import DsrError, InvalidInput, Kind, NotFound, Violation
from dsr_service.domain.grounds import ExtensionGround
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.letters import LetterKind
from dsr_service.domain.subject_requests import OPEN, IllegalTransition
from dsr_service.services import audit, correspondence, visibility
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import deadline_marks as marks
from dsr_service.storage import deadlines as storage
from dsr_service.storage.tables import DeadlineMarkRow, DeadlineRow, SubjectRequest, SuspensionRow


class AlreadySuspended(DsrError):
    code = "already_suspended"
    kind = Kind.CONFLICT
    title = "The clock is suspended for this cause already."


async def start(ctx: OperationContext, request: SubjectRequest) -> None:
    """Start the clock at the instant of receipt."""
    row = DeadlineRow(request_id=request.id)
    _store(ctx, row, request, compute(request.received_at, rules=ctx.policy.deadline_rules), {})
    await storage.add(ctx.session, row)


def rules_version(rules: DeadlineRules, plan: MarkPlan) -> str:
    """By what a clock and its marks were reckoned: rows that bear another version are recomputed."""
    return f"{rules.fingerprint()}.{plan.fingerprint()}"


def stored_values(deadline: Deadline, plan: MarkPlan) -> dict[str, Any]:
    """What of a computed deadline is stored; the columns bear the keys' names."""
    return {
        "time_zone": deadline.rules.time_zone,
        "calendar": deadline.rules.calendar,
        "rules_version": rules_version(deadline.rules, plan),
        "due_date": deadline.due_date,
        "due_before": deadline.due_before_exclusive_utc,
        "safe_due": deadline.safe_due,
        "internal_target": deadline.internal_target,
        "extension_notice_due": deadline.extension_notice_due,
        "refusal_information_due": deadline.refusal_information_due,
        "suspension_days": deadline.suspension_days,
        "first_month_before": deadline.first_month_before_exclusive_utc,
        "three_months_before": deadline.three_months_before_exclusive_utc,
    }


def facts_of(row: DeadlineRow, received_at: datetime) -> ClockFacts:
    """What the marks are reckoned from."""
    return ClockFacts(
        time_zone=row.time_zone,
        calendar=row.calendar,
        received_at=received_at,
        due_date=row.due_date,
        due_before=row.due_before,
        internal_target=row.internal_target,
        first_month_before=row.first_month_before,
        extended_at=row.extended_at if row.extension_lapsed_at is None else None,
        identity_asked_at=row.identity_asked_at,
    )


def _store(
    ctx: OperationContext,
    row: DeadlineRow,
    request: SubjectRequest,
    deadline: Deadline,
    marked: Mapping[MarkKey, datetime],
) -> None:
    for name, value in stored_values(deadline, ctx.policy.mark_plan).items():
        setattr(row, name, value)
    look_again(ctx, row, request.received_at, marked)


def look_again(
    ctx: OperationContext, row: DeadlineRow, received_at: datetime, marked: Mapping[MarkKey, datetime]
) -> None:
    """Set when the scheduler has to come back to this clock."""
    left = outstanding(facts_of(row, received_at), ctx.policy.mark_plan, marked)
    row.next_mark_at = left[0].at if left and row.stopped_at is None else None


async def _computed(ctx: OperationContext, request: SubjectRequest, row: DeadlineRow) -> Deadline:
    """From the stored inputs, by the rules in force."""
    rows = await storage.suspensions(ctx.session, request.id)
    return compute(
        request.received_at,
        rules=ctx.policy.deadline_rules,
        extended=row.extended_at is not None and row.extension_lapsed_at is None,
        suspensions=[suspension_of(s) for s in rows],
    )


def suspension_of(row: SuspensionRow) -> Suspension:
    return Suspension(row.opened_at, row.closed_at, SuspensionCause(row.cause), row.reasonable_doubt_reason)


@dataclass(frozen=True, slots=True)
class Explained:
    """A clock with the steps by which its dates were reached, and all that it rests on."""

    computed: Mapping[str, Any]
    row: DeadlineRow
    suspensions: Sequence[SuspensionRow]
    marks: Sequence[DeadlineMarkRow]


async def explained(ctx: OperationContext, request_id: UUID) -> Explained:
    """The deadline with its steps; that of a closed request as it stood when the answer was given."""
    request = await visibility.read(ctx, request_id)
    row = await storage.get(ctx.session, request.id)
    computed = row.computed if row.computed is not None else to_dict(await _computed(ctx, request, row))
    return Explained(
        computed,
        row,
        await storage.suspensions(ctx.session, request.id),
        await marks.of_request(ctx.session, request.id),
    )


async def of_requests(ctx: OperationContext, requests: Sequence[SubjectRequest]) -> dict[UUID, DeadlineRow]:
    """The clocks of requests that the actor was already shown to see."""
    return await storage.of_requests(ctx.session, [request.id for request in requests])


async def _changeable(ctx: OperationContext, request_id: UUID) -> tuple[SubjectRequest, DeadlineRow]:
    request = await visibility.lock(ctx, request_id)
    if request.status not in OPEN:
        raise IllegalTransition("The clock of a closed request does not change any more.")
    return request, await storage.get_for_update(ctx.session, request.id)


async def extend(ctx: OperationContext, request_id: UUID, ground: ExtensionGround, reasons: str) -> None:
    """Add the two further months of art. 12(3), with reasons for the person, inside the first month."""
    authorize(ctx.actor, Permission.EXTEND_DEADLINE)
    request, row = await _changeable(ctx, request_id)
    if row.extended_at is not None:
        raise DeadlineAlreadyExtended
    (await _computed(ctx, request, row)).require_extension_allowed(ctx.now)
    row.extended_at, row.extension_ground, row.extension_reasons = ctx.now, ground, reasons
    await ctx.session.flush()
    await audit.record(ctx, events.DeadlineExtended(request.id, ground))
    row = await _recompute(ctx, request)
    await correspondence.write(
        ctx,
        request,
        LetterKind.EXTENSION_NOTICE,
        ground=ground,
        reasons=reasons,
        due_on=row.due_date,
    )


async def settle_extension(ctx: OperationContext, request: SubjectRequest) -> None:
    """The first month is over: an extension whose notice did not go out within it does not count (12(3))."""
    row = await storage.get_for_update(ctx.session, request.id)
    if row.extended_at is None or row.extension_lapsed_at is not None or await _notice_in_time(ctx, row):
        return
    row.extension_lapsed_at = ctx.now
    await ctx.session.flush()
    await audit.record(ctx, events.ExtensionLapsed(request.id))
    await _recompute(ctx, request)


async def reconsider_extension(ctx: OperationContext, request_id: UUID) -> None:
    """The notice went out in time, and that is recorded only now: what counts is the sending."""
    request = await visibility.lock(ctx, request_id)
    row = await storage.get_for_update(ctx.session, request_id)
    if request.status not in OPEN or row.extension_lapsed_at is None or not await _notice_in_time(ctx, row):
        return
    row.extension_lapsed_at = None
    await ctx.session.flush()
    await audit.record(ctx, events.ExtensionRestored(request.id))
    await _recompute(ctx, request)


async def _notice_in_time(ctx: OperationContext, row: DeadlineRow) -> bool:
    notice = correspondence.id_of(row.request_id, LetterKind.EXTENSION_NOTICE)
    sent_at = await correspondence.sent_at(ctx, notice)
    return sent_at is not None and (row.first_month_before is None or sent_at < row.first_month_before)


async def suspend(
    ctx: OperationContext, request_id: UUID, cause: SuspensionCause, doubt: str | None
) -> SuspensionRow:
    """Stop the clock while the person is asked for something without which there is no going on."""
    authorize(ctx.actor, Permission.SUSPEND_DEADLINE)
    request, _ = await _changeable(ctx, request_id)
    if cause is SuspensionCause.IDENTITY and not (doubt or "").strip():
        raise InvalidInput(
            violations=[
                Violation(
                    "Asking for identity needs a recorded doubt (art. 12(6)).", "/reasonable_doubt_reason"
                )
            ]
        )
    return await open_suspension(ctx, request, cause, doubt)


async def open_suspension(
    ctx: OperationContext, request: SubjectRequest, cause: str, doubt: str | None
) -> SuspensionRow:
    if any(
        s.closed_at is None and s.cause == cause for s in await storage.suspensions(ctx.session, request.id)
    ):
        raise AlreadySuspended
    suspension = SuspensionRow(
        id=new_id(ctx.now),
        request_id=request.id,
        cause=cause,
        reasonable_doubt_reason=doubt,
        opened_at=ctx.now,
        closed_at=None,
    )
    ctx.session.add(suspension)
    await ctx.session.flush()
    await audit.record(ctx, events.DeadlineSuspended(request.id, suspension.id, cause))
    await _recompute(ctx, request)
    return suspension


async def resume(ctx: OperationContext, request_id: UUID, suspension_id: UUID) -> SuspensionRow:
    """End a suspension: what was asked for has come. Ending it twice changes nothing."""
    authorize(ctx.actor, Permission.SUSPEND_DEADLINE)
    request, _ = await _changeable(ctx, request_id)
    for suspension in await storage.suspensions(ctx.session, request.id):
        if suspension.id == suspension_id:
            if suspension.closed_at is None:
                await _end(ctx, request, suspension)
                if suspension.cause == SuspensionCause.IDENTITY:
                    await _await_identity(ctx, request, None)
            return suspension
    raise NotFound


async def end_open_suspension(ctx: OperationContext, request: SubjectRequest, cause: str) -> None:
    """The proof or scope that was asked for has come, by whichever way."""
    for suspension in await storage.suspensions(ctx.session, request.id):
        if suspension.cause == cause and suspension.closed_at is None:
            await _end(ctx, request, suspension)
    if cause == SuspensionCause.IDENTITY:
        await _await_identity(ctx, request, None)


async def _end(ctx: OperationContext, request: SubjectRequest, suspension: SuspensionRow) -> None:
    suspension.closed_at = ctx.now
    await ctx.session.flush()
    await audit.record(ctx, events.DeadlineResumed(request.id, suspension.id))
    await _recompute(ctx, request)


async def identity_asked(ctx: OperationContext, request: SubjectRequest) -> None:
    """From now on the person is reminded, and in the end the request closes for silence, by configuration."""
    await _await_identity(ctx, request, ctx.now)


async def _await_identity(ctx: OperationContext, request: SubjectRequest, asked_at: datetime | None) -> None:
    row = await storage.get_for_update(ctx.session, request.id)
    if row.identity_asked_at != asked_at:
        row.identity_asked_at = asked_at
        look_again(ctx, row, request.received_at, await _marked(ctx, request.id))
        await ctx.session.flush()


async def stop(ctx: OperationContext, request: SubjectRequest) -> None:
    """The request is closed: its clock stands, with its explanation and the version of its rules, for good."""
    row = await storage.get_for_update(ctx.session, request.id)
    deadline = await _computed(ctx, request, row)
    _store(ctx, row, request, deadline, {})
    waits = [step.dated.suspension for step in deadline.period.steps]
    ended = [replace(s, closed_at=max(s.opened_at, ctx.now)) if s.closed_at is None else s for s in waits]
    if ended != waits:
        row.suspension_days = compute(
            request.received_at, rules=deadline.rules, extended=deadline.extended, suspensions=ended
        ).suspension_days
    row.computed, row.stopped_at, row.next_mark_at, row.identity_asked_at = (
        to_dict(deadline),
        ctx.now,
        None,
        None,
    )
    await ctx.session.flush()


async def _recompute(ctx: OperationContext, request: SubjectRequest) -> DeadlineRow:
    row = await storage.get_for_update(ctx.session, request.id)
    _store(ctx, row, request, await _computed(ctx, request, row), await _marked(ctx, request.id))
    await ctx.session.flush()
    return row


async def _marked(ctx: OperationContext, request_id: UUID) -> Mapping[MarkKey, datetime]:
    return (await marks.of_requests(ctx.session, [request_id]))[request_id]
