"""Letters over HTTP: what the person was written, and that one went out by another way than the machine's."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from dsr_service.api.operation import SECURED, Operation, OperationRoute
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, Instant, Key, View
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.services import correspondence, dispatches

router = APIRouter(
    prefix="/v1/requests", route_class=OperationRoute, dependencies=SECURED, tags=["Correspondence"]
)


class MessageOut(View):
    id: UUID = Field(description="Stable: a letter that is sent twice bears it twice.")
    kind: str = Field(examples=["extension_notice"])
    locale: str = Field(examples=["fr"])
    subject: str
    body: str
    created_at: datetime
    sent_at: datetime | None = Field(description="When it went out; null as long as it did not.")


class DispatchIn(Body):
    means: Key = Field(description="By which way it went out.", examples=["registered_letter"])
    sent_at: Instant | None = Field(None, description="When; now, if left out.")


@router.get(
    "/{request_id}/messages",
    operation_id="listMessages",
    summary="List the letters",
    description="What the person was written about the request, oldest first (art. 12(1), 12(3)-(4)).",
    responses=problems(NotFound),
)
async def messages(request_id: UUID, ctx: Operation) -> list[MessageOut]:
    return [MessageOut.model_validate(m) for m in await correspondence.of_request(ctx, request_id)]


@router.post(
    "/{request_id}/messages/{message_id}/dispatch",
    operation_id="recordDispatch",
    summary="Record that a letter went out",
    description="For letters that go by post or telephone. An extension counts only if its notice went out within the "
    "first month (art. 12(3)); recorded later than it was sent, it counts again.",
    responses=problems(NotFound, Forbidden, InvalidInput, dispatches.MessageAlreadySent),
)
async def dispatch(request_id: UUID, message_id: UUID, body: DispatchIn, ctx: Operation) -> MessageOut:
    message = await dispatches.record_dispatch(ctx, request_id, message_id, body.means, body.sent_at)
    return MessageOut.model_validate(message)
