"""Endpoints, deliveries, and the one statement that queues an event for whoever wants it."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, exists, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage import direct
from dsr_service.storage.job_queue import CHANNEL
from dsr_service.storage.tables import WebhookDelivery, WebhookEndpoint

# Nobody listens, nothing is written. A worker is woken only when there is something to do.
_EMIT: Final = f"""
    WITH made AS (
        INSERT INTO webhook_deliveries (id, endpoint_id, event_id, type, payload, state, created_at, next_attempt_at)
        SELECT gen_random_uuid(), e.id, $1::uuid, $2::text, $3::jsonb, 'pending', $5::timestamptz, $5::timestamptz
        FROM webhook_endpoints e
        WHERE e.enabled
          AND (e.event_types = '{{}}' OR $2::text = ANY (e.event_types))
          AND (e.client IS NULL
               OR e.client = coalesce($6::text, (SELECT r.client FROM subject_requests r WHERE r.id = $4::uuid)))
        RETURNING id, endpoint_id
    ), queued AS (
        INSERT INTO jobs (kind, payload, version, client, source, dedupe_key, state, due_at, run_after)
        SELECT 'deliver_webhook', jsonb_build_object('delivery_id', id::text), 1, '', 'webhook:' || endpoint_id,
               'deliver_webhook:' || id, 'waiting', $5::timestamptz, 'epoch'
        FROM made
    )
    SELECT pg_notify('{CHANNEL}', '') FROM made LIMIT 1
"""  # noqa: S608 - a constant


async def emit(
    session: AsyncSession,
    event_id: UUID,
    event_type: str,
    payload: Mapping[str, Any],
    request_id: UUID | None,
    now: datetime,
    client: str | None = None,
) -> None:
    """Queue an event in the session's own transaction for each endpoint that wants it."""
    content = json.dumps(dict(payload))
    await direct.fetch(session, _EMIT, event_id, event_type, content, request_id, now, client)


async def anybody(session: AsyncSession) -> bool:
    """Whether any endpoint is enabled."""
    return bool(await session.scalar(select(exists().where(WebhookEndpoint.enabled))))


async def endpoints(session: AsyncSession) -> Sequence[WebhookEndpoint]:
    return (await session.scalars(select(WebhookEndpoint).order_by(WebhookEndpoint.id))).all()


async def endpoint(session: AsyncSession, endpoint_id: UUID, *, lock: bool = False) -> WebhookEndpoint | None:
    return await session.get(WebhookEndpoint, endpoint_id, with_for_update=lock, populate_existing=True)


async def delivery(session: AsyncSession, delivery_id: UUID, *, lock: bool = False) -> WebhookDelivery | None:
    return await session.get(WebhookDelivery, delivery_id, with_for_update=lock, populate_existing=True)


async def deliveries(
    session: AsyncSession, endpoint_id: UUID, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[WebhookDelivery]:
    """Newest first."""
    query = (
        select(WebhookDelivery)
        .where(WebhookDelivery.endpoint_id == endpoint_id)
        .order_by(WebhookDelivery.created_at.desc(), WebhookDelivery.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(tuple_(WebhookDelivery.created_at, WebhookDelivery.id) < tuple_(*before))
    return (await session.scalars(query)).all()


async def forget(session: AsyncSession, before: datetime) -> None:
    """The log of deliveries that have ended."""
    await session.execute(
        delete(WebhookDelivery).where(
            WebhookDelivery.created_at < before, WebhookDelivery.ended_at.is_not(None)
        )
    )
