"""The statutory clock of a request: start, suspend, resume, extend, explain (art. 12(3))."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.deadlines import (
    Deadline,
    DeadlineRules,
    Suspension,
    SuspensionCause,
    compute,
)
from dsr_service.domain.errors import DsrError, InvalidInput, Kind, NotFound, Violation
from dsr_service.domain.grounds import ExtensionGround
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.subject_requests import OPEN, IllegalTransition
from dsr_service.services import audit, subject_requests
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import deadlines as storage
from dsr_service.storage.tables import DeadlineRow, SubjectRequest, SuspensionRow


class AlreadySuspended(DsrError):
    code = "already_suspended"
    kind = Kind.CONFLICT
    title = "The clock is suspended for this cause already."


async def start(ctx: OperationContext, request: SubjectRequest) -> None:
    """Start the clock at the instant of receipt."""
    row = DeadlineRow(request_id=request.id)
    _store(row, compute(request.received_at, rules=ctx.policy.deadline_rules))
    ctx.session.add(row)
    await ctx.session.flush()


def _store(row: DeadlineRow, deadline: Deadline) -> None:
    row.time_zone, row.calendar = deadline.rules.time_zone, deadline.rules.calendar
    row.rules_version = deadline.rules.fingerprint()
    row.due_date, row.due_before = deadline.due_date, deadline.due_before_exclusive_utc
    row.safe_due, row.internal_target = deadline.safe_due, deadline.internal_target
    row.extension_notice_due = deadline.extension_notice_due
    row.refusal_information_due = deadline.refusal_information_due


async def _computed(ctx: OperationContext, request: SubjectRequest, row: DeadlineRow) -> Deadline:
    """From the stored inputs, by the place in which the clock was started and the rules in force."""
    rows = await storage.suspensions(ctx.session, request.id)
    rules: DeadlineRules = replace(ctx.policy.deadline_rules, time_zone=row.time_zone, calendar=row.calendar)
    return compute(
        request.received_at,
        rules=rules,
        extended=row.extended_at is not None,
        suspensions=[
            Suspension(s.opened_at, s.closed_at, SuspensionCause(s.cause), s.reasonable_doubt_reason)
            for s in rows
        ],
    )


async def explained(
    ctx: OperationContext, request_id: UUID
) -> tuple[Deadline, DeadlineRow, Sequence[SuspensionRow]]:
    """The deadline with the steps by which it was reached."""
    request = await subject_requests.read(ctx, request_id)
    row = await storage.get(ctx.session, request.id)
    return await _computed(ctx, request, row), row, await storage.suspensions(ctx.session, request.id)


async def of_requests(ctx: OperationContext, requests: Sequence[SubjectRequest]) -> dict[UUID, DeadlineRow]:
    """The clocks of requests that the actor was already shown to see."""
    return await storage.of_requests(ctx.session, [request.id for request in requests])


async def _changeable(ctx: OperationContext, request_id: UUID) -> tuple[SubjectRequest, DeadlineRow]:
    request = await subject_requests.lock(ctx, request_id)
    if request.status not in OPEN:
        raise IllegalTransition("The clock of a closed request does not change any more.")
    return request, await storage.get(ctx.session, request.id)


async def extend(
    ctx: OperationContext, request_id: UUID, ground: ExtensionGround, reasons: str
) -> tuple[Deadline, DeadlineRow]:
    """Add the two further months of art. 12(3), with reasons for the person, inside the first month."""
    authorize(ctx.actor, Permission.EXTEND_DEADLINE)
    request, row = await _changeable(ctx, request_id)
    (await _computed(ctx, request, row)).require_extension_allowed(ctx.now)
    row.extended_at, row.extension_ground, row.extension_reasons = ctx.now, ground, reasons
    deadline = await _computed(ctx, request, row)
    _store(row, deadline)
    await audit.record(ctx, events.DeadlineExtended(request.id, ground))
    return deadline, row


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
            return suspension
    raise NotFound


async def end_open_suspension(ctx: OperationContext, request: SubjectRequest, cause: str) -> None:
    """The proof or scope that was asked for has come, by whichever way."""
    for suspension in await storage.suspensions(ctx.session, request.id):
        if suspension.cause == cause and suspension.closed_at is None:
            await _end(ctx, request, suspension)


async def _end(ctx: OperationContext, request: SubjectRequest, suspension: SuspensionRow) -> None:
    suspension.closed_at = ctx.now
    await ctx.session.flush()
    await audit.record(ctx, events.DeadlineResumed(request.id, suspension.id))
    await _recompute(ctx, request)


async def _recompute(ctx: OperationContext, request: SubjectRequest) -> None:
    row = await storage.get(ctx.session, request.id)
    _store(row, await _computed(ctx, request, row))
    await ctx.session.flush()
