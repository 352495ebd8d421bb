"""Webhook endpoints over HTTP: register, change, rotate, test, and the log of deliveries."""

from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from dsr_service.api import etags, pagination
from dsr_service.api.operation import SECURED, AtHand, Operation, OperationRoute, shows_secret
from dsr_service.api.pagination import CursorParameter, Limit, Page
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, ShortText, View, Yes
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.webhooks import DeliveryState, EndpointDisabled, EventType
from dsr_service.services import webhooks
from dsr_service.services.webhooks import EndpointTerms
from dsr_service.storage.tables import WebhookDelivery, WebhookEndpoint

router = APIRouter(prefix="/v1/webhooks", route_class=OperationRoute, dependencies=SECURED, tags=["Webhooks"])


class WebhookIn(Body):
    url: str = Field(
        min_length=1,
        max_length=2000,
        description="Where to post: https, without credentials. Its addresses are checked at each call.",
        examples=["https://shop.example/hooks/dsr"],
    )
    event_types: list[EventType] = Field(
        default_factory=list,
        max_length=len(EventType),
        description="Only these events; none: all.",
        examples=[["request.status_changed"]],
    )
    description: ShortText | None = Field(None, examples=["Storefront, production"])
    client: ShortText | None = Field(
        None, description="Only about requests of this client; none: of all.", examples=["storefront"]
    )
    enabled: Yes = Field(True, examples=[True])

    def terms(self) -> EndpointTerms:
        return EndpointTerms(self.url, self.event_types, self.description, self.client, self.enabled)


class WebhookOut(View):
    id: UUID
    url: str = Field(examples=["https://shop.example/hooks/dsr"])
    description: str | None
    event_types: list[EventType] = Field(description="Empty: all.")
    client: str | None
    enabled: bool
    disabled_reason: str | None = Field(
        description="`by_hand`, or `gone`: it answered 410.", examples=["gone"]
    )
    failures: int = Field(description="Attempts in a row that it could not take.", examples=[0])
    paused_until: datetime | None = Field(description="Until when nothing is sent to it, to let it recover.")
    created_at: datetime
    created_by: str
    version: int


class NewWebhookOut(WebhookOut):
    secret: str | None = Field(
        description="Checks the signatures; shown once, null in a replayed answer.",
        examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )
    replayed: bool = False

    @classmethod
    def with_secret(cls, row: WebhookEndpoint, secret: str) -> Self:
        return cls(**WebhookOut.model_validate(row).model_dump(), secret=secret)


class SecretRotationIn(Body):
    overlap_hours: int = Field(
        24,
        ge=0,
        le=168,
        description="For how long deliveries are signed with the old secret too.",
        examples=[24],
    )


class AttemptOut(View):
    at: datetime
    status: int | None = Field(description="What was answered; null where nothing was.", examples=[200])
    error: str | None = Field(description="Why nothing was answered, as a code.", examples=["timed_out"])
    milliseconds: int = Field(examples=[84])


class DeliveryOut(View):
    """One event on its way to one endpoint."""

    id: UUID
    webhook_id: str = Field(
        description="Told in the header; the same over all attempts, endpoints and redeliveries.",
        examples=["msg_0192f0c17a4e7c339d3f2b1e5a6c7d8e"],
    )
    type: EventType
    state: DeliveryState
    attempts: list[AttemptOut] = Field(description="The last fifty.")
    next_attempt_at: datetime | None
    created_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, row: WebhookDelivery) -> Self:
        return cls(
            id=row.id,
            webhook_id=f"msg_{row.event_id.hex}",
            type=EventType(row.type),
            state=row.state,
            attempts=[AttemptOut.model_validate(attempt) for attempt in row.attempts],
            next_attempt_at=row.next_attempt_at,
            created_at=row.created_at,
            ended_at=row.ended_at,
        )


@router.post(
    "",
    status_code=201,
    operation_id="createWebhook",
    summary="Register an endpoint",
    description="Its secret is shown in this answer only. What is sent holds ids and codes, no personal data "
    "(Standard Webhooks 1.0.0; art. 5(1)(c), 32).",
    responses=problems(InvalidInput, Forbidden),
)
@shows_secret("secret")
async def create(body: WebhookIn, ctx: Operation, at_hand: AtHand, response: Response) -> NewWebhookOut:
    row, secret = await webhooks.register(ctx, body.terms(), at_hand.webhooks.refusal(body.url))
    response.headers["Location"] = f"/v1/webhooks/{row.id}"
    return NewWebhookOut.with_secret(row, secret)


@router.get(
    "",
    operation_id="listWebhooks",
    summary="List the endpoints",
    description="With their state, without their secrets (art. 32).",
    responses=problems(Forbidden),
)
async def list_endpoints(ctx: Operation) -> list[WebhookOut]:
    return [WebhookOut.model_validate(row) for row in await webhooks.endpoints(ctx)]


@router.get(
    "/{endpoint_id}",
    operation_id="getWebhook",
    summary="Read an endpoint",
    description="Whether it is enabled, paused or gone, and which events it wants (art. 32).",
    responses=problems(NotFound, Forbidden),
)
async def get(endpoint_id: UUID, ctx: Operation, response: Response) -> WebhookOut:
    row = await webhooks.endpoint(ctx, endpoint_id)
    response.headers["ETag"] = etags.etag_of(row.version)
    return WebhookOut.model_validate(row)


@router.put(
    "/{endpoint_id}",
    operation_id="putWebhook",
    summary="Change an endpoint",
    description="Other terms in full; enabling it again ends its pause (art. 32).",
    responses=problems(NotFound, InvalidInput, Forbidden, etags.StaleVersion, etags.PreconditionRequired),
)
async def put(
    endpoint_id: UUID, body: WebhookIn, http: Request, ctx: Operation, at_hand: AtHand, response: Response
) -> WebhookOut:
    row = await webhooks.endpoint(ctx, endpoint_id, lock=True)
    etags.check_if_match(http, etags.etag_of(row.version))
    row = await webhooks.change(ctx, row, body.terms(), at_hand.webhooks.refusal(body.url))
    response.headers["ETag"] = etags.etag_of(row.version)
    return WebhookOut.model_validate(row)


@router.delete(
    "/{endpoint_id}",
    status_code=204,
    operation_id="deleteWebhook",
    summary="Remove an endpoint",
    description="With its log; what waits for it is not sent any more (art. 5(1)(e)).",
    responses=problems(NotFound, Forbidden, etags.StaleVersion),
)
async def delete(endpoint_id: UUID, http: Request, ctx: Operation) -> None:
    row = await webhooks.endpoint(ctx, endpoint_id, lock=True)
    etags.check_if_match(http, etags.etag_of(row.version), required=False)
    await webhooks.remove(ctx, endpoint_id)


@router.post(
    "/{endpoint_id}/secret-rotation",
    operation_id="rotateWebhookSecret",
    summary="Give an endpoint another secret",
    description="Deliveries bear a signature by each secret until the overlap is over (art. 32).",
    responses=problems(NotFound, InvalidInput, Forbidden),
)
@shows_secret("secret")
async def rotate(endpoint_id: UUID, body: SecretRotationIn, ctx: Operation) -> NewWebhookOut:
    row, secret = await webhooks.rotate(ctx, endpoint_id, timedelta(hours=body.overlap_hours))
    return NewWebhookOut.with_secret(row, secret)


@router.post(
    "/{endpoint_id}/tests",
    status_code=202,
    operation_id="testWebhook",
    summary="Send a test event",
    description="A `webhook.test` to this endpoint alone; its delivery stands in the log (art. 32).",
    responses=problems(NotFound, Forbidden, EndpointDisabled),
)
async def test(endpoint_id: UUID, ctx: Operation) -> DeliveryOut:
    return DeliveryOut.of(await webhooks.send_test(ctx, endpoint_id))


@router.get(
    "/{endpoint_id}/deliveries",
    operation_id="listWebhookDeliveries",
    summary="List deliveries",
    description="Newest first, with each attempt; kept for thirty days (art. 5(2)).",
    responses=problems(NotFound, Forbidden, InvalidInput, pagination.InvalidCursor),
)
async def deliveries(
    endpoint_id: UUID,
    http: Request,
    ctx: Operation,
    at_hand: AtHand,
    limit: Limit = 50,
    cursor: CursorParameter = None,
) -> Page[DeliveryOut]:
    bound = {"list": "webhook deliveries", "endpoint": str(endpoint_id)}
    cursors = pagination.Cursors(at_hand.cursor_key)
    after = cursors.decode(cursor, bound)
    position = (datetime.fromisoformat(after[0]), UUID(after[1])) if after else None
    found = await webhooks.deliveries(ctx, endpoint_id, position, limit + 1)
    next_cursor = None
    if len(found) > limit:
        last = found[limit - 1]
        next_cursor = cursors.encode([last.created_at.isoformat(), str(last.id)], bound)
    pagination.link_next(http, next_cursor)
    return Page(items=[DeliveryOut.of(row) for row in found[:limit]], next_cursor=next_cursor)


@router.post(
    "/{endpoint_id}/deliveries/{delivery_id}/redelivery",
    status_code=202,
    operation_id="redeliverWebhook",
    summary="Deliver again",
    description="Sends the event once more under the same webhook-id, with all attempts before it (art. 32).",
    responses=problems(NotFound, Forbidden, EndpointDisabled),
)
async def redeliver(endpoint_id: UUID, delivery_id: UUID, ctx: Operation) -> DeliveryOut:
    return DeliveryOut.of(await webhooks.redeliver(ctx, endpoint_id, delivery_id))
