"""Letters over HTTP: what the person was written, and that one went out by another way than the machine's."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from dsr_service.api import pagination
from dsr_service.api.operation import SECURED, AtHand, Operation, OperationRoute
from dsr_service.api.pagination import CursorParameter, Limit, Page
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, Instant, Key, Prose, ShortText, View
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
    undeliverable_at: datetime | None = Field(
        description="When its address refused it for good; it then goes to the next one known, or by hand."
    )
    failure: str | None = Field(description="Why, as a code.", examples=["smtp_550"])
    delayed_at: datetime | None = Field(
        description="Since when it waits, as its address had its share of mails for the day."
    )
    author: str | None = Field(description="Who wrote it, for a free message.", examples=["staff-lea"])


class MessageIn(Body):
    title: ShortText | None = Field(
        None, description="Goes into the mail's subject, in plain sight.", examples=["Une précision"]
    )
    text: Prose = Field(
        description="Plain text; greeting, number of the request and signature are added. Never the data themselves.",
        examples=["Bonjour, votre copie arrive par un lien séparé."],
    )


class UndeliverableOut(View):
    """A letter that reached nobody by machine: the staff's to send otherwise."""

    message_id: UUID
    request_id: UUID
    reference: str
    kind: str = Field(examples=["refusal"])
    failure: str = Field(examples=["smtp_550"])
    undeliverable_at: datetime


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
    "/{request_id}/messages",
    status_code=201,
    operation_id="writeMessage",
    summary="Write to the person",
    description="A free message about the request, sent like every letter (art. 12(1)).",
    responses=problems(NotFound, Forbidden, InvalidInput),
)
async def write(request_id: UUID, body: MessageIn, ctx: Operation, response: Response) -> MessageOut:
    message = await correspondence.write_freely(ctx, request_id, body.title, body.text)
    response.headers["Location"] = f"/v1/requests/{request_id}/messages"
    return MessageOut.model_validate(message)


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


undelivered = APIRouter(
    prefix="/v1", route_class=OperationRoute, dependencies=SECURED, tags=["Correspondence"]
)


@undelivered.get(
    "/undeliverable-messages",
    operation_id="listUndeliverableMessages",
    summary="List undeliverable letters",
    description="Letters that no known address took: the person has not been told yet, and a decision that is not told "
    "is late (art. 12(3)-(4)). Recording a dispatch by other means takes one off the list.",
    responses=problems(Forbidden, InvalidInput, pagination.InvalidCursor),
)
async def undeliverable(
    http: Request, ctx: Operation, at_hand: AtHand, limit: Limit = 50, cursor: CursorParameter = None
) -> Page[UndeliverableOut]:
    bound = {"list": "undeliverable messages"}
    cursors = pagination.Cursors(at_hand.cursor_key)
    after = cursors.decode(cursor, bound)
    position = (datetime.fromisoformat(after[0]), UUID(after[1])) if after else None
    found = await correspondence.undeliverable(ctx, position, limit + 1)
    items = [UndeliverableOut(**row) for row in found[:limit]]
    next_cursor = None
    if len(found) > limit:
        last = items[-1]
        next_cursor = cursors.encode([last.undeliverable_at.isoformat(), str(last.message_id)], bound)
    pagination.link_next(http, next_cursor)
    return Page(items=items, next_cursor=next_cursor)
