"""Fees: asked with their basis and a warning, then the request waits for payment or its withdrawal (art. 12(5)(a))."""

from dataclasses import dataclass
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.domain.errors import InvalidInput, Violation
from dsr_service.domain.fees import (
    FITS,
    FeeAsked,
    FeeClosed,
    FeeDemanded,
    FeeGround,
    FeeNotTold,
    FeeSettled,
    FeeStatus,
    NoFee,
)
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.letters import LetterKind
from dsr_service.domain.rights import Outcome, never_refusable
from dsr_service.domain.subject_requests import IllegalTransition, Status
from dsr_service.services import audit, correspondence, visibility
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import fees as storage
from dsr_service.storage.tables import Fee


@dataclass(frozen=True, slots=True)
class Demand:
    ground: FeeGround
    amount_cents: int
    currency: str
    cost_basis: str
    reasons: str


async def demand(ctx: OperationContext, request_id: UUID, wanted: Demand) -> Fee:
    """Write to the person what it would cost and why, and that they may withdraw at no cost. Raises FeeAsked."""
    authorize(ctx.actor, Permission.REFUSE_RIGHT)
    request = await visibility.lock(ctx, request_id)
    if request.status not in {Status.RECEIVED, Status.AWAITING_IDENTITY, Status.IN_PROGRESS}:
        raise IllegalTransition(f"A request that is {request.status} can't be made to wait for a fee.")
    if await storage.of_request(ctx.session, request.id) is not None:
        raise FeeAsked
    chargeable = [
        asked
        for asked in request.rights
        if asked.outcome is Outcome.PENDING
        and asked.right in FITS[wanted.ground]
        and not never_refusable(asked.right, frozenset(asked.particulars.get("purposes", ())))
    ]
    if not chargeable:
        raise InvalidInput(
            violations=[Violation("No pending right of this request admits a fee on this ground.", "/ground")]
        )
    fee = Fee(
        id=new_id(ctx.now),
        request_id=request.id,
        ground=wanted.ground,
        amount_cents=wanted.amount_cents,
        currency=wanted.currency,
        cost_basis=wanted.cost_basis,
        reasons=wanted.reasons,
        status=FeeStatus.ASKED,
        asked_at=ctx.now,
        asked_by=ctx.actor.id,
    )
    ctx.session.add(fee)
    await ctx.session.flush()
    await audit.record(ctx, FeeDemanded(request.id, fee.id, fee.ground, fee.amount_cents, fee.currency))
    await correspondence.write(
        ctx,
        request,
        LetterKind.FEE_NOTICE,
        anchor=str(fee.id),
        amount=amount_of(fee),
        reasons=f"{wanted.reasons}\n\n{wanted.cost_basis}",
    )
    return fee


def amount_of(fee: Fee) -> str:
    """As the letter names it."""
    return f"{fee.amount_cents // 100}.{fee.amount_cents % 100:02d} {fee.currency}"


async def read(ctx: OperationContext, request_id: UUID) -> Fee:
    """Raises NoFee."""
    request = await visibility.read(ctx, request_id)
    fee = await storage.of_request(ctx.session, request.id)
    if fee is None:
        raise NoFee
    return fee


async def settle(ctx: OperationContext, request_id: UUID, status: FeeStatus) -> Fee:
    """Paid, or waived: the request goes on. Raises FeeNotTold before the person could have withdrawn."""
    authorize(ctx.actor, Permission.REFUSE_RIGHT)
    request = await visibility.lock(ctx, request_id)
    fee = await storage.of_request(ctx.session, request.id, lock=True)
    if fee is None:
        raise NoFee
    if fee.status is not FeeStatus.ASKED:
        raise FeeSettled
    letter = correspondence.id_of(request.id, LetterKind.FEE_NOTICE, str(fee.id))
    if status is FeeStatus.PAID and await correspondence.sent_at(ctx, letter) is None:
        raise FeeNotTold
    fee.status, fee.settled_at, fee.settled_by = status, ctx.now, ctx.actor.id
    await ctx.session.flush()
    await audit.record(ctx, FeeClosed(request.id, fee.id, status))
    return fee
