"""Fulfilment over HTTP: start, progress, approval."""

from datetime import datetime
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from dsr_service.api import event_streams
from dsr_service.api.operation import (
    AUDITED,
    SECURED,
    AtHand,
    Operation,
    OperationRoute,
    authenticated,
    record_refusal,
)
from dsr_service.api.problems import problems
from dsr_service.api.schemas import View
from dsr_service.api.strict_json import StrictRoute
from dsr_service.api.subject_request_bodies import RequestOut
from dsr_service.api.subject_requests import changed
from dsr_service.domain.errors import Forbidden, NotFound
from dsr_service.domain.fees import FeeUnpaid
from dsr_service.domain.fulfilment import (
    FourEyes,
    IdentityNotVerified,
    NoDataMap,
    NothingToFulfil,
    StepOutcome,
)
from dsr_service.domain.identity.special_requesters import StandingNotProven
from dsr_service.domain.redactions import RedactionPending
from dsr_service.domain.subject_requests import IllegalTransition, Status
from dsr_service.services import approvals, fulfilment

router = APIRouter(
    prefix="/v1/requests", route_class=OperationRoute, dependencies=SECURED, tags=["Fulfilment"]
)
streams = APIRouter(prefix="/v1/requests", route_class=StrictRoute, dependencies=SECURED, tags=["Fulfilment"])

# While something may still come by itself: before the start, too, for who waits for it.
WATCHED: Final = frozenset(
    {Status.RECEIVED, Status.AWAITING_IDENTITY, Status.IN_PROGRESS, Status.IN_FULFILMENT}
)


class StepOut(View):
    dataset: str
    collection: str
    outcome: StepOutcome = Field(description="`done` with 0 rows means searched, nothing found.")
    rows: int
    code: str | None
    finished_at: datetime | None


class FulfilmentOut(View):
    data_map_version_id: UUID | None
    started_by: str | None
    approved_by: str | None
    missing: list[str] = Field(
        description="What the answer still lacks (art. 15): whom it waits for, and what the last attempt did not have."
    )
    steps: list[StepOut]


@router.post(
    "/{request_id}/fulfilment",
    status_code=202,
    operation_id="startFulfilment",
    summary="Start the fulfilment",
    description="Searches every collection of the data map and builds the packages for access and portability "
    "(art. 15, 20). Its progress is at GET.",
    responses=problems(
        NotFound,
        Forbidden,
        IllegalTransition,
        IdentityNotVerified,
        StandingNotProven,
        FeeUnpaid,
        NothingToFulfil,
        NoDataMap,
    ),
)
async def start(request_id: UUID, ctx: Operation, response: Response) -> RequestOut:
    response.headers["Location"] = f"/v1/requests/{request_id}/fulfilment"
    return await changed(ctx, await fulfilment.start(ctx, request_id), response)


@router.get(
    "/{request_id}/fulfilment",
    operation_id="getFulfilment",
    summary="Follow the fulfilment",
    description="Progress per collection, so that an auditor sees what was searched (art. 5(2), 15).",
    responses=problems(NotFound, Forbidden),
)
async def progress(request_id: UUID, ctx: Operation) -> FulfilmentOut:
    return FulfilmentOut.model_validate(await fulfilment.progress(ctx, request_id))


@streams.get(
    "/{request_id}/fulfilment/events",
    operation_id="followFulfilment",
    summary="Follow the fulfilment as it happens",
    description="Server-sent events: `progress` with status and rows per collection whenever they changed, `end` when "
    "the search is over (art. 5(2), 15). `Last-Event-ID` resumes; a stream lasts five minutes, then the client comes "
    "back by itself; 204 when it has seen the end.",
    response_class=Response,
    responses={
        200: {
            "description": "The events.",
            "content": {event_streams.MEDIA_TYPE: {}},
        },
        204: {"description": "Nothing more will come."},
        **problems(NotFound, Forbidden, event_streams.TooManyStreams),
    },
)
async def follow(request_id: UUID, http: Request, at_hand: AtHand) -> Response:
    actor = await authenticated(http)

    async def look() -> event_streams.State:
        async with at_hand.operation(actor) as ctx:
            progress = await fulfilment.progress(ctx, request_id)
        shown = FulfilmentOut.model_validate(progress).model_dump(mode="json")
        return event_streams.State(
            {"status": progress.status.value, "steps": shown["steps"]},
            ended=progress.status not in WATCHED,
        )

    try:
        first = await look()
    except AUDITED as refusal:
        await record_refusal(at_hand, actor, refusal, "/v1/requests/{request_id}/fulfilment/events")
        raise
    held: event_streams.EventStreams = http.app.state.event_streams
    return held.answer(http, first, look, lambda: authenticated(http))


@router.post(
    "/{request_id}/approval",
    operation_id="approveFulfilment",
    summary="Approve what was prepared",
    description="A second person has looked: packages are released (art. 32: four eyes), or the cool-down of a planned "
    "erasure begins (art. 17; the DPO's permission is needed), which the person is told and can cancel.",
    responses=problems(NotFound, Forbidden, IllegalTransition, FourEyes, RedactionPending),
)
async def approve(request_id: UUID, ctx: Operation, runtime: AtHand, response: Response) -> RequestOut:
    return await changed(ctx, await approvals.approve(ctx, request_id, runtime.proofs), response)


@router.post(
    "/{request_id}/approval/decline",
    operation_id="declineFulfilment",
    summary="Decline what was prepared",
    description="The packages are revoked, or the planned erasure is dropped, and the request goes back to the staff "
    "(art. 32: four eyes).",
    responses=problems(NotFound, Forbidden, IllegalTransition),
)
async def decline(request_id: UUID, ctx: Operation, response: Response) -> RequestOut:
    return await changed(ctx, await approvals.decline(ctx, request_id), response)
