"""Recording what happened, in the transaction in which it happens."""

from collections.abc import Sequence
from typing import Any

from dsr_service.domain.actors import Permission
from dsr_service.domain.audit import AuditEvent
from dsr_service.services import webhook_events
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import audit as storage
from dsr_service.storage.tables import AuditRecord


async def record(ctx: OperationContext, event: AuditEvent) -> None:
    await record_all(ctx, [event])


async def record_all(ctx: OperationContext, recorded: Sequence[AuditEvent]) -> None:
    """Many events of one operation, in their order; what integrators may know of them goes to their webhooks."""
    await storage.append(ctx.session, [_row(ctx, event) for event in recorded])
    await webhook_events.publish(ctx, recorded)


def _row(ctx: OperationContext, event: AuditEvent) -> dict[str, Any]:
    return {
        "occurred_at": ctx.now,
        "name": event.name,
        "request_id": event.request_id,
        "actor_role": ctx.actor.role,
        "actor_id": ctx.actor.id,
        "data": event.data(),
        "trace_id": ctx.trace_id,
    }


async def read_log(ctx: OperationContext, after: int, limit: int) -> Sequence[AuditRecord]:
    """The audit log from a position on (accountability, art. 5(2))."""
    authorize(ctx.actor, Permission.READ_AUDIT)
    return await storage.after(ctx.session, after, limit)
