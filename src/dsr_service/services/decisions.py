"""Decisions on single rights: settled by hand, or refused on a ground of the catalogue (art. 12(4))."""

from collections.abc import Sequence
from uuid import UUID

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.erasure.erasures import ErasureStatus
from dsr_service.domain.errors import DsrError, InvalidInput, Kind, Violation
from dsr_service.domain.grounds import REFUSAL_GROUNDS, GroundDoesNotFit, RefusalGround, require_ground
from dsr_service.domain.recipient_notices import CAUSES
from dsr_service.domain.rights import COLLECTED, Outcome, Right, needs_identity, never_refusable
from dsr_service.domain.subject_requests import (
    IllegalTransition,
    RightAlreadyDecided,
    RightNotRequested,
    Status,
)
from dsr_service.services import (
    announcements,
    audit,
    erasures,
    lifecycle,
    recipient_notices,
    rectifications,
    standings,
    subject_requests,
    suppressions,
)
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage.tables import RequestedRight, SubjectRequest


class NeverRefusable(DsrError):
    code = "never_refusable"
    kind = Kind.CONFLICT
    title = (
        "An objection to direct marketing and a withdrawal of consent can't be refused (art. 21(3), 7(3))."
    )


class CarriedOutByWorker(DsrError):
    code = "carried_out_by_worker"
    kind = Kind.CONFLICT
    title = "This right is carried out by starting the fulfilment, not recorded by hand."


def grounds_for(right: Right, purposes: frozenset[str]) -> Sequence[RefusalGround]:
    """The grounds that may be offered for a right; none for what can't be refused."""
    if never_refusable(right, purposes):
        return ()
    return tuple(ground for ground in REFUSAL_GROUNDS.values() if right in ground.rights)


async def settle(ctx: OperationContext, request_id: UUID, right: Right, reasons: str) -> SubjectRequest:
    """Record that a person carried the right out by hand; the request closes with its last right."""
    authorize(ctx.actor, Permission.DECIDE_RIGHT)
    if right in COLLECTED:
        raise CarriedOutByWorker
    request = await subject_requests.lock(ctx, request_id)
    asked = _pending(request, right)
    if request.status is not Status.IN_PROGRESS and needs_identity(
        right, subject_requests.purposes_of(asked)
    ):
        raise IllegalTransition(f"A request that is {request.status} is not ready to be carried out.")
    await standings.require_standing(ctx, request, [right])
    await suppressions.carry_out(ctx, request, asked)
    await _decide(ctx, request, asked, Outcome.FULFILLED, None, reasons)
    await announcements.settled(ctx, request, right, reasons)
    if right in CAUSES:  # done by hand, and the recipients are told all the same
        await recipient_notices.plan(ctx, request, CAUSES[right], anchor="settled")
    return request


async def refuse_purposes(
    ctx: OperationContext, request_id: UUID, refused: frozenset[str], ground_code: str, reasons: str
) -> SubjectRequest:
    """Refuse an objection for some of its purposes; the others are upheld and take effect (art. 21(1))."""
    authorize(ctx.actor, Permission.REFUSE_RIGHT)
    request = await subject_requests.lock(ctx, request_id)
    asked = _pending(request, Right.OBJECTION)
    purposes = subject_requests.purposes_of(asked)
    if not refused <= purposes:
        raise InvalidInput(violations=[Violation("The objection names no such purpose.", "/purposes")])
    if never_refusable(Right.OBJECTION, refused):
        raise NeverRefusable
    require_ground(ground_code, Right.OBJECTION, "/rights/0")
    upheld = sorted(purposes - refused)
    if upheld:
        await suppressions.suppress(ctx, request, upheld)
    outcome = Outcome.PARTLY_REFUSED if upheld else Outcome.REFUSED
    await _decide(ctx, request, asked, outcome, ground_code, reasons)
    await announcements.refused(
        ctx,
        request,
        [Right.OBJECTION],
        ground_code,
        reasons,
        refused_purposes=sorted(refused),
        upheld_purposes=upheld,
    )
    return request


async def refuse(
    ctx: OperationContext, request_id: UUID, rights: Sequence[Right], ground_code: str, reasons: str
) -> SubjectRequest:
    """Refuse rights on one ground, with reasons for the person (art. 12(4))."""
    authorize(ctx.actor, Permission.REFUSE_RIGHT)
    request = await subject_requests.lock(ctx, request_id)
    for position, right in enumerate(rights):
        asked = _asked(request, right)
        if never_refusable(right, subject_requests.purposes_of(asked)):
            raise NeverRefusable
        _require_pending(asked)
        ground = require_ground(ground_code, right, f"/rights/{position}")
        if not standings.ground_fits(request, ground_code):
            raise GroundDoesNotFit("This ground is for those who ask for another person.")
        if ground.partial_only and right is not Right.ERASURE:
            raise GroundDoesNotFit("This ground limits the copy only; it refuses nothing as a whole.")
        if request.status is Status.IN_FULFILMENT:
            raise IllegalTransition("The fulfilment runs; a refusal has to wait for it.")
    for right in rights:
        await _decide(ctx, request, _pending(request, right), Outcome.REFUSED, ground_code, reasons)
    await announcements.refused(ctx, request, rights, ground_code, reasons)
    return request


def _asked(request: SubjectRequest, right: Right) -> RequestedRight:
    for asked in request.rights:
        if asked.right is right:
            return asked
    raise RightNotRequested


def _require_pending(asked: RequestedRight) -> None:
    if asked.outcome is not Outcome.PENDING:
        raise RightAlreadyDecided


def _pending(request: SubjectRequest, right: Right) -> RequestedRight:
    asked = _asked(request, right)
    _require_pending(asked)
    return asked


async def _decide(
    ctx: OperationContext,
    request: SubjectRequest,
    asked: RequestedRight,
    outcome: Outcome,
    ground: str | None,
    reasons: str | None,
) -> None:
    if reasons is not None and not reasons.strip():
        raise InvalidInput(violations=[Violation("Reasons can't be empty.", "/reasons")])
    if asked.right is Right.ERASURE:
        await erasures.end(ctx, request, ErasureStatus.CANCELLED, f"right_{outcome}")
    if asked.right is Right.RECTIFICATION:
        await rectifications.end(ctx, request, f"right_{outcome}")
    asked.outcome, asked.decided_at, asked.decided_by = outcome, ctx.now, ctx.actor.id
    asked.ground, asked.reasons = ground, reasons
    await audit.record(ctx, events.RightDecided(request.id, asked.right, outcome, ground))
    await lifecycle.close_if_settled(ctx, request)
