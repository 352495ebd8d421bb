"""What must not be kept: papers of closed requests, packages past their day, answers kept for retries."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.domain.fulfilment import PackageStatus
from dsr_service.domain.subject_requests import Status
from dsr_service.services import export_packages, fulfilment
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import fulfilment as packages
from dsr_service.storage import idempotency
from dsr_service.storage import identity_documents as documents
from dsr_service.storage import subject_requests as requests


async def papers_of(ctx: OperationContext, request_id: UUID) -> Sequence[UUID]:
    """The identity copies of a request that are not destroyed yet."""
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    return [d.id for d in await documents.of_request(ctx.session, request_id) if d.files is not None]


async def drop_unreleased(ctx: OperationContext, request_id: UUID) -> list[str]:
    """Revoke the packages of a request that did not end with their release. Returns the blobs to delete."""
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    request = await requests.get_for_update(ctx.session, request_id)
    if request is None or request.status in {Status.FULFILLED, Status.PARTLY_REFUSED}:
        return []
    return await shred_all(ctx, request_id)


async def shred_all(ctx: OperationContext, request_id: UUID) -> list[str]:
    """Revoke all packages and destroy their keys. Returns the blobs to delete."""
    blobs = []
    for package in await fulfilment.revoke_packages(ctx, request_id):
        blobs += await export_packages.shred(ctx, package)
    return blobs


async def expire_packages(ctx: OperationContext) -> list[str]:
    """Packages past their day: the key is destroyed. Returns the blobs to delete."""
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    blobs = []
    for package in await packages.due_to_expire(ctx.session, ctx.now):
        package.status = PackageStatus.EXPIRED
        blobs += await export_packages.shred(ctx, package)
    return blobs


async def forget_answers(ctx: OperationContext, before: datetime) -> None:
    authorize(ctx.actor, Permission.CLEAR_AWAY)
    await idempotency.forget_before(ctx.session, before)
