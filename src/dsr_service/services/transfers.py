"""Handing portable data to another controller (art. 20(2)): asked by the person, addressed by the DPO, told apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from dsr_service.domain import package_events as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.errors import InvalidInput, Violation
from dsr_service.domain.fulfilment import PackageGone, PackageNotReleased, PackageStatus
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.jobs import Job
from dsr_service.domain.recipients import Recipient
from dsr_service.domain.rights import Right
from dsr_service.domain.transfers import (
    TRIED_FOR,
    NotPortable,
    TransferNotAsked,
    TransferState,
    TransferUnanswered,
    TransferUnderWay,
)
from dsr_service.services import audit, export_packages, sealing_keys, subject_requests
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.services.ports.handing_over import Parcel, Reception
from dsr_service.services.ports.key_store import SealingKey
from dsr_service.services.ports.packages import BuiltPackage, Content
from dsr_service.storage import fulfilment as packages
from dsr_service.storage import job_queue
from dsr_service.storage import registers as register_rows
from dsr_service.storage import transfers as storage
from dsr_service.storage.tables import ExportPackage, ExportTransfer, RecipientRow, SubjectRequest

_LATER: Final = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Handover:
    """All that one attempt needs."""

    parcel: Parcel
    built: BuiltPackage
    content: Content
    key: SealingKey


async def start(ctx: OperationContext, request_id: UUID, package_id: UUID, recipient: str) -> ExportTransfer:
    """Hand a released package to a recipient of the register. Raises what stands in the way."""
    authorize(ctx.actor, Permission.TRANSFER_EXPORT)
    request = await subject_requests.lock(ctx, request_id)
    package = await export_packages.read(ctx, request_id, package_id)
    _check(ctx, request, package)
    url = await _address_of(ctx, recipient)
    if await storage.lively(ctx.session, package.id, recipient) is not None:
        raise TransferUnderWay
    transfer = ExportTransfer(
        id=new_id(ctx.now),
        package_id=package.id,
        recipient=recipient,
        url=url,
        sha256=package.built["sha256"],
        state=TransferState.PENDING,
        attempts=0,
        created_at=ctx.now,
        created_by=ctx.actor.id,
    )
    ctx.session.add(transfer)
    await ctx.session.flush()
    await audit.record(ctx, events.ExportTransferAsked(request.id, package.id, transfer.id, recipient))
    await job_queue.enqueue(
        ctx.session,
        Job("transfer_package", {"transfer_id": str(transfer.id)}, client=request.client, source=recipient),
    )
    return transfer


def _check(ctx: OperationContext, request: SubjectRequest, package: ExportPackage) -> None:
    if package.right is not Right.PORTABILITY:
        raise NotPortable
    asked = next((right for right in request.rights if right.right is Right.PORTABILITY), None)
    if asked is None or not asked.particulars.get("recipient"):
        raise TransferNotAsked
    if package.status is PackageStatus.PREPARED:
        raise PackageNotReleased
    if package.status is not PackageStatus.RELEASED or (
        package.expires_at is not None and package.expires_at <= ctx.now
    ):
        raise PackageGone


async def _address_of(ctx: OperationContext, recipient: str) -> str:
    row = await register_rows.entry(ctx.session, RecipientRow, recipient)
    url = Recipient.of(row.key, row.entry).transfer_url if row else None
    if url is None:
        fault = Violation("Name a recipient of the register that has a `transfer_url`.", "/recipient")
        raise InvalidInput("The recipient can't take transfers.", violations=[fault])
    return url


async def of_package(ctx: OperationContext, request_id: UUID, package_id: UUID) -> Sequence[ExportTransfer]:
    package = await export_packages.read(ctx, request_id, package_id)
    return await storage.of_package(ctx.session, package.id)


async def claim(ctx: OperationContext, transfer_id: UUID) -> Handover | None:
    """The next attempt, audited before its first byte leaves; None when there is nothing left to do."""
    authorize(ctx.actor, Permission.TRANSFER_EXPORT)
    transfer = await storage.lock(ctx.session, transfer_id)
    if transfer is None or transfer.state is not TransferState.PENDING:
        return None
    package = await packages.package(ctx.session, transfer.package_id)
    if package is None or package.status is not PackageStatus.RELEASED:
        await _end(ctx, transfer, package, TransferState.FAILED, "export_gone")
        return None
    if ctx.now - transfer.created_at > TRIED_FOR:
        await _end(ctx, transfer, package, TransferState.FAILED, "gave_up")
        return None
    request = await subject_requests.read(ctx, package.request_id)
    transfer.attempts += 1
    await audit.record(
        ctx,
        events.ExportTransferAttempted(
            request.id, package.id, transfer.id, transfer.recipient, transfer.attempts
        ),
    )
    built = BuiltPackage.of(package.built)
    content = built.content("zip")
    purpose = export_packages.purpose_of(package.id, package.built_edition)
    key = await sealing_keys.load(ctx, request.id, purpose)
    parcel = Parcel(
        transfer.id, transfer.url, request.reference, content.file_name, content.size, content.sha256
    )
    return Handover(parcel, built, content, key)


async def record(ctx: OperationContext, transfer_id: UUID, answered: Reception | None) -> None:
    """What came of an attempt; None: the address may not be called. Raises TransferUnanswered to try again."""
    authorize(ctx.actor, Permission.TRANSFER_EXPORT)
    transfer = await storage.lock(ctx.session, transfer_id)
    if transfer is None or transfer.state is not TransferState.PENDING:
        return
    package = await packages.package(ctx.session, transfer.package_id)
    if answered is None:
        await _end(ctx, transfer, package, TransferState.FAILED, "address_refused")
    elif 200 <= answered.status < 300:
        await _end(ctx, transfer, package, TransferState.DELIVERED, None)
    elif answered.status >= 500 or answered.status in _LATER:
        raise TransferUnanswered(retry_after=answered.retry_after)
    else:
        await _end(ctx, transfer, package, TransferState.REFUSED, f"http_{answered.status}")


async def _end(
    ctx: OperationContext,
    transfer: ExportTransfer,
    package: ExportPackage | None,
    state: TransferState,
    code: str | None,
) -> None:
    transfer.state, transfer.code, transfer.ended_at = state, code, ctx.now
    request_id = package.request_id if package else None
    await audit.record(
        ctx,
        events.ExportTransferEnded(
            request_id, transfer.package_id, transfer.id, transfer.recipient, state.value, code
        ),
    )
