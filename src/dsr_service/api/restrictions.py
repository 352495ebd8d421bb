"""Restriction over HTTP: the storefront's question, and starting, announcing and lifting one (art. 18)."""

from datetime import datetime
from typing import Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from dsr_service.api.operation import SECURED, Operation, OperationRoute
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, Instant, Prose, View
from dsr_service.api.subject_request_bodies import IdentifierIn
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.restrictions import AlreadyRestricted, NotRestricted, PersonNotTold, RestrictionGround
from dsr_service.domain.subject_requests import IllegalTransition
from dsr_service.services import restrictions
from dsr_service.storage.tables import Restriction

router = APIRouter(prefix="/v1", route_class=OperationRoute, dependencies=SECURED, tags=["Restrictions"])


class CheckIn(Body):
    identifiers: list[IdentifierIn] = Field(min_length=1, max_length=20)


class CheckOut(View):
    restricted: bool = Field(description="The person's data may be stored, and not used (art. 18(2)).")
    suppressed_purposes: list[str] = Field(
        description="For these purposes it may not be used (art. 21).", examples=[["direct_marketing"]]
    )


class RestrictionIn(Body):
    ground: RestrictionGround = Field(description="Art. 18(1)(a)-(d).")


class LiftNoticeIn(Body):
    ends_at: Instant = Field(description="When it will be lifted, at the earliest.")
    reasons: Prose = Field(
        description="Why it is lifted, for the person.", examples=["L'exactitude a été vérifiée."]
    )


class RestrictionOut(View):
    id: UUID
    request_id: UUID
    ground: RestrictionGround
    started_at: datetime
    started_by: str
    announced_at: datetime | None = Field(description="When the letter about its end was written.")
    ends_at: datetime | None = Field(description="When it will be lifted, at the earliest.")
    lift_reasons: str | None
    lifted_at: datetime | None
    lifted_by: str | None

    @classmethod
    def of(cls, restriction: Restriction) -> Self:
        return cls.model_validate(restriction)


@router.post(
    "/restrictions/check",
    operation_id="checkRestriction",
    summary="Ask what may be done with a person's data",
    description="One fast question before each use: is processing restricted (art. 18), and for which purposes has the "
    "person objected (art. 21)? Nobody known by these identifiers is answered as somebody without restriction.",
    responses=problems(Forbidden, InvalidInput),
)
async def check(body: CheckIn, ctx: Operation) -> CheckOut:
    restricted, purposes = await restrictions.check(ctx, [i.to_domain() for i in body.identifiers])
    return CheckOut(restricted=restricted, suppressed_purposes=list(purposes))


@router.get(
    "/requests/{request_id}/restrictions",
    operation_id="listRestrictions",
    summary="List the restrictions of a request",
    description="Past and present ones, oldest first (art. 18).",
    responses=problems(NotFound),
)
async def of_request(request_id: UUID, ctx: Operation) -> list[RestrictionOut]:
    return [RestrictionOut.of(each) for each in await restrictions.of_request(ctx, request_id)]


@router.post(
    "/requests/{request_id}/restrictions",
    operation_id="startRestriction",
    summary="Restrict processing",
    description="From now on the person's data is stored only, and the storefront's question says so (art. 18(1)-(2)). "
    "Fulfils the right to restriction where the request asks for it; it also serves while an objection or the "
    "accuracy of data is examined.",
    responses=problems(NotFound, Forbidden, InvalidInput, IllegalTransition, AlreadyRestricted),
    status_code=201,
)
async def start(request_id: UUID, body: RestrictionIn, ctx: Operation) -> RestrictionOut:
    return RestrictionOut.of(await restrictions.start(ctx, request_id, body.ground))


@router.post(
    "/requests/{request_id}/restrictions/lift-notice",
    operation_id="announceRestrictionLift",
    summary="Tell the person that the restriction will end",
    description="Writes the letter of art. 18(3) with the reasons; the restriction stays until it is lifted.",
    responses=problems(NotFound, Forbidden, InvalidInput, NotRestricted),
)
async def announce(request_id: UUID, body: LiftNoticeIn, ctx: Operation) -> RestrictionOut:
    return RestrictionOut.of(await restrictions.announce(ctx, request_id, body.ends_at, body.reasons))


@router.post(
    "/requests/{request_id}/restrictions/lift",
    operation_id="liftRestriction",
    summary="Lift the restriction",
    description="Refused until the letter that tells the person has gone out and its day has come (art. 18(3)).",
    responses=problems(NotFound, Forbidden, NotRestricted, PersonNotTold),
)
async def lift(request_id: UUID, ctx: Operation) -> RestrictionOut:
    return RestrictionOut.of(await restrictions.lift(ctx, request_id))
