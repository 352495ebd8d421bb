"""Editions of a package under review: what the next one is made of, and its taking the place of the last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from dsr_service.domain import package_events as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.fulfilment import PackageStatus
from dsr_service.domain.redactions import Target
from dsr_service.domain.rights import Right
from dsr_service.domain.subject_requests import Status
from dsr_service.services import audit, export_packages, fulfilment, sealing_keys, subject_requests
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.services.fulfilment import Search
from dsr_service.services.ports.key_store import SealingKey
from dsr_service.services.ports.packages import BuiltPackage
from dsr_service.storage import fulfilment as packages
from dsr_service.storage import redactions as storage
from dsr_service.storage.tables import ExportPackage, SubjectRequest


@dataclass(frozen=True, slots=True)
class Claim:
    """All that the building of one edition needs."""

    request_id: UUID
    package_id: UUID
    right: Right
    edition: int
    built: BuiltPackage  # the first edition
    key: SealingKey
    struck: Sequence[Target]
    search: Search
    found: Mapping[CollectionAddress, int]


async def claim(ctx: OperationContext, request_id: UUID, package_id: UUID) -> Claim | None:
    """The edition that is wanted now; None when it is there, or nobody wants the package any more."""
    authorize(ctx.actor, Permission.START_FULFILMENT)
    request, package = await _locked(ctx, request_id, package_id)
    if package is None or package.edition == package.built_edition:
        return None
    again = await fulfilment.search_again(ctx, request)
    if again is None:
        return None
    search, found = again
    built, purpose = export_packages.first_edition(package)
    struck = await storage.active(ctx.session, package.id)
    return Claim(
        request_id=request.id,
        package_id=package.id,
        right=package.right,
        edition=package.edition,
        built=built,
        key=await sealing_keys.load(ctx, request.id, purpose),
        struck=[Target(row.collection, row.row, row.field, row.ground) for row in struck],
        search=search,
        found=found,
    )


async def record(ctx: OperationContext, claim: Claim, built: BuiltPackage, key: SealingKey) -> bool:
    """The new edition takes the place of the last. False when others were struck meanwhile: a job follows."""
    authorize(ctx.actor, Permission.START_FULFILMENT)
    _, package = await _locked(ctx, claim.request_id, claim.package_id)
    if package is None or package.edition != claim.edition or package.built_edition >= claim.edition:
        return False
    await export_packages.replace_built(ctx, package, built, claim.edition, key)
    await audit.record(
        ctx,
        events.ExportPackageRedacted(
            claim.request_id, package.id, claim.edition, len(claim.struck), built.sha256
        ),
    )
    return True


async def _locked(
    ctx: OperationContext, request_id: UUID, package_id: UUID
) -> tuple[SubjectRequest, ExportPackage | None]:
    """The request, and its package if it is still under review."""
    request = await subject_requests.lock(ctx, request_id)
    package = await packages.package(ctx.session, package_id, lock=True)
    waits = request.status is Status.AWAITING_APPROVAL
    if package is None or not waits or package.status is not PackageStatus.PREPARED:
        return request, None
    return request, package
