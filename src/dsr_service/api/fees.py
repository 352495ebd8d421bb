"""Fees over HTTP: asked, paid, waived (art. 12(5)(a), 15(3))."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from dsr_service.api.operation import SECURED, Operation, OperationRoute
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, Prose, View
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.fees import FeeAsked, FeeGround, FeeNotTold, FeeSettled, FeeStatus, NoFee
from dsr_service.domain.subject_requests import IllegalTransition
from dsr_service.services import fees
from dsr_service.storage.tables import Fee

router = APIRouter(
    prefix="/v1/requests", route_class=OperationRoute, dependencies=SECURED, tags=["Decisions"]
)


class FeeIn(Body):
    ground: FeeGround
    amount_cents: int = Field(ge=1, le=100_000, description="A reasonable fee, no profit.", examples=[450])
    currency: str = Field("EUR", max_length=3, pattern="^[A-Z]{3}$", description="ISO 4217.")
    cost_basis: Prose = Field(
        description="The administrative costs it covers, for the person.", examples=["Copie papier : 4,50 €."]
    )
    reasons: Prose = Field(
        description="Why the condition is met, for the person.", examples=["Même copie que celle du 2 mars."]
    )


class FeeOut(View):
    id: UUID
    request_id: UUID
    ground: FeeGround
    amount_cents: int
    currency: str
    cost_basis: str
    reasons: str
    status: FeeStatus = Field(description="While it is `asked`, nothing is carried out for the request.")
    asked_at: datetime
    asked_by: str
    settled_at: datetime | None
    settled_by: str | None

    @classmethod
    def of(cls, fee: Fee) -> "FeeOut":
        return cls.model_validate(fee)


@router.post(
    "/{request_id}/fee",
    operation_id="demandFee",
    summary="Ask for a fee",
    description="For a manifestly unfounded or excessive request, or a further copy: the person is told the amount, "
    "its basis, and that withdrawing costs nothing; the request waits (art. 12(5)(a), 15(3)). The clock runs on.",
    responses=problems(NotFound, Forbidden, InvalidInput, IllegalTransition, FeeAsked),
    status_code=201,
)
async def demand(request_id: UUID, body: FeeIn, ctx: Operation) -> FeeOut:
    wanted = fees.Demand(body.ground, body.amount_cents, body.currency, body.cost_basis, body.reasons)
    return FeeOut.of(await fees.demand(ctx, request_id, wanted))


@router.get(
    "/{request_id}/fee",
    operation_id="getFee",
    summary="Read the fee of a request",
    description="Amount, basis and whether it is paid (art. 12(5)(a)).",
    responses=problems(NotFound, NoFee),
)
async def read(request_id: UUID, ctx: Operation) -> FeeOut:
    return FeeOut.of(await fees.read(ctx, request_id))


@router.post(
    "/{request_id}/fee/payment",
    operation_id="recordFeePayment",
    summary="Record the payment of a fee",
    description="The request goes on. Refused until the letter about the fee has gone out (art. 12(5)(a)).",
    responses=problems(NotFound, Forbidden, NoFee, FeeSettled, FeeNotTold),
)
async def pay(request_id: UUID, ctx: Operation) -> FeeOut:
    return FeeOut.of(await fees.settle(ctx, request_id, FeeStatus.PAID))


@router.post(
    "/{request_id}/fee/waiver",
    operation_id="waiveFee",
    summary="Waive a fee",
    description="The request goes on free of charge (art. 12(5)).",
    responses=problems(NotFound, Forbidden, NoFee, FeeSettled),
)
async def waive(request_id: UUID, ctx: Operation) -> FeeOut:
    return FeeOut.of(await fees.settle(ctx, request_id, FeeStatus.WAIVED))
