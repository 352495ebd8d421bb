"""The statutory clock over HTTP: explanation, extension, suspensions, what-if."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field, WithJsonSchema

from dsr_service.api.deadline_bodies import CASE_SCHEMA, ComputedOut, WhatIfOut, check_lengths
from dsr_service.api.operation import SECURED, Operation, OperationRoute
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body as BodyModel
from dsr_service.api.schemas import Prose, View
from dsr_service.domain.actors import Permission
from dsr_service.domain.deadlines.cases import answer_case
from dsr_service.domain.deadlines.deadlines import (
    DeadlineAlreadyExtended,
    ExtensionTooLate,
)
from dsr_service.domain.deadlines.marks import MarkKind
from dsr_service.domain.deadlines.suspensions import SuspensionCause
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.grounds import ExtensionGround
from dsr_service.domain.subject_requests import IllegalTransition
from dsr_service.services import clarifications, deadlines
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
    question: Prose | None = Field(
        None,
        description="For clarification: what the person is asked by letter; none: they were asked otherwise.",
        examples=["Votre demande porte-t-elle aussi sur vos avis publiés ?"],
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
    lapsed_at: datetime | None = Field(
        description="When it was found that the notice had not gone out within the first month."
    )


class MarkOut(View):
    """Something that fell due on the way and was decided, once."""

    kind: MarkKind
    step: int = Field(description="Of a reminder: how many days before the due date, or after asking.")
    due: datetime = Field(description="The bound or the question that it belongs to.")
    fell_due_at: datetime
    marked_at: datetime


class ClockOut(View):
    """The computed deadline with the steps by which it was reached, and the facts that it rests on."""

    computed: ComputedOut
    extension: ExtensionOut | None
    suspensions: list[SuspensionOut]
    marks: list[MarkOut] = Field(
        description="Reminders, escalation, overdue mark: what was decided, and when."
    )
    stopped_at: datetime | None = Field(
        description="When the answer was given; from then on nothing changes."
    )

    @classmethod
    async def of(cls, ctx: OperationContext, request_id: UUID) -> Self:
        found = await deadlines.explained(ctx, request_id)
        row, extension = found.row, None
        if row.extended_at and row.extension_ground:
            extension = ExtensionOut(
                ground=row.extension_ground,
                reasons=row.extension_reasons or "",
                decided_at=row.extended_at,
                lapsed_at=row.extension_lapsed_at,
            )
        return cls(
            computed=ComputedOut.model_validate(found.computed),
            extension=extension,
            suspensions=[_suspension(s) for s in found.suspensions],
            marks=[MarkOut.model_validate(mark) for mark in found.marks],
            stopped_at=row.stopped_at,
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
    row = await clarifications.suspend(
        ctx, request_id, body.cause, body.reasonable_doubt_reason, body.question
    )
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
    response_model_exclude_unset=True,
)
async def what_if(body: Annotated[dict[str, Any], WithJsonSchema(CASE_SCHEMA)], ctx: Operation) -> WhatIfOut:
    authorize(ctx.actor, Permission.COMPUTE_DEADLINE)
    check_lengths(body)
    return WhatIfOut.model_validate(answer_case(body, ctx.policy.deadline_rules, strict=True))
