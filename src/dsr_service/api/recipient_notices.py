"""Notices to recipients over HTTP: who is told, what they answered, who is not told, and naming them (art. 19)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import Field

from dsr_service.api.operation import SECURED, Operation, OperationRoute, shows_secret
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, Prose, View
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.recipient_notices import (
    NobodyTold,
    NoticeAnswer,
    NoticeCause,
    NoticeClosed,
    NoticeEvent,
    NoticeException,
    NoticeMeans,
    NoticeStatus,
)
from dsr_service.services import recipient_notices

router = APIRouter(
    prefix="/v1/requests", route_class=OperationRoute, dependencies=SECURED, tags=["Recipients"]
)
keys = APIRouter(
    prefix="/v1/recipients", route_class=OperationRoute, dependencies=SECURED, tags=["Recipients"]
)


class RecipientNoticeOut(View):
    id: UUID
    request_id: UUID
    cause: NoticeCause
    recipient: str = Field(examples=["carrier"])
    name: str = Field(examples=["Transports Exemple"])
    means: NoticeMeans
    collections: list[str] = Field(description="What of the person it received.", examples=[["shop.orders"]])
    status: NoticeStatus = Field(
        description="`by_hand` waits for a person, as its means are none or have failed."
    )
    tries: int
    failure: str | None = Field(description="Why the last attempt failed.", examples=["timed_out"])
    created_at: datetime
    told_at: datetime | None
    answered_at: datetime | None
    answer: NoticeAnswer | None
    exception_ground: NoticeException | None
    reasons: str | None
    recorded_by: str | None


class NoticeRecordIn(Body):
    event: NoticeEvent
    answer: NoticeAnswer | None = Field(None, description="With the event `answered`.")
    ground: NoticeException | None = Field(
        None, description="With the event `excepted`: the catalogue's ground."
    )
    reasons: Prose | None = Field(
        None, description="Needed for an exception: what makes it impossible or disproportionate."
    )


class NoticeSecretOut(View):
    secret: str | None = Field(description="Of the Standard Webhooks signature; null in a replay.")
    replayed: bool = False


@router.get(
    "/{request_id}/recipient-notices",
    operation_id="listRecipientNotices",
    summary="List who is told of what was done",
    description="Every recipient concerned by an erasure, a rectification or a restriction of this request, with its "
    "answer, attempts, exception and ground (art. 19).",
    responses=problems(NotFound, Forbidden),
)
async def listed(request_id: UUID, ctx: Operation) -> list[RecipientNoticeOut]:
    found = await recipient_notices.of_request(ctx, request_id)
    return [RecipientNoticeOut.model_validate(notice) for notice in found]


@router.post(
    "/{request_id}/recipient-notices/disclosure",
    operation_id="nameRecipients",
    summary="Name the recipients to the person",
    description="The person asked who they are: a letter names every one (art. 19, second sentence; C-154/21).",
    responses=problems(NotFound, Forbidden, NobodyTold),
)
async def disclose(request_id: UUID, ctx: Operation) -> list[RecipientNoticeOut]:
    found = await recipient_notices.name_to_person(ctx, request_id)
    return [RecipientNoticeOut.model_validate(notice) for notice in found]


@router.post(
    "/{request_id}/recipient-notices/{notice_id}/record",
    operation_id="recordRecipientNotice",
    summary="Record what became of a notice",
    description="Told by another way, answered, or not told because that is impossible or takes a disproportionate "
    "effort; the ground is recorded with reasons (art. 19).",
    responses=problems(NotFound, Forbidden, InvalidInput, NoticeClosed),
)
async def record(
    request_id: UUID, notice_id: UUID, body: NoticeRecordIn, ctx: Operation
) -> RecipientNoticeOut:
    notice = await recipient_notices.record(
        ctx,
        request_id,
        notice_id,
        body.event,
        answer=body.answer,
        ground=body.ground,
        reasons=body.reasons,
    )
    return RecipientNoticeOut.model_validate(notice)


@keys.post(
    "/{key}/notice-secret",
    operation_id="showNoticeSecret",
    summary="Show the secret of a recipient's notices",
    description="For the recipient, who checks the signature of each notice with it (art. 19, 32); it stays the same.",
    responses=problems(NotFound, Forbidden),
)
@shows_secret("secret")
async def secret(
    key: Annotated[str, Path(pattern="^[a-z][a-z0-9_]*$", max_length=100)], ctx: Operation
) -> NoticeSecretOut:
    return NoticeSecretOut(secret=await recipient_notices.secret(ctx, key))
