"""Redactions: look through a prepared package, strike what belongs to others, undo; the rebuilding is a job's."""

from collections.abc import Sequence
from uuid import UUID

from dsr_service.domain import package_events as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.errors import InvalidInput, NotFound, Violation
from dsr_service.domain.fulfilment import PackageStatus
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.jobs import Job
from dsr_service.domain.redactions import (
    GROUNDS,
    MOST,
    NotUnderReview,
    RedactionUndone,
    Target,
    TooManyRedactions,
    ViewReason,
)
from dsr_service.domain.subject_requests import Status
from dsr_service.services import audit, export_packages, sealing_keys, subject_requests
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.services.ports.key_store import SealingKey
from dsr_service.services.ports.packages import BuiltPackage, PackagePart
from dsr_service.storage import fulfilment as packages
from dsr_service.storage import job_queue
from dsr_service.storage import redactions as storage
from dsr_service.storage.tables import ExportPackage, ExportRedaction


async def under_review(ctx: OperationContext, request_id: UUID, package_id: UUID) -> ExportPackage:
    """The package, locked, of a request that waits for approval. Raises NotFound, NotUnderReview."""
    request = await subject_requests.lock(ctx, request_id)
    package = await packages.package(ctx.session, package_id, lock=True)
    if package is None or package.request_id != request.id:
        raise NotFound
    if request.status is not Status.AWAITING_APPROVAL or package.status is not PackageStatus.PREPARED:
        raise NotUnderReview
    return package


async def open_rows(
    ctx: OperationContext,
    request_id: UUID,
    package_id: UUID,
    collection: str,
    reason: ViewReason,
    first: int,
    limit: int,
) -> tuple[BuiltPackage, SealingKey, PackagePart, Sequence[ExportRedaction]]:
    """What is needed to show rows as they were found, and what is struck in them; audited before any is shown."""
    authorize(ctx.actor, Permission.REVIEW_EXPORT)
    package = await under_review(ctx, request_id, package_id)
    built, purpose = export_packages.first_edition(package)
    part = _table(built, collection)
    if part is None:
        raise InvalidInput(
            "The package has no such collection.",
            violations=[Violation("Name one as `dataset.collection`.", "/collection", "query")],
        )
    shown = max(0, min(limit, (part.rows or 0) - first + 1))
    await audit.record(
        ctx, events.ExportRowsViewed(request_id, package.id, collection, reason.value, first, shown)
    )
    return (
        built,
        await sealing_keys.load(ctx, request_id, purpose),
        part,
        await storage.active(ctx.session, package.id),
    )


async def strike(
    ctx: OperationContext, request_id: UUID, package_id: UUID, targets: Sequence[Target]
) -> Sequence[ExportRedaction]:
    """Strike cells, rows, columns or collections; a job builds the package anew without them.

    What is struck already, by the same ground, stays one redaction. Raises InvalidInput with a pointer per fault.
    """
    authorize(ctx.actor, Permission.REVIEW_EXPORT)
    package = await under_review(ctx, request_id, package_id)
    built, _ = export_packages.first_edition(package)
    faults = [
        fault for index, target in enumerate(targets) for fault in _faults(package, built, target, index)
    ]
    if faults:
        raise InvalidInput("A redaction names what this package does not have.", violations=faults)
    struck = {_key(row): row for row in await storage.active(ctx.session, package.id)}
    rows: dict[tuple[object, ...], ExportRedaction] = {}
    added = 0
    for target in targets:
        key = (target.collection, target.row, target.field, target.ground)
        row = struck.get(key) or rows.get(key)
        if row is None:
            row = _redaction(ctx, package.id, target)
            ctx.session.add(row)
            await audit.record(
                ctx,
                events.ExportRedactionAdded(request_id, package.id, row.id, target.collection, target.ground),
            )
            added += 1
        rows[key] = row
    if len(struck) + added > MOST:
        raise TooManyRedactions
    if added:
        await _changed(ctx, package)
    return list(rows.values())


async def undo(
    ctx: OperationContext, request_id: UUID, package_id: UUID, redaction_id: UUID
) -> ExportRedaction:
    """Show again what was struck. Raises NotFound, RedactionUndone."""
    authorize(ctx.actor, Permission.REVIEW_EXPORT)
    package = await under_review(ctx, request_id, package_id)
    row = await storage.get(ctx.session, redaction_id)
    if row is None or row.package_id != package.id:
        raise NotFound
    if row.undone_at is not None:
        raise RedactionUndone
    row.undone_at, row.undone_by = ctx.now, ctx.actor.id
    await audit.record(ctx, events.ExportRedactionUndone(request_id, package.id, row.id))
    await _changed(ctx, package)
    return row


async def page(
    ctx: OperationContext, request_id: UUID, package_id: UUID, after: UUID | None, limit: int
) -> Sequence[ExportRedaction]:
    """The redactions of a package, undone ones too, oldest first."""
    package = await export_packages.read(ctx, request_id, package_id)
    return await storage.page(ctx.session, package.id, after, limit)


async def _changed(ctx: OperationContext, package: ExportPackage) -> None:
    package.edition += 1
    await ctx.session.flush()
    await job_queue.enqueue(
        ctx.session,
        Job(
            "redact_package",
            {"request_id": str(package.request_id), "package_id": str(package.id)},
            due_at=ctx.now,
            dedupe_key=f"redact_package/{package.id}",
        ),
    )


def _redaction(ctx: OperationContext, package_id: UUID, target: Target) -> ExportRedaction:
    return ExportRedaction(
        id=new_id(ctx.now),
        package_id=package_id,
        collection=target.collection,
        row=target.row,
        field=target.field,
        ground=target.ground,
        created_at=ctx.now,
        created_by=ctx.actor.id,
    )


def _key(row: ExportRedaction) -> tuple[object, ...]:
    return (row.collection, row.row, row.field, row.ground)


def _table(built: BuiltPackage, collection: str) -> PackagePart | None:
    return next((part for part in built.parts if part.collection == collection), None)


def _faults(package: ExportPackage, built: BuiltPackage, target: Target, index: int) -> Sequence[Violation]:
    faults = []
    where = f"/redactions/{index}"
    part = _table(built, target.collection)
    if part is None:
        faults.append(Violation("The package has no such collection.", f"{where}/collection"))
    else:
        if target.row is not None and target.row > (part.rows or 0):
            faults.append(Violation("The collection has fewer rows.", f"{where}/row"))
        if target.field is not None and target.field not in part.fields:
            faults.append(Violation("The collection has no such field in this package.", f"{where}/field"))
    if target.ground not in GROUNDS[package.right]:
        offered = ", ".join(GROUNDS[package.right])
        faults.append(Violation(f"For this right, a ground is one of: {offered}.", f"{where}/ground"))
    return faults
