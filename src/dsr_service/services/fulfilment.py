"""Fulfilment: start the search, note its progress, hand the packages to approval, release them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.article_15 import Controller
from dsr_service.domain.audit import AuditEvent
from dsr_service.domain.data_map.data_map import CollectionAddress, DataMap
from dsr_service.domain.fulfilment import (
    IdentityNotVerified,
    NoDataMap,
    NothingToFulfil,
    PackageStatus,
    StepOutcome,
)
from dsr_service.domain.jobs import Job
from dsr_service.domain.processing_activities import ProcessingActivity
from dsr_service.domain.recipients import Recipient
from dsr_service.domain.redactions import RedactionPending
from dsr_service.domain.rights import COLLECTED, Outcome, Right
from dsr_service.domain.subject_requests import Event, IllegalTransition, Status
from dsr_service.services import (
    audit,
    export_packages,
    four_eyes,
    lifecycle,
    outside_answers,
    registers,
    releases,
    sealing_keys,
    standings,
    subject_requests,
)
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.services.ports.key_store import SealingKey
from dsr_service.storage import deadlines as deadline_rows
from dsr_service.storage import direct, job_queue
from dsr_service.storage import fulfilment as storage
from dsr_service.storage import outside_answers as outside_rows
from dsr_service.storage import redactions as redaction_rows
from dsr_service.storage import registers as register_rows
from dsr_service.storage.fulfilment import StepNote
from dsr_service.storage.tables import ExportPackage, FulfilmentStep, SubjectRequest


@dataclass(frozen=True, slots=True)
class Progress:
    """What is done of the work on the data sources."""

    steps: Sequence[FulfilmentStep]
    data_map_version_id: UUID | None
    started_by: str | None
    approved_by: str | None
    status: Status
    missing: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """What the worker needs to know to search for one person and to answer."""

    request_id: UUID
    reference: str
    locale: str
    rights: Sequence[Right]
    identities: Mapping[str, Sequence[str]]
    data_map: DataMap
    activities: Mapping[str, ProcessingActivity]
    recipients: Mapping[str, Recipient]
    controller: Controller | None


@dataclass(frozen=True, slots=True)
class PackageToRecord:
    """A sealed package that lies in the document store."""

    package_id: UUID
    right: Right
    sha256: str
    built: dict[str, Any]
    key: SealingKey


def collected(request: SubjectRequest) -> list[Right]:
    """The rights that the worker still has to carry out."""
    return [r.right for r in request.rights if r.right in COLLECTED and r.outcome is Outcome.PENDING]


async def start(ctx: OperationContext, request_id: UUID) -> SubjectRequest:
    """Start searching all collections of the data map in force (art. 15, 20)."""
    authorize(ctx.actor, Permission.START_FULFILMENT)
    request = await subject_requests.lock(ctx, request_id)
    if request.status in {Status.RECEIVED, Status.AWAITING_IDENTITY}:
        raise IdentityNotVerified
    if request.status is not Status.IN_PROGRESS:
        raise IllegalTransition(f"A request that is {request.status} can't start its fulfilment.")
    if not collected(request):
        raise NothingToFulfil
    await standings.require_standing(ctx, request, collected(request))
    version = await register_rows.active_data_map(ctx.session)
    if version is None:
        raise NoDataMap
    addresses = _steps_of(registers.parsed(version))
    await storage.replace_steps(ctx.session, request.id, addresses)
    await outside_rows.forget_gap(ctx.session, request.id)
    request.data_map_version_id = version.id
    request.fulfilment_started_by, request.approved_by, request.approved_at = ctx.actor.id, None, None
    await audit.record(ctx, events.FulfilmentStarted(request.id, version.id, len(addresses)))
    await lifecycle.transition(ctx, request, Event.FULFILMENT_STARTED)
    clock = await deadline_rows.get(ctx.session, request.id)
    await job_queue.enqueue(
        ctx.session,
        Job(
            "fulfil",
            {"request_id": str(request.id)},
            due_at=clock.due_before,
            client=request.client,
            source=addresses[0].dataset,
        ),
    )
    return request


def _steps_of(data_map: DataMap) -> list[CollectionAddress]:
    return [address for address, _ in data_map.collections()]


async def progress(ctx: OperationContext, request_id: UUID) -> Progress:
    authorize(ctx.actor, Permission.READ_FULFILMENT)
    request = await subject_requests.read(ctx, request_id)
    steps = await storage.steps(ctx.session, request.id)
    return Progress(
        steps,
        request.data_map_version_id,
        request.fulfilment_started_by,
        request.approved_by,
        request.status,
        await outside_answers.missing(ctx, request, steps),
    )


async def search_of(ctx: OperationContext, request: SubjectRequest) -> Search | None:
    """What is to be searched for a request under way."""
    authorize(ctx.actor, Permission.START_FULFILMENT)
    return await _search(ctx, request)


async def search_again(
    ctx: OperationContext, request: SubjectRequest
) -> tuple[Search, Mapping[CollectionAddress, int]] | None:
    """What a request in preparation was searched by, and how many rows each collection gave."""
    authorize(ctx.actor, Permission.START_FULFILMENT)
    search = await _search(ctx, request)
    if search is None:
        return None
    found = {
        CollectionAddress(step.dataset, step.collection): step.rows
        for step in await storage.steps(ctx.session, request.id)
        if step.outcome is StepOutcome.DONE
    }
    return search, found


async def _search(ctx: OperationContext, request: SubjectRequest) -> Search | None:
    if request.data_map_version_id is None:
        return None
    told = await registers.told(ctx)
    identities: dict[str, list[str]] = {}
    for identifier in request.subject.identifiers:
        identities.setdefault(identifier.type, []).append(identifier.value)
    return Search(
        request_id=request.id,
        reference=request.reference,
        locale="en" if request.locale.lower().startswith("en") else "fr",
        rights=collected(request),
        identities=identities,
        data_map=await registers.data_map_of(ctx, request.data_map_version_id),
        activities=told.activities,
        recipients=told.recipients,
        controller=told.controller,
    )


async def under_way(ctx: OperationContext, request_id: UUID) -> SubjectRequest | None:
    """The request if its fulfilment runs, locked; None when it was withdrawn or stopped meanwhile."""
    request = await subject_requests.lock(ctx, request_id)
    return request if request.status is Status.IN_FULFILMENT else None


async def note_running(
    ctx: OperationContext, request_id: UUID, counts: Mapping[CollectionAddress, int]
) -> None:
    """How many rows the collections have given so far."""
    running = StepOutcome.RUNNING
    notes = [StepNote(address, running, rows) for address, rows in counts.items()]
    await storage.note_steps(ctx.session, request_id, notes)


async def note_waiting(
    ctx: OperationContext, request_id: UUID, reasons: Mapping[CollectionAddress, str]
) -> None:
    """Somebody else is asked for these collections and has not answered yet."""
    notes = [StepNote(address, StepOutcome.PENDING, 0, reason) for address, reason in reasons.items()]
    await storage.note_steps(ctx.session, request_id, notes)


async def note_ends(ctx: OperationContext, request_id: UUID, ends: Sequence[StepNote]) -> None:
    """The search of these collections has ended; each is an audit event, "nothing found" included."""
    await audit.record_all(ctx, await _ended(ctx, request_id, ends))


async def _ended(ctx: OperationContext, request_id: UUID, ends: Sequence[StepNote]) -> list[AuditEvent]:
    """The steps are noted; what the audit log is to say of them."""
    await storage.note_steps(ctx.session, request_id, [replace(end, finished_at=ctx.now) for end in ends])
    found = [end for end in ends if end.outcome is StepOutcome.DONE]
    return [events.CollectionSearched(request_id, str(end.address), end.rows) for end in found]


async def stop(
    ctx: OperationContext, request_id: UUID, missing: Sequence[str], ends: Sequence[StepNote] = ()
) -> None:
    """The answer would be incomplete: it goes back to the staff with the list of what is missing."""
    request = await under_way(ctx, request_id)
    if request is None:
        return
    await note_ends(ctx, request.id, ends)
    await outside_rows.note_gap(ctx.session, request.id, missing, ctx.now)
    await audit.record(ctx, events.FulfilmentIncomplete(request.id, tuple(missing)))
    await lifecycle.transition(ctx, request, Event.FULFILMENT_STOPPED)


async def record_packages(
    ctx: OperationContext,
    request_id: UUID,
    packages: Sequence[PackageToRecord],
    ends: Sequence[StepNote] = (),
) -> bool:
    """The packages are built; approval comes next where it is asked for. False when nobody wants them any more.

    `ends` of the search, unless they were noted before.
    """
    request = await under_way(ctx, request_id)
    if request is None:
        return False
    said = await _ended(ctx, request.id, ends)
    earlier = await storage.packages(ctx.session, request.id)
    if earlier:
        await audit.record_all(ctx, said)
        said = []
        await export_packages.revoke_these(ctx, earlier)
    for package in packages:
        attempts = [before.attempt for before in earlier if before.right == package.right]
        row = ExportPackage(
            id=package.package_id,
            request_id=request.id,
            right=package.right,
            attempt=max(attempts, default=0) + 1,
            status=PackageStatus.PREPARED,
            built=package.built,
            edition=0,
            built_edition=0,
            created_at=ctx.now,
            downloads=0,
        )
        purpose = export_packages.purpose_of(package.package_id)
        await direct.insert(ctx.session, [row, sealing_keys.row_of(ctx, request.id, purpose, package.key)])
        said.append(events.ExportPackageBuilt(request.id, package.package_id, package.right, package.sha256))
    await audit.record_all(ctx, said)
    if any(right in ctx.policy.approval_required for right in collected(request)):
        await lifecycle.transition(ctx, request, Event.FULFILMENT_PREPARED)
    else:
        await releases.release_or_wait(ctx, request)
    return True


async def waiting(ctx: OperationContext, request_id: UUID) -> SubjectRequest:
    """The request, locked, if it waits for approval. Raises IllegalTransition."""
    request = await subject_requests.lock(ctx, request_id)
    if request.status is not Status.AWAITING_APPROVAL:
        raise IllegalTransition(f"A request that is {request.status} does not wait for approval.")
    return request


async def approve(ctx: OperationContext, request_id: UUID) -> SubjectRequest:
    """A second person has looked: the packages are released. Raises FourEyes for the one who started."""
    authorize(ctx.actor, Permission.APPROVE)
    request = await waiting(ctx, request_id)
    # Who struck something is no second person for it either.
    reviewers = await redaction_rows.reviewers(ctx.session, request.id)
    await four_eyes.require_second_person(ctx, request.fulfilment_started_by, *reviewers)
    for package in await storage.packages(ctx.session, request.id):
        if package.status is PackageStatus.PREPARED and package.built_edition != package.edition:
            raise RedactionPending
    request.approved_by, request.approved_at = ctx.actor.id, ctx.now
    await audit.record(ctx, events.ApprovalGiven(request.id))
    await lifecycle.transition(ctx, request, Event.APPROVED)
    await releases.release_or_wait(ctx, request)
    return request


async def decline(ctx: OperationContext, request_id: UUID) -> SubjectRequest:
    """What was prepared is not good: it is revoked, and the request goes back to the staff."""
    authorize(ctx.actor, Permission.APPROVE)
    request = await waiting(ctx, request_id)
    await audit.record(ctx, events.ApprovalDeclined(request.id))
    await export_packages.revoke_all(ctx, request.id)
    await lifecycle.transition(ctx, request, Event.APPROVAL_DECLINED)
    return request
