"""Decisions over HTTP: refuse rights, record that one was carried out by hand, list the grounds on offer."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from dsr_service.api.operation import SECURED, Operation, OperationRoute
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, Key, Prose, View
from dsr_service.api.subject_request_bodies import RequestOut
from dsr_service.api.subject_requests import changed
from dsr_service.domain.erasure.erasures import ErasureUnderWay
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound, Violation
from dsr_service.domain.fees import FeeUnpaid
from dsr_service.domain.grounds import GroundDoesNotFit
from dsr_service.domain.identity.special_requesters import StandingNotProven
from dsr_service.domain.rights import Right
from dsr_service.domain.subject_requests import IllegalTransition, RightAlreadyDecided, RightNotRequested
from dsr_service.services import decisions, subject_requests

router = APIRouter(
    prefix="/v1/requests", route_class=OperationRoute, dependencies=SECURED, tags=["Decisions"]
)


class RefusalIn(Body):
    rights: list[Right] = Field(min_length=1, max_length=len(Right), examples=[["access"]])
    ground: str = Field(pattern="^[A-Z][A-Z_]*$", max_length=60, examples=["MANIFESTLY_UNFOUNDED"])
    reasons: Prose = Field(
        description="What the person is told (art. 12(4)).", examples=["Demande sans objet."]
    )
    purposes: list[Key] | None = Field(
        None,
        min_length=1,
        max_length=50,
        description="Of an objection alone: only these purposes are refused, the others are upheld.",
    )


class SettlementIn(Body):
    reasons: Prose = Field(
        description="What was done, for the file and the person.", examples=["Adresse corrigée."]
    )


class GroundOut(View):
    code: str
    article: str
    must_record: str
    partial_only: bool


@router.get(
    "/{request_id}/rights/{right}/grounds",
    operation_id="listRefusalGrounds",
    summary="List the grounds on offer",
    description="The grounds by which this right may be refused (art. 12(4)-(5), 15(4), 16-22); none where no refusal "
    "is possible (art. 21(3), 7(3)).",
    responses=problems(NotFound, InvalidInput, RightNotRequested),
)
async def grounds(
    request_id: UUID,
    right: Right,
    ctx: Operation,
    purpose: Annotated[Key | None, Query(description="Of an objection: for this purpose alone.")] = None,
) -> list[GroundOut]:
    request = await subject_requests.read(ctx, request_id)
    asked = next((r for r in request.rights if r.right is right), None)
    if asked is None:
        raise RightNotRequested
    purposes = frozenset({purpose}) if purpose else subject_requests.purposes_of(asked)
    offered = decisions.grounds_for(right, purposes)
    return [GroundOut.model_validate(ground) for ground in offered]


@router.post(
    "/{request_id}/refusal",
    operation_id="refuseRights",
    summary="Refuse rights",
    description="Refuses rights on a ground of the catalogue, with reasons, complaint and remedy (art. 12(4)).",
    responses=problems(
        NotFound, Forbidden, InvalidInput, IllegalTransition, decisions.NeverRefusable, GroundDoesNotFit,
        ErasureUnderWay, RightNotRequested, RightAlreadyDecided,
    ),
)  # fmt: skip
async def refuse(request_id: UUID, body: RefusalIn, ctx: Operation, response: Response) -> RequestOut:
    if len(set(body.rights)) != len(body.rights):
        raise InvalidInput(violations=[Violation("A right is named twice.", "/rights")])
    if body.purposes is None:
        request = await decisions.refuse(ctx, request_id, body.rights, body.ground, body.reasons)
    elif body.rights == [Right.OBJECTION]:
        request = await decisions.refuse_purposes(
            ctx, request_id, frozenset(body.purposes), body.ground, body.reasons
        )
    else:
        raise InvalidInput(violations=[Violation("Only an objection has purposes.", "/purposes")])
    return await changed(ctx, request, response)


@router.post(
    "/{request_id}/rights/{right}/settlement",
    operation_id="settleRight",
    summary="Record a right as carried out",
    description="For what is carried out by hand: rectification, restriction, objection, withdrawal of consent, "
    "review of an automated decision (art. 16-18, 21, 7(3), 22(3)). The request closes with its last right.",
    responses=problems(
        NotFound, Forbidden, InvalidInput, IllegalTransition, StandingNotProven, FeeUnpaid, RightNotRequested,
        RightAlreadyDecided, decisions.CarriedOutByWorker,
    ),
)  # fmt: skip
async def settle(
    request_id: UUID, right: Right, body: SettlementIn, ctx: Operation, response: Response
) -> RequestOut:
    return await changed(ctx, await decisions.settle(ctx, request_id, right, body.reasons), response)
