"""Endpoints: registered, changed, given another secret, tested; and the log of what was delivered to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.domain.errors import InvalidInput, NotFound, Violation
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.jobs import Job
from dsr_service.domain.webhooks import (
    DeliveryState,
    EndpointDisabled,
    EventType,
    WebhookChanged,
    new_secret,
    payload,
)
from dsr_service.services import audit, small_secrets
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import job_queue
from dsr_service.storage import webhooks as storage
from dsr_service.storage.tables import WebhookDelivery, WebhookEndpoint


@dataclass(frozen=True, slots=True)
class EndpointTerms:
    """What whoever registers an endpoint decides about it."""

    url: str
    event_types: Sequence[EventType]
    description: str | None = None
    client: str | None = None
    enabled: bool = True


async def register(
    ctx: OperationContext, terms: EndpointTerms, refusal: str | None
) -> tuple[WebhookEndpoint, str]:
    """A new endpoint and its secret, which is shown once. `refusal` says why its URL can't be one."""
    authorize(ctx.actor, Permission.MANAGE_WEBHOOKS)
    _accept(refusal)
    endpoint_id, secret = new_id(ctx.now), new_secret()
    row = WebhookEndpoint(
        id=endpoint_id,
        url=terms.url,
        description=terms.description,
        event_types=_sorted(terms),
        client=terms.client,
        secrets=_sealed(ctx, endpoint_id, {"current": secret}),
        enabled=terms.enabled,
        disabled_reason=None if terms.enabled else "by_hand",
        failures=0,
        created_at=ctx.now,
        created_by=ctx.actor.id,
    )
    ctx.session.add(row)
    await ctx.session.flush()
    await audit.record(ctx, WebhookChanged(None, endpoint_id, "registered"))
    return row, secret


def _accept(refusal: str | None) -> None:
    if refusal is not None:
        raise InvalidInput(violations=[Violation(refusal, "/url")])


def _sorted(terms: EndpointTerms) -> list[str]:
    return sorted({event.value for event in terms.event_types})


def _sealed(ctx: OperationContext, endpoint_id: UUID, secrets: dict[str, str]) -> bytes:
    return small_secrets.seal(ctx.policy.webhook_key, endpoint_id, secrets)


async def endpoints(ctx: OperationContext) -> Sequence[WebhookEndpoint]:
    authorize(ctx.actor, Permission.MANAGE_WEBHOOKS)
    return await storage.endpoints(ctx.session)


async def endpoint(ctx: OperationContext, endpoint_id: UUID, *, lock: bool = False) -> WebhookEndpoint:
    """Raises NotFound."""
    authorize(ctx.actor, Permission.MANAGE_WEBHOOKS)
    row = await storage.endpoint(ctx.session, endpoint_id, lock=lock)
    if row is None:
        raise NotFound
    return row


async def change(
    ctx: OperationContext, row: WebhookEndpoint, terms: EndpointTerms, refusal: str | None
) -> WebhookEndpoint:
    """Other terms; enabling it again closes its circuit."""
    authorize(ctx.actor, Permission.MANAGE_WEBHOOKS)
    _accept(refusal)
    row.url, row.description, row.client = terms.url, terms.description, terms.client
    row.event_types, row.enabled = _sorted(terms), terms.enabled
    row.disabled_reason = None if terms.enabled else (row.disabled_reason or "by_hand")
    row.failures, row.paused_until = 0, None
    await ctx.session.flush()
    await audit.record(ctx, WebhookChanged(None, row.id, "changed"))
    return row


async def remove(ctx: OperationContext, endpoint_id: UUID) -> None:
    """The endpoint and its log."""
    row = await endpoint(ctx, endpoint_id, lock=True)
    await ctx.session.delete(row)
    await ctx.session.flush()
    await audit.record(ctx, WebhookChanged(None, endpoint_id, "removed"))


async def rotate(ctx: OperationContext, endpoint_id: UUID, overlap: timedelta) -> tuple[WebhookEndpoint, str]:
    """A new secret; until the overlap is over each delivery bears a signature by the old one too."""
    row = await endpoint(ctx, endpoint_id, lock=True)
    old = small_secrets.unseal(ctx.policy.webhook_key, row.id, row.secrets)
    secret = new_secret()
    kept = {"previous": old["current"], "previous_until": (ctx.now + overlap).isoformat()} if overlap else {}
    row.secrets = _sealed(ctx, row.id, {"current": secret, **kept})
    await ctx.session.flush()
    await audit.record(ctx, WebhookChanged(None, row.id, "secret_rotated"))
    return row, secret


def secrets_in_force(ctx: OperationContext, row: WebhookEndpoint) -> list[str]:
    """Newest first."""
    known = small_secrets.unseal(ctx.policy.webhook_key, row.id, row.secrets)
    found = [known["current"]]
    if "previous" in known and datetime.fromisoformat(known["previous_until"]) > ctx.now:
        found.append(known["previous"])
    return found


async def send_test(ctx: OperationContext, endpoint_id: UUID) -> WebhookDelivery:
    """A `webhook.test` for this endpoint alone, whatever events it wants."""
    row = await endpoint(ctx, endpoint_id)
    if not row.enabled:
        raise EndpointDisabled
    delivery = WebhookDelivery(
        id=new_id(ctx.now),
        endpoint_id=row.id,
        event_id=new_id(ctx.now),
        type=EventType.TEST,
        payload=payload(EventType.TEST, ctx.now, None, {}),
        state=DeliveryState.PENDING,
        attempts=[],
        tries=0,
        next_attempt_at=ctx.now,
        created_at=ctx.now,
    )
    ctx.session.add(delivery)
    await ctx.session.flush()
    await queue(ctx, delivery, None)
    return delivery


async def queue(ctx: OperationContext, delivery: WebhookDelivery, at: datetime | None) -> None:
    await job_queue.enqueue(
        ctx.session,
        Job(
            "deliver_webhook",
            {"delivery_id": str(delivery.id)},
            due_at=delivery.created_at,
            run_after=at,
            dedupe_key=f"deliver_webhook:{delivery.id}",
            source=f"webhook:{delivery.endpoint_id}",
        ),
    )


async def deliveries(
    ctx: OperationContext, endpoint_id: UUID, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[WebhookDelivery]:
    row = await endpoint(ctx, endpoint_id)
    return await storage.deliveries(ctx.session, row.id, before, limit)


async def redeliver(ctx: OperationContext, endpoint_id: UUID, delivery_id: UUID) -> WebhookDelivery:
    """Send it again, under the same webhook-id, with all its attempts before it."""
    row = await endpoint(ctx, endpoint_id)
    if not row.enabled:
        raise EndpointDisabled
    delivery = await storage.delivery(ctx.session, delivery_id, lock=True)
    if delivery is None or delivery.endpoint_id != row.id:
        raise NotFound
    delivery.state, delivery.tries = DeliveryState.PENDING, 0
    delivery.next_attempt_at, delivery.ended_at = ctx.now, None
    await ctx.session.flush()
    await queue(ctx, delivery, None)
    return delivery
