"""One delivery at a time: taken up, sent by the job, and recorded with what follows from the reply."""

import random
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.domain.webhooks import (
    DeliveryState,
    Reply,
    WebhookChanged,
    body_of,
    headers,
    next_attempt,
    pause,
)
from dsr_service.services import audit, webhooks
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import webhooks as storage
from dsr_service.storage.tables import WebhookDelivery, WebhookEndpoint

CIRCUIT_OPENS_AFTER: Final = 1


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is to be posted, signed for this attempt."""

    delivery_id: UUID
    url: str
    headers: dict[str, str]
    body: bytes


async def take_up(ctx: OperationContext, delivery_id: UUID) -> Outgoing | None:
    """None when there is nothing to send now; an endpoint that is given a pause gets it for all its deliveries."""
    authorize(ctx.actor, Permission.DELIVER_WEBHOOKS)
    delivery = await storage.delivery(ctx.session, delivery_id)
    if delivery is None or delivery.state is not DeliveryState.PENDING:
        return None
    endpoint = await storage.endpoint(ctx.session, delivery.endpoint_id)
    if endpoint is None:
        return None
    if not endpoint.enabled:
        delivery.state, delivery.ended_at, delivery.next_attempt_at = DeliveryState.CANCELLED, ctx.now, None
        await ctx.session.flush()
        return None
    if endpoint.paused_until is not None and endpoint.paused_until > ctx.now:
        await _later(ctx, delivery, endpoint.paused_until)
        return None
    body = body_of(delivery.payload)
    signed = headers(f"msg_{delivery.event_id.hex}", ctx.now, body, webhooks.secrets_in_force(ctx, endpoint))
    return Outgoing(delivery.id, endpoint.url, signed, body)


async def record(ctx: OperationContext, delivery_id: UUID, reply: Reply, milliseconds: int) -> None:
    """What came of an attempt, and what is to be done next."""
    authorize(ctx.actor, Permission.DELIVER_WEBHOOKS)
    known = await storage.delivery(ctx.session, delivery_id)
    if known is None:
        return
    endpoint = await storage.endpoint(ctx.session, known.endpoint_id, lock=True)
    delivery = await storage.delivery(ctx.session, delivery_id, lock=True)
    if endpoint is None or delivery is None or delivery.state is not DeliveryState.PENDING:
        return
    delivery.tries += 1
    delivery.attempts = [
        *delivery.attempts,
        {
            "at": ctx.now.isoformat(),
            "status": reply.status,
            "error": reply.error,
            "milliseconds": milliseconds,
        },
    ][-50:]
    if reply.delivered:
        _end(ctx, delivery, DeliveryState.DELIVERED)
        endpoint.failures, endpoint.paused_until = 0, None
    elif reply.gone:
        _end(ctx, delivery, DeliveryState.FAILED)
        endpoint.enabled, endpoint.disabled_reason = False, "gone"
        await audit.record(ctx, WebhookChanged(None, endpoint.id, "disabled_gone"))
    else:
        await _failed(ctx, endpoint, delivery, reply)
    await ctx.session.flush()


async def _failed(
    ctx: OperationContext, endpoint: WebhookEndpoint, delivery: WebhookDelivery, reply: Reply
) -> None:
    if reply.overloaded:
        endpoint.failures += 1
        until = ctx.now + pause(endpoint.failures, reply)
        endpoint.paused_until = max(until, endpoint.paused_until or until)
    delay = next_attempt(delivery.tries, reply, random.random())  # noqa: S311 - jitter
    if delay is None:
        _end(ctx, delivery, DeliveryState.FAILED)
        return
    await _later(ctx, delivery, max(ctx.now + delay, endpoint.paused_until or ctx.now))


def _end(ctx: OperationContext, delivery: WebhookDelivery, state: DeliveryState) -> None:
    delivery.state, delivery.ended_at, delivery.next_attempt_at = state, ctx.now, None


async def _later(ctx: OperationContext, delivery: WebhookDelivery, at: datetime) -> None:
    delivery.next_attempt_at = at
    await ctx.session.flush()
    await webhooks.queue(ctx, delivery, at)
