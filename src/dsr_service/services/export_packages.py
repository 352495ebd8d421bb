"""Export packages: who may fetch which, and the receipt written before the first byte leaves."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import update

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission, Role
from dsr_service.domain.errors import NotFound
from dsr_service.domain.fulfilment import PackageGone, PackageNotReleased, PackageStatus
from dsr_service.domain.identity.known_channels import NoReleaseChannel
from dsr_service.domain.jobs import Job
from dsr_service.services import access_links, audit, sealing_keys, subject_requests
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.services.ports.key_store import SealingKey
from dsr_service.services.ports.packages import BuiltPackage
from dsr_service.storage import fulfilment as storage
from dsr_service.storage import job_queue
from dsr_service.storage.tables import ExportPackage


async def list_packages(ctx: OperationContext, request_id: UUID) -> Sequence[ExportPackage]:
    authorize(ctx.actor, Permission.READ_FULFILMENT)
    request = await subject_requests.read(ctx, request_id)
    return await storage.packages(ctx.session, request.id)


async def read(ctx: OperationContext, request_id: UUID, package_id: UUID) -> ExportPackage:
    authorize(ctx.actor, Permission.READ_FULFILMENT)
    request = await subject_requests.read(ctx, request_id)
    package = await storage.package(ctx.session, package_id)
    if package is None or package.request_id != request.id:
        raise NotFound
    return package


async def open_for_download(ctx: OperationContext, request_id: UUID, package_id: UUID) -> ExportPackage:
    """The package if the actor may have it now. Raises PackageGone, PackageNotReleased."""
    authorize(ctx.actor, Permission.DOWNLOAD_EXPORT)
    package = await read(ctx, request_id, package_id)
    if package.status in {PackageStatus.REVOKED, PackageStatus.EXPIRED}:
        raise PackageGone
    if package.expires_at is not None and package.expires_at <= ctx.now:
        raise PackageGone
    if package.status is PackageStatus.PREPARED and not ctx.actor.may(Permission.APPROVE):
        raise PackageNotReleased  # who approves must see what leaves
    if ctx.actor.role is Role.SUBJECT:
        await access_links.require_release_channel(ctx)
    if ctx.actor.role is Role.STOREFRONT:
        await _require_proof(ctx, request_id)
    return package


async def _require_proof(ctx: OperationContext, request_id: UUID) -> None:
    """Where the policy asks for no proof the answer goes to a known channel; a storefront proves a session first."""
    request = await subject_requests.read(ctx, request_id)
    if request.identity_verified_at is None:
        raise NoReleaseChannel


async def record_download(ctx: OperationContext, package: ExportPackage, part: str) -> None:
    """The receipt, committed before the first byte leaves."""
    await ctx.session.execute(
        update(ExportPackage)
        .where(ExportPackage.id == package.id)
        .values(downloads=ExportPackage.downloads + 1)
    )
    await audit.record(ctx, events.ExportDownloadStarted(package.request_id, package.id, part))


def purpose_of(package_id: UUID, edition: int = 0) -> str:
    """Each edition is sealed under a key of its own: an earlier one can be shredded."""
    return f"export_package.{package_id}.{edition}" if edition else f"export_package.{package_id}"


def first_edition(package: ExportPackage) -> tuple[BuiltPackage, str]:
    """The package as it was first built, and what its key is kept for."""
    return BuiltPackage.of(package.original or package.built), purpose_of(package.id)


async def forget_original(ctx: OperationContext, package: ExportPackage) -> None:
    """Destroy what was there before the redactions: nobody can undo them any more."""
    if package.original is not None:
        await _forget(ctx, package.request_id, purpose_of(package.id), package.original)
        package.original = None


async def replace_built(
    ctx: OperationContext, package: ExportPackage, built: BuiltPackage, edition: int, key: SealingKey
) -> None:
    """Put a new edition in the place of the last one, which is destroyed; the first stays to be rebuilt from."""
    if package.built_edition == 0:
        package.original = package.built
    else:
        purpose = purpose_of(package.id, package.built_edition)
        await _forget(ctx, package.request_id, purpose, package.built)
    await sealing_keys.keep(ctx, package.request_id, purpose_of(package.id, edition), key)
    package.built, package.built_edition = built.entry(), edition


async def _forget(ctx: OperationContext, request_id: UUID, purpose: str, built: Mapping[str, Any]) -> None:
    await sealing_keys.shred(ctx, request_id, purpose)
    await job_queue.enqueue(ctx.session, Job("delete_blob", {"key": built["sealed"]["key"]}))


async def destroy(ctx: OperationContext, package: ExportPackage, status: PackageStatus) -> None:
    """End a package: its key is shredded at once, its blob deleted by a job. Nobody can open it any more."""
    package.status = status
    if status is PackageStatus.REVOKED:
        package.revoked_at = ctx.now
        await audit.record(ctx, events.ExportPackageRevoked(package.request_id, package.id))
    purpose = purpose_of(package.id, package.built_edition)
    await _forget(ctx, package.request_id, purpose, package.built)
    await forget_original(ctx, package)


async def revoke(ctx: OperationContext, request_id: UUID, package_id: UUID) -> ExportPackage:
    """End a released package at once: sent to the wrong address, or asked for by the person.

    Raises NotFound, PackageNotReleased (decline it instead), PackageGone.
    """
    authorize(ctx.actor, Permission.REVOKE_EXPORT)
    request = await subject_requests.lock(ctx, request_id)
    package = await storage.package(ctx.session, package_id, lock=True)
    if package is None or package.request_id != request.id:
        raise NotFound
    if package.status is PackageStatus.PREPARED:
        raise PackageNotReleased("This package waits for approval: decline it.")
    if package.status is not PackageStatus.RELEASED:
        raise PackageGone
    await destroy(ctx, package, PackageStatus.REVOKED)
    return package


async def revoke_all(ctx: OperationContext, request_id: UUID) -> int:
    """No package of the request can be fetched or opened any more; how many could. Doing it twice changes nothing."""
    return await revoke_these(ctx, await storage.packages(ctx.session, request_id))


async def revoke_these(ctx: OperationContext, packages: Sequence[ExportPackage]) -> int:
    living = [one for one in packages if one.status in {PackageStatus.PREPARED, PackageStatus.RELEASED}]
    for package in living:
        await destroy(ctx, package, PackageStatus.REVOKED)
    return len(living)
