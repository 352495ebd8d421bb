"""Requests: submit, read, search, assign, withdraw."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Actor, Permission, Role
from dsr_service.domain.erasure.erasures import ErasureStatus
from dsr_service.domain.errors import NotFound
from dsr_service.domain.identifiers import SubjectIdentifier
from dsr_service.domain.letters import LetterKind
from dsr_service.domain.rights import Outcome, Right
from dsr_service.domain.subject_requests import OPEN, Event, IllegalTransition
from dsr_service.services import audit, correspondence, erasures, lifecycle, rectifications, visibility
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import whole_requests as storage
from dsr_service.storage.tables import RequestedRight, SubjectRequest
from dsr_service.storage.whole_requests import WholeRequest

read, lock, visible = visibility.read, visibility.lock, visibility.visible


def purposes_of(right: RequestedRight) -> frozenset[str]:
    return frozenset(right.particulars.get("purposes", ()))


def pending_rights(request: SubjectRequest) -> list[tuple[Right, frozenset[str]]]:
    """What is still asked for, each right with its purposes."""
    return [(r.right, purposes_of(r)) for r in request.rights if r.outcome is Outcome.PENDING]


def narrowed(actor: Actor, wanted: storage.QueueFilter) -> storage.QueueFilter:
    """The filter within the rows that the actor sees."""
    if actor.role is Role.STOREFRONT:
        return replace(wanted, client=actor.client)
    if actor.role is Role.SUBJECT:
        return replace(wanted, request_id=UUID(actor.id))
    return wanted


async def whole(ctx: OperationContext, request_id: UUID) -> WholeRequest:
    """One request with all that is shown of it, to be looked at. Raises NotFound also for somebody else's."""
    authorize(ctx.actor, Permission.READ_REQUEST)
    found = await storage.get(ctx.session, request_id)
    if found is None:
        raise NotFound
    visible(ctx.actor, found.request)
    return found


async def queue_by_id(
    ctx: OperationContext, wanted: storage.QueueFilter, after: UUID | None, limit: int
) -> Sequence[WholeRequest]:
    authorize(ctx.actor, Permission.READ_QUEUE)
    return await storage.page_by_id(ctx.session, narrowed(ctx.actor, wanted), after, limit)


async def queue_by_due(
    ctx: OperationContext, wanted: storage.QueueFilter, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[WholeRequest]:
    authorize(ctx.actor, Permission.READ_QUEUE)
    return await storage.page_by_due(ctx.session, narrowed(ctx.actor, wanted), after, limit)


async def search(
    ctx: OperationContext, identifiers: Sequence[SubjectIdentifier], after: UUID | None, limit: int
) -> Sequence[WholeRequest]:
    """The requests of whoever bears one of these identifiers, open or closed."""
    authorize(ctx.actor, Permission.SEARCH_REQUESTS)
    lookups = tuple(identifier.lookup(ctx.policy.lookup_key) for identifier in identifiers)
    wanted = narrowed(ctx.actor, storage.QueueFilter(lookups=lookups))
    return await storage.page_by_id(ctx.session, wanted, after, limit)


async def to_assign(ctx: OperationContext, request_id: UUID) -> SubjectRequest:
    """The request, locked, for who may assign it: the version is compared after that, not before."""
    authorize(ctx.actor, Permission.ASSIGN_REQUEST)
    return await lock(ctx, request_id)


async def assign(ctx: OperationContext, request_id: UUID, assignee: str | None) -> SubjectRequest:
    """Give the request to a member of staff, or back to the queue (None)."""
    authorize(ctx.actor, Permission.ASSIGN_REQUEST)
    request = await lock(ctx, request_id)
    if request.status not in OPEN:
        raise IllegalTransition("A closed request is not assigned any more.")
    request.assignee = assignee
    await audit.record(ctx, events.RequestAssigned(request.id, assignee))
    return request


async def withdraw(ctx: OperationContext, request_id: UUID) -> SubjectRequest:
    """End the request because the person takes it back; what was prepared is revoked."""
    authorize(ctx.actor, Permission.WITHDRAW_REQUEST)
    request = await lock(ctx, request_id)
    await erasures.end(ctx, request, ErasureStatus.CANCELLED, "request_withdrawn")
    await rectifications.end(ctx, request, "request_withdrawn")
    for right in request.rights:
        if right.outcome is Outcome.PENDING:
            right.outcome, right.decided_at, right.decided_by = Outcome.WITHDRAWN, ctx.now, ctx.actor.id
            await audit.record(ctx, events.RightDecided(request.id, right.right, Outcome.WITHDRAWN, None))
    await lifecycle.transition(ctx, request, Event.WITHDRAWN)
    await correspondence.write(ctx, request, LetterKind.CLOSURE)
    return request
