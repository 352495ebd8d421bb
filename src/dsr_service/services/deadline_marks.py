"""The scheduler's pass: what has fallen due on running clocks is decided, each thing once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.deadlines.civil_time import civil_date
from dsr_service.domain.deadlines.marks import DECISIONS, Mark, MarkKey, MarkKind, outstanding
from dsr_service.domain.letters import LetterKind
from dsr_service.domain.rights import Outcome, needs_identity
from dsr_service.domain.subject_requests import Status
from dsr_service.services import audit, correspondence, deadlines, lifecycle
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import deadline_marks as storage
from dsr_service.storage import subject_requests as requests
from dsr_service.storage.tables import DeadlineMarkRow, DeadlineRow, SubjectRequest

TRY_AGAIN = timedelta(minutes=15)  # with a decision that failed
BATCH = 200  # clocks in one transaction: others wait for their locks no longer than that takes


async def mark_due(ctx: OperationContext, limit: int = BATCH) -> int:
    """Decide what has fallen due by `ctx.now` on up to `limit` clocks; returns how many were looked at.

    What a worker that was down has missed is made up for; what a mark leads to happens in its transaction.
    """
    authorize(ctx.actor, Permission.KEEP_DEADLINES)
    due = await storage.claim_due(ctx.session, ctx.now, limit)
    marked = await storage.of_requests(ctx.session, [clock.request_id for clock, _ in due])
    made = _Made(ctx)
    for clock, received_at in due:
        await _decide(ctx, made, clock, received_at, marked[clock.request_id])
    await made.write()
    await ctx.session.flush()
    return len(due)


class _Made:
    """Marks that are written many at a time, but before what they lead to."""

    def __init__(self, ctx: OperationContext) -> None:
        self._ctx = ctx
        self._rows: list[dict[str, Any]] = []
        self._events: list[events.AuditEvent] = []

    def add(self, request_id: UUID, mark: Mark) -> None:
        key = mark.key
        self._rows.append(
            {
                "request_id": request_id,
                "kind": key.kind,
                "step": key.step,
                "due": key.due,
                "fell_due_at": mark.at,
                "marked_at": self._ctx.now,
            }
        )
        self._events.append(events.DeadlineMarked(request_id, key.kind, key.step, key.due.isoformat()))

    async def write(self) -> None:
        await storage.add(self._ctx.session, self._rows)
        await audit.record_all(self._ctx, self._events)
        self.forget()

    def forget(self) -> None:
        self._rows, self._events = [], []


async def _decide(
    ctx: OperationContext,
    made: _Made,
    clock: DeadlineRow,
    received_at: datetime,
    marked: dict[MarkKey, datetime],
) -> None:
    """One decision may change the clock and with it what falls due: each is found anew."""
    while clock.stopped_at is None:
        left = outstanding(deadlines.facts_of(clock, received_at), ctx.policy.mark_plan, marked)
        due = [mark for mark in left if mark.at <= ctx.now]
        if not due:
            break
        if due[0].key.kind not in DECISIONS:
            made.add(clock.request_id, due[0])
        elif not await _decided(ctx, made, clock, due, received_at, marked):
            return
        marked[due[0].key] = ctx.now
    deadlines.look_again(ctx, clock, received_at, marked)


async def _decided(
    ctx: OperationContext,
    made: _Made,
    clock: DeadlineRow,
    due: Sequence[Mark],
    received_at: datetime,
    marked: Mapping[MarkKey, datetime],
) -> bool:
    """Mark the first of these and do what follows, both or neither; a request that fails stops no other."""
    await made.write()
    try:
        async with ctx.session.begin_nested():
            made.add(clock.request_id, due[0])
            await made.write()
            now_marked = {**marked, due[0].key: ctx.now}
            await _follow(ctx, clock.request_id, due, _closing_on(ctx, clock, received_at, now_marked))
    except Exception as error:  # noqa: BLE001 - whatever it is, the others must not wait for its repair
        made.forget()
        # The code, never the message, which may quote people's data.
        structlog.get_logger("deadlines").error(
            "deadline_decision_failed",
            request=str(clock.request_id),
            kind=str(due[0].key.kind),
            error=getattr(error, "code", type(error).__name__),
        )
        await ctx.session.refresh(clock)
        clock.next_mark_at = ctx.now + TRY_AGAIN
        return False
    return True


def _closing_on(
    ctx: OperationContext, clock: DeadlineRow, received_at: datetime, marked: Mapping[MarkKey, datetime]
) -> date | None:
    """The day on which silence will close the request, as the person is told it."""
    left = outstanding(deadlines.facts_of(clock, received_at), ctx.policy.mark_plan, marked)
    closing = (mark.at for mark in left if mark.key.kind is MarkKind.IDENTITY_EXPIRY)
    at = next(closing, None)
    return civil_date(at, ctx.policy.zone) if at else None


async def _follow(
    ctx: OperationContext, request_id: UUID, due: Sequence[Mark], closing_on: date | None
) -> None:
    """What the first of these marks leads to."""
    key = due[0].key
    match key.kind:
        case MarkKind.EXTENSION_CHECK:
            await deadlines.settle_extension(ctx, await _request(ctx, request_id))
        case MarkKind.IDENTITY_REMINDER:
            later = any(mark.key.kind is key.kind and mark.key.step > key.step for mark in due[1:])
            if not later:  # after a standstill one letter does for all
                await _remind(ctx, await _request(ctx, request_id), key, closing_on)
        case MarkKind.IDENTITY_EXPIRY:
            await _expire(ctx, await _request(ctx, request_id), key)


async def _request(ctx: OperationContext, request_id: UUID) -> SubjectRequest:
    request = await requests.get_for_update(ctx.session, request_id)
    if request is None:  # locked by the claim: it can't be gone
        raise LookupError(request_id)
    return request


async def _remind(
    ctx: OperationContext, request: SubjectRequest, key: MarkKey, closing_on: date | None
) -> None:
    await correspondence.write(
        ctx,
        request,
        LetterKind.IDENTITY_REMINDER,
        anchor=f"{key.due.isoformat()}/{key.step}",
        asked_on=civil_date(key.due, ctx.policy.zone),
        closing_on=closing_on,
    )


async def _expire(ctx: OperationContext, request: SubjectRequest, key: MarkKey) -> None:
    """Nobody answered: what can't be done without knowing who asks is closed, with a letter (art. 12(2), (4))."""
    if request.status is not Status.AWAITING_IDENTITY:
        await deadlines.end_open_suspension(ctx, request, "identity")
        return
    for right in request.rights:
        purposes = frozenset(right.particulars.get("purposes", ()))
        if right.outcome is Outcome.PENDING and needs_identity(right.right, purposes):
            right.outcome, right.decided_at, right.decided_by = Outcome.EXPIRED, ctx.now, ctx.actor.id
            await audit.record(ctx, events.RightDecided(request.id, right.right, Outcome.EXPIRED, None))
    await correspondence.write(
        ctx,
        request,
        LetterKind.IDENTITY_EXPIRED,
        anchor=key.due.isoformat(),
        asked_on=civil_date(key.due, ctx.policy.zone),
    )
    await ctx.session.flush()
    if not await lifecycle.close_if_settled(ctx, request):
        # A marketing objection beside it (art. 21(3)) asks for no identity: its clock goes on.
        await deadlines.end_open_suspension(ctx, request, "identity")


async def page(
    ctx: OperationContext, kinds: Sequence[MarkKind], after: storage.Position | None, limit: int
) -> Sequence[tuple[DeadlineMarkRow, str, str | None]]:
    """What was decided on all requests, for staff and DPO to act on."""
    authorize(ctx.actor, Permission.READ_REPORTS)
    return await storage.page(ctx.session, kinds, after, limit)
