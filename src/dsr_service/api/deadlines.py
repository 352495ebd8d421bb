"""The statutory clock over HTTP: explanation, extension, suspensions, what-if."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Body, Response
from pydantic import Field

from dsr_service.api.operation import SECURED, Operation, OperationRoute
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body as BodyModel
from dsr_service.api.schemas import Prose, View
from dsr_service.domain.actors import Permission
from dsr_service.domain.deadline_cases import answer_case, to_dict
from dsr_service.domain.deadlines import DeadlineAlreadyExtended, ExtensionTooLate
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.grounds import ExtensionGround
from dsr_service.domain.subject_requests import IllegalTransition
from dsr_service.domain.suspensions import SuspensionCause
from dsr_service.services import deadlines
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage.tables import SuspensionRow

router = APIRouter(prefix="/v1", route_class=OperationRoute, dependencies=SECURED, tags=["Deadlines"])


class ExtensionIn(BodyModel):
    ground: ExtensionGround = Field(
        description="Complexity or number of requests; being busy is none (art. 12(3))."
    )
    reasons: Prose = Field(
        description="What the person is told.", examples=["Votre demande porte sur 4 000 commandes."]
    )


class SuspensionIn(BodyModel):
    cause: SuspensionCause
    reasonable_doubt_reason: Prose | None = Field(
        None,
        description="Required for identity: what the doubt is (art. 12(6)).",
        examples=["The signatures differ."],
    )


class SuspensionOut(View):
    id: UUID
    cause: SuspensionCause
    reasonable_doubt_reason: str | None
    opened_at: datetime
    closed_at: datetime | None


class ExtensionOut(View):
    ground: ExtensionGround
    reasons: str
    decided_at: datetime


class ClockOut(View):
    """The computed deadline with the steps by which it was reached, and the facts that it rests on."""

    computed: dict[str, Any] = Field(
        description="The fields of `POST /v1/deadlines/what-if`, explanation included."
    )
    extension: ExtensionOut | None
    suspensions: list[SuspensionOut]

    @classmethod
    async def of(cls, ctx: OperationContext, request_id: UUID) -> Self:
        deadline, row, suspensions = await deadlines.explained(ctx, request_id)
        extension = None
        if row.extended_at and row.extension_ground:
            extension = ExtensionOut(
                ground=row.extension_ground, reasons=row.extension_reasons or "", decided_at=row.extended_at
            )
        return cls(
            computed=to_dict(deadline),
            extension=extension,
            suspensions=[_suspension(s) for s in suspensions],
        )


def _suspension(row: SuspensionRow) -> SuspensionOut:
    return SuspensionOut.model_validate(row)


@router.get(
    "/requests/{request_id}/deadline",
    operation_id="getDeadline",
    summary="Explain the deadline",
    description="When the answer is due under art. 12(3) and Regulation 1182/71, with every step to it.",
    responses=problems(NotFound),
)
async def read(request_id: UUID, ctx: Operation) -> ClockOut:
    return await ClockOut.of(ctx, request_id)


@router.post(
    "/requests/{request_id}/extension",
    operation_id="extendDeadline",
    summary="Extend the deadline",
    description="Adds the two further months of art. 12(3), once, inside the first month, with reasons for the person.",
    responses=problems(
        NotFound, Forbidden, InvalidInput, IllegalTransition, DeadlineAlreadyExtended, ExtensionTooLate
    ),
)
async def extend(request_id: UUID, body: ExtensionIn, ctx: Operation) -> ClockOut:
    await deadlines.extend(ctx, request_id, body.ground, body.reasons)
    return await ClockOut.of(ctx, request_id)


@router.post(
    "/requests/{request_id}/suspensions",
    status_code=201,
    operation_id="suspendDeadline",
    summary="Suspend the clock",
    description="Stops the clock while the person is asked for proof of identity (art. 12(6)) or the scope "
    "of a large request (recital 63).",
    responses=problems(NotFound, Forbidden, InvalidInput, IllegalTransition, deadlines.AlreadySuspended),
)
async def suspend(request_id: UUID, body: SuspensionIn, ctx: Operation, response: Response) -> SuspensionOut:
    row = await deadlines.suspend(ctx, request_id, body.cause, body.reasonable_doubt_reason)
    response.headers["Location"] = f"/v1/requests/{request_id}/deadline"
    return _suspension(row)


@router.post(
    "/requests/{request_id}/suspensions/{suspension_id}/end",
    operation_id="resumeDeadline",
    summary="End a suspension",
    description="What the person was asked for has come: the clock goes on (art. 12(3)).",
    responses=problems(NotFound, Forbidden, IllegalTransition),
)
async def resume(request_id: UUID, suspension_id: UUID, ctx: Operation) -> SuspensionOut:
    return _suspension(await deadlines.resume(ctx, request_id, suspension_id))


@router.post(
    "/deadlines/what-if",
    operation_id="computeDeadline",
    summary="Compute a deadline",
    description="The due date of art. 12(3) if a request were received then and suspended so; nothing is stored.",
    responses=problems(InvalidInput, Forbidden),
)
async def what_if(
    body: Annotated[
        dict[str, Any],
        Body(
            openapi_examples={
                "plain": {
                    "value": {
                        "received_at": "2026-01-31T10:00:00+01:00",
                        "time_zone": "Europe/Paris",
                        "calendar": "FR",
                        "extended": False,
                        "suspensions": [],
                    }
                }
            }
        ),
    ],
    ctx: Operation,
) -> dict[str, Any]:
    authorize(ctx.actor, Permission.COMPUTE_DEADLINE)
    return answer_case(body, ctx.policy.deadline_rules)
