"""What must not be kept: papers of closed requests, packages past their day, answers kept for retries."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.domain.fulfilment import PackageStatus
from dsr_service.domain.subject_requests import Status
from dsr_service.services import export_packages, identity_documents, processor_orders
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import assertions, idempotency, outside_answers
from dsr_service.storage import fulfilment as packages
from dsr_service.storage import identity_documents as documents
from dsr_service.storage import subject_requests as requests


async def clear_away(ctx: OperationContext, request_id: UUID) -> None:
    """After a request closed: its papers go, and its packages unless they are what was answered with."""
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    request = await requests.get_for_update(ctx.session, request_id)
    if request is None:
        return
    for document in await documents.of_request(ctx.session, request_id):
        await identity_documents.destroy(ctx, document.id)
    await outside_answers.forget_answers(ctx.session, request_id)
    await processor_orders.give_up(ctx, request_id)
    if request.status not in {Status.FULFILLED, Status.PARTLY_REFUSED}:
        await export_packages.revoke_all(ctx, request_id)


async def expire_packages(ctx: OperationContext) -> None:
    """Packages past their day end."""
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    for package in await packages.due_to_expire(ctx.session, ctx.now):
        await export_packages.destroy(ctx, package, PackageStatus.EXPIRED)


async def forget_answers(ctx: OperationContext, before: datetime) -> None:
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    await idempotency.forget_before(ctx.session, before)
    await assertions.forget_expired(ctx.session, before)


async def unnamed(ctx: OperationContext, keys: Sequence[str]) -> list[str]:
    """Those of the blobs that belong to no identity copy and no package."""
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    named = await documents.named_blobs(ctx.session) | await packages.named_blobs(ctx.session)
    return [key for key in keys if key not in named]
