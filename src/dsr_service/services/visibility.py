"""One request as an actor may see it: read, or locked for a change."""

from uuid import UUID

from dsr_service.domain.actors import Actor, Permission
from dsr_service.domain.errors import NotFound
from dsr_service.services.authorization import NotYours, authorize, may_see
from dsr_service.services.context import OperationContext
from dsr_service.storage import subject_requests as storage
from dsr_service.storage.tables import SubjectRequest


async def read(ctx: OperationContext, request_id: UUID) -> SubjectRequest:
    """One request. Raises NotFound also for a request that is not the actor's to see."""
    authorize(ctx.actor, Permission.READ_REQUEST)
    return visible(ctx.actor, await storage.get(ctx.session, request_id))


async def lock(ctx: OperationContext, request_id: UUID) -> SubjectRequest:
    """The request with its row locked, for a change. Raises NotFound."""
    return visible(ctx.actor, await storage.get_for_update(ctx.session, request_id))


def visible(actor: Actor, request: SubjectRequest | None) -> SubjectRequest:
    if request is None:
        raise NotFound
    if not may_see(actor, request):
        raise NotYours
    return request
