"""Telling endpoints what happened: queued in the transaction of the change, for those who want that event."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from dsr_service.domain.audit import AuditEvent
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.webhooks import OF_AUDIT, EventType, payload
from dsr_service.services.context import OperationContext
from dsr_service.storage import webhooks as storage


async def publish(ctx: OperationContext, recorded: Sequence[AuditEvent]) -> None:
    """What of the audited events integrators may know. One statement each, which writes nothing if nobody listens."""
    told = [(OF_AUDIT[event.name], event) for event in recorded if event.name in OF_AUDIT]
    if len(told) > 1 and not await storage.anybody(ctx.session):
        return
    for event_type, event in told:
        await emit(ctx, event_type, event.request_id, event.data())


async def emit(
    ctx: OperationContext,
    event: EventType,
    request_id: UUID | None,
    data: Mapping[str, Any],
    *,
    client: str | None = None,
) -> None:
    """`client` is told in the place of the request's own."""
    content = payload(event, ctx.now, request_id, data)
    await storage.emit(ctx.session, new_id(ctx.now), event, content, request_id, ctx.now, client)
