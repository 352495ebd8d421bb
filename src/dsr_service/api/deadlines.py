"""The statutory clock over HTTP: explanation, extension, suspensions, what-if."""

from datetime import date, datetime
from typing import Annotated, Any, Final, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field, WithJsonSchema

from dsr_service.api.operation import SECURED, Operation, OperationRoute
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body as BodyModel
from dsr_service.api.schemas import Prose, View
from dsr_service.domain.actors import Permission
from dsr_service.domain.deadline_cases import COMPANIONS, answer_case
from dsr_service.domain.deadline_marks import MarkKind
from dsr_service.domain.deadlines import (
    AskingEnd,
    CountedSuspensions,
    DeadlineAlreadyExtended,
    ExtensionTooLate,
)
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound, Violation
from dsr_service.domain.grounds import ExtensionGround
from dsr_service.domain.subject_requests import IllegalTransition
from dsr_service.domain.suspensions import SuspensionCause
from dsr_service.services import deadlines
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage.tables import SuspensionRow

router = APIRouter(prefix="/v1", route_class=OperationRoute, dependencies=SECURED, tags=["Deadlines"])


_Day = date  # a field below bears the type's name


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
    lapsed_at: datetime | None = Field(
        description="When it was found that the notice had not gone out within the first month."
    )


class ExplanationOut(View):
    """One step on the way to the date, with the article behind it."""

    step: str = Field(examples=["rollover"])
    article: str = Field(examples=["Reg. 1182/71 art. 3(4)"])
    date: _Day | None = Field(description="The date reached by this step.")
    text: dict[str, str] = Field(
        description="In French and English.",
        examples=[{"fr": "Le 4 avril 2026 est un samedi.", "en": "4 April 2026 is a Saturday."}],
    )
    values: dict[str, Any] = Field(description="What a machine needs to do the step again.")


class ComputedOut(View):
    """A deadline as computed, with the ordered steps by which it was reached (art. 12(3), Regulation 1182/71)."""

    received_local_date: date
    nominal_end: date
    suspension_days: int
    nominal_end_with_suspension: date
    due_date: date | None = Field(description="The last day; null while a suspension is open.")
    rolled: bool = Field(description="Whether the end fell on a weekend or a public holiday.")
    extension_notice_due: date | None
    refusal_information_due: date | None
    due_last_second_local: str | None = Field(examples=["2026-04-02T23:59:59+02:00"])
    due_before_exclusive_utc: str | None = Field(examples=["2026-04-02T22:00:00Z"])
    suspension_open: bool
    safe_due: date | None = Field(
        description="The due date without contestable suspensions, where there are any."
    )
    contestable: bool
    internal_target: date | None
    rules_version: str
    explanation: list[ExplanationOut]


class WhatIfOut(ComputedOut):
    model_config = ConfigDict(json_schema_serialization_defaults_required=False)  # no `id`, none echoed

    id: Any = Field(None, description="What was given as `id`, echoed.", examples=["case-1"])


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


_INSTANT_SCHEMA: Final = {"type": "string", "format": "date-time", "maxLength": 64}
_MAX_SUSPENSIONS: Final = 100
_MAX_REASON: Final = 5000


def _check_lengths(case: dict[str, Any]) -> None:
    """The bounds that the schema states: on the command line a case may be of any size, over the network not."""
    suspensions = case.get("suspensions")
    if not isinstance(suspensions, list):
        return
    if len(suspensions) > _MAX_SUSPENSIONS:
        raise InvalidInput(
            violations=[Violation(f"Must have at most {_MAX_SUSPENSIONS} items.", "/suspensions")]
        )
    for number, suspension in enumerate(suspensions):
        reason = suspension.get("reasonable_doubt_reason") if isinstance(suspension, dict) else None
        if isinstance(reason, str) and len(reason) > _MAX_REASON:
            place = f"/suspensions/{number}/reasonable_doubt_reason"
            raise InvalidInput(violations=[Violation(f"Must have at most {_MAX_REASON} characters.", place)])


_CASE_SCHEMA: Final = {
    "title": "DeadlineCase",
    "type": "object",
    "description": "Only `received_at` must be there. A worked case may be posted whole: the answer and the notes that "
    "it carries are passed over; any other field is refused.",
    "properties": {
        "id": {"description": "Echoed."},
        "received_at": {**_INSTANT_SCHEMA, "examples": ["2026-01-31T10:00:00+01:00"]},
        "time_zone": {"type": "string", "maxLength": 100, "examples": ["Europe/Paris"]},
        "calendar": {
            "type": "string",
            "maxLength": 100,
            "description": "ISO country, FR-AM (with the Alsace-Moselle days), or country-subdivision.",
            "examples": ["FR"],
        },
        "extended": {"type": "boolean", "default": False},
        "suspensions": {
            "type": "array",
            "maxItems": _MAX_SUSPENSIONS,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["from", "to", "cause"],
                "properties": {
                    "from": _INSTANT_SCHEMA,
                    "to": {**_INSTANT_SCHEMA, "type": ["string", "null"], "description": "null: still open."},
                    "cause": {"type": "string", "enum": list(SuspensionCause)},
                    "reasonable_doubt_reason": {"type": ["string", "null"], "maxLength": _MAX_REASON},
                },
            },
        },
        "rules": {
            "type": "object",
            "description": "Other readings than the controller's (docs/interpretations.md).",
            "additionalProperties": False,
            "properties": {
                "max_days_for_asking": {"type": "integer", "minimum": 0, "maximum": 366},
                "internal_target_working_days": {"type": "integer", "minimum": 0, "maximum": 366},
                "suspensions_counted": {"type": "string", "enum": list(CountedSuspensions)},
                "asking_end": {"type": "string", "enum": list(AskingEnd)},
            },
        },
        **{name: {"description": "Passed over."} for name in sorted(COMPANIONS)},
    },
    "required": ["received_at"],
    "additionalProperties": False,
    "examples": [
        {
            "received_at": "2026-01-31T10:00:00+01:00",
            "time_zone": "Europe/Paris",
            "calendar": "FR",
            "extended": False,
            "suspensions": [
                {
                    "from": "2026-02-03T09:00:00+01:00",
                    "to": "2026-02-10T12:00:00+01:00",
                    "cause": "identity",
                    "reasonable_doubt_reason": "The request came from an address that the customer never used.",
                }
            ],
        }
    ],
}


@router.post(
    "/deadlines/what-if",
    operation_id="computeDeadline",
    summary="Compute a deadline",
    description="The due date of art. 12(3) if a request were received then and suspended so; nothing is stored.",
    responses=problems(InvalidInput, Forbidden),
    response_model_exclude_unset=True,
)
async def what_if(body: Annotated[dict[str, Any], WithJsonSchema(_CASE_SCHEMA)], ctx: Operation) -> WhatIfOut:
    authorize(ctx.actor, Permission.COMPUTE_DEADLINE)
    _check_lengths(body)
    return WhatIfOut.model_validate(answer_case(body, ctx.policy.deadline_rules, strict=True))
