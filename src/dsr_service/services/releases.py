"""Giving the packages out: at once, or when the wait for the known channels is over."""

from datetime import timedelta
from uuid import UUID

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.fulfilment import PackageStatus
from dsr_service.domain.rights import COLLECTED, Outcome
from dsr_service.domain.subject_requests import Event, Status
from dsr_service.services import (
    access_links,
    announcements,
    audit,
    export_packages,
    lifecycle,
    release_holds,
    subject_requests,
)
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import fulfilment as storage
from dsr_service.storage.tables import SubjectRequest


async def release_or_wait(ctx: OperationContext, request: SubjectRequest) -> None:
    """Nothing leaves as long as the known channels may still say that it was not the person (threat T1)."""
    if not await release_holds.delay(ctx, request):
        await _release(ctx, request)


async def release_waiting(ctx: OperationContext, request_id: UUID) -> None:
    """The wait is over, or another proof has come. Doing it twice changes nothing."""
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    request = await subject_requests.lock(ctx, request_id)
    hold = await release_holds.of_request(ctx, request_id)
    if request.status is Status.IN_FULFILMENT and hold is not None and hold.release_pending:
        await release_or_wait(ctx, request)


async def _release(ctx: OperationContext, request: SubjectRequest) -> None:
    settled, until = [], None
    for package in await storage.packages(ctx.session, request.id):
        if package.status is PackageStatus.PREPARED:
            package.status, package.released_at = PackageStatus.RELEASED, ctx.now
            package.expires_at = until = ctx.now + timedelta(days=ctx.policy.export_days)
            await export_packages.forget_original(ctx, package)
            await audit.record(ctx, events.ExportPackageReleased(request.id, package.id))
    for right in request.rights:
        if right.right in COLLECTED and right.outcome is Outcome.PENDING:
            settled.append(right.right)
            right.outcome, right.decided_at, right.decided_by = Outcome.FULFILLED, ctx.now, ctx.actor.id
            await audit.record(ctx, events.RightDecided(request.id, right.right, Outcome.FULFILLED, None))
    await announcements.released(ctx, request, settled, until)
    await access_links.offer(ctx, request)
    if not await lifecycle.close_if_settled(ctx, request):
        await lifecycle.transition(ctx, request, Event.RIGHTS_REMAIN)
