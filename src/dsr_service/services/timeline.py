"""The timeline of one request, read from the audit log."""

from collections.abc import Sequence
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.services import subject_requests
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import audit as storage
from dsr_service.storage.tables import AuditRecord


async def of_request(ctx: OperationContext, request_id: UUID) -> Sequence[AuditRecord]:
    authorize(ctx.actor, Permission.READ_EVENTS)
    request = await subject_requests.read(ctx, request_id)
    return await storage.of_request(ctx.session, request.id)
