"""The erasure of a request: plan, approve, cool down, cancel; who may, in which state, and what follows (art. 17)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.erasure import events as erasure_events
from dsr_service.domain.erasure.certificates import canonical, totals
from dsr_service.domain.erasure.erasures import (
    CopyComesFirst,
    ErasureGround,
    ErasureStatus,
    ErasureUnderWay,
    NoCertificate,
    NoErasurePlan,
)
from dsr_service.domain.erasure.retention_rules import RetentionRules
from dsr_service.domain.erasure.scope import CategoryRefusal, planned_scope
from dsr_service.domain.fulfilment import IdentityNotVerified, NoDataMap
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.jobs import Job
from dsr_service.domain.rights import COLLECTED, Outcome, Right
from dsr_service.domain.subject_requests import (
    Event,
    IllegalTransition,
    RightAlreadyDecided,
    RightNotRequested,
    Status,
)
from dsr_service.services import (
    audit,
    erasure_letters,
    four_eyes,
    lifecycle,
    registers,
    retention_rules,
    standings,
    visibility,
)
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.services.ports.erasure_proofs import ErasureProofs
from dsr_service.storage import deadlines as deadline_rows
from dsr_service.storage import erasures as storage
from dsr_service.storage import job_queue
from dsr_service.storage import registers as register_rows
from dsr_service.storage.tables import Erasure, ErasureSource, KeptData, SubjectRequest


@dataclass(frozen=True, slots=True)
class Shown:
    """An erasure with what belongs to it."""

    erasure: Erasure
    sources: Sequence[ErasureSource]
    kept: Sequence[KeptData]


async def plan(
    ctx: OperationContext,
    request_id: UUID,
    ground: ErasureGround,
    scope: Sequence[str] | None,
    refused: Sequence[CategoryRefusal] = (),
) -> Erasure:
    """Have a worker read the rows and plan; nothing is touched. Raises CopyComesFirst, InvalidInput."""
    authorize(ctx.actor, Permission.PLAN_ERASURE)
    request = await visibility.lock(ctx, request_id)
    require_erasure_pending(request)
    if request.status in {Status.RECEIVED, Status.AWAITING_IDENTITY}:
        raise IdentityNotVerified
    if request.status is not Status.IN_PROGRESS:
        raise IllegalTransition(f"A request that is {request.status} can't start its erasure.")
    if any(r.right in COLLECTED and r.outcome is Outcome.PENDING for r in request.rights):
        raise CopyComesFirst
    await standings.require_standing(ctx, request, [Right.ERASURE])
    version = await register_rows.active_data_map(ctx.session)
    if version is None:
        raise NoDataMap
    data_map = registers.parsed(version)
    wanted = planned_scope(data_map, _asked_for(request), scope, refused, ctx.today)
    in_force = await retention_rules.retention_rules_in_force(
        ctx, data_map, retention_rules.lookups_of(request), refused
    )
    rules = retention_rules.version_of(in_force)
    erasure = Erasure(
        id=new_id(ctx.now),
        request_id=request.id,
        attempt=await storage.next_attempt(ctx.session, request.id),
        status=ErasureStatus.PLANNING,
        ground=ground,
        scope=list(wanted) if wanted is not None else None,
        refused=[each.as_json() for each in refused] or None,
        data_map_version_id=version.id,
        rules_version=rules,
        planned_by=ctx.actor.id,
        planned_at=ctx.now,
    )
    ctx.session.add(erasure)
    request.data_map_version_id = version.id
    request.fulfilment_started_by, request.approved_by, request.approved_at = ctx.actor.id, None, None
    await ctx.session.flush()
    await audit.record(
        ctx, erasure_events.ErasurePlanStarted(request.id, erasure.id, ground, version.id, rules)
    )
    await lifecycle.transition(ctx, request, Event.FULFILMENT_STARTED)
    clock = await deadline_rows.get(ctx.session, request.id)
    await job_queue.enqueue(
        ctx.session,
        Job(
            "plan_erasure",
            {"request_id": str(request.id), "erasure_id": str(erasure.id)},
            due_at=clock.due_before,
            client=request.client,
        ),
    )
    return erasure


def _asked_for(request: SubjectRequest) -> Sequence[str]:
    """The categories that the person named; () for everything."""
    asked = next(r for r in request.rights if r.right is Right.ERASURE)
    return tuple(asked.particulars.get("data_categories") or ())


def require_erasure_pending(request: SubjectRequest) -> None:
    asked = next((r for r in request.rights if r.right is Right.ERASURE), None)
    if asked is None:
        raise RightNotRequested
    if asked.outcome is not Outcome.PENDING:
        raise RightAlreadyDecided


async def record_plan(
    ctx: OperationContext, erasure_id: UUID, planned: dict[str, Any], fingerprint: str, rules: RetentionRules
) -> None:
    """The plan is there: a second person looks at it; or something stands against it, and the staff must."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    found = await open_one(ctx, erasure_id, ErasureStatus.PLANNING)
    if found is None:
        return
    erasure, request = found
    erasure.plan, erasure.schema_fingerprint = planned, fingerprint
    erasure.rules_version = retention_rules.version_of(rules)
    erasure.plan_sha256 = hashlib.sha256(canonical(planned)).hexdigest()
    if planned["blocked"]:
        erasure.status, erasure.ended_at = ErasureStatus.BLOCKED, ctx.now
        await audit.record(
            ctx, erasure_events.ErasureBlocked(request.id, erasure.id, len(planned["blocked"]))
        )
        await lifecycle.transition(ctx, request, Event.FULFILMENT_STOPPED)
        return
    erasure.status = ErasureStatus.PLANNED
    counts = totals(planned["items"])
    await audit.record(
        ctx, erasure_events.ErasurePlanned(request.id, erasure.id, erasure.plan_sha256, **counts)
    )
    await lifecycle.transition(ctx, request, Event.FULFILMENT_PREPARED)


async def open_one(
    ctx: OperationContext, erasure_id: UUID, *statuses: ErasureStatus
) -> tuple[Erasure, SubjectRequest] | None:
    """An erasure of a request, both locked (the request first, as everywhere); None when it is past these states."""
    erasure = await storage.get(ctx.session, erasure_id)
    if erasure is None or erasure.request_id is None:
        return None
    request = await visibility.lock(ctx, erasure.request_id)
    erasure = await storage.get_for_update(ctx.session, erasure_id)
    return (erasure, request) if erasure is not None and erasure.status in statuses else None


async def approve(
    ctx: OperationContext, request: SubjectRequest, erasure: Erasure, proofs: ErasureProofs
) -> None:
    """A second person with the DPO's permission has looked: the cool-down begins. Raises FourEyes."""
    authorize(ctx.actor, Permission.APPROVE_ERASURE)
    await four_eyes.require_second_person(ctx, erasure.planned_by)
    erasure.approved_by, erasure.approved_at = ctx.actor.id, ctx.now
    erasure.not_before = ctx.now + ctx.policy.erasure_cool_down
    erasure.status = ErasureStatus.APPROVED
    erasure.approval_seal = proofs.seal(what_was_approved(erasure))
    request.approved_by, request.approved_at = ctx.actor.id, ctx.now
    await ctx.session.flush()
    await audit.record(ctx, events.ApprovalGiven(request.id))
    await audit.record(
        ctx,
        erasure_events.ErasureApproved(
            request.id, erasure.id, str(erasure.plan_sha256), erasure.not_before.isoformat()
        ),
    )
    await lifecycle.transition(ctx, request, Event.APPROVED)
    await erasure_letters.cool_down(ctx, request, erasure)
    await enqueue(ctx, erasure, request.client)


async def enqueue(ctx: OperationContext, erasure: Erasure, client: str) -> None:
    """Have it carried out, not before its time."""
    payload = {"erasure_id": str(erasure.id)}
    if erasure.request_id is not None:
        payload["request_id"] = str(erasure.request_id)
    later = erasure.not_before if erasure.not_before and erasure.not_before > ctx.now else None
    await job_queue.enqueue(
        ctx.session,
        Job("erase", payload, run_after=later, client=client, dedupe_key=f"erase:{erasure.id}"),
    )


def what_was_approved(erasure: Erasure) -> bytes:
    """What the approval's seal covers."""
    assert erasure.not_before is not None
    return canonical(
        {
            "erasure": str(erasure.id),
            "request": str(erasure.request_id),
            "root": str(erasure.root_id),
            "plan": erasure.plan_sha256,
            "schema": erasure.schema_fingerprint,
            "map": str(erasure.data_map_version_id),
            "rules": erasure.rules_version,
            "scope": erasure.scope,
            "approved_by": erasure.approved_by,
            "not_before": erasure.not_before.timestamp(),
            **({"refused": erasure.refused} if erasure.refused else {}),
        }
    )


async def end(
    ctx: OperationContext, request: SubjectRequest, status: ErasureStatus, reason: str
) -> Erasure | None:
    """End what is under way, without a step of the lifecycle. Raises ErasureUnderWay once a source may be changed."""
    erasure = await storage.under_way(ctx.session, request.id)
    if erasure is None:
        return None
    if erasure.status is ErasureStatus.EXECUTING:
        raise ErasureUnderWay
    await mark_ended(ctx, erasure, status, reason)
    return erasure


async def mark_ended(ctx: OperationContext, erasure: Erasure, status: ErasureStatus, reason: str) -> None:
    erasure.status, erasure.ended_at, erasure.ended_by = status, ctx.now, ctx.actor.id
    erasure.end_reason = reason
    await ctx.session.flush()
    await audit.record(ctx, erasure_events.ErasureEnded(erasure.request_id, erasure.id, status, reason))


async def cancel(ctx: OperationContext, request_id: UUID) -> SubjectRequest:
    """The person, or somebody for them, takes the erasure back during the cool-down; the request stays open."""
    authorize(ctx.actor, Permission.CANCEL_ERASURE)
    request = await visibility.lock(ctx, request_id)
    before = request.status
    ended = await end(ctx, request, ErasureStatus.CANCELLED, f"cancelled_by_{ctx.actor.role}")
    if ended is None:
        raise NoErasurePlan("No erasure of this request is under way.")
    stopped = Event.APPROVAL_DECLINED if before is Status.AWAITING_APPROVAL else Event.FULFILMENT_STOPPED
    await lifecycle.transition(ctx, request, stopped)
    await erasure_letters.cancelled(ctx, request, ended)
    return request


async def awaiting_approval(ctx: OperationContext, request: SubjectRequest) -> Erasure | None:
    erasure = await storage.under_way(ctx.session, request.id)
    return erasure if erasure is not None and erasure.status is ErasureStatus.PLANNED else None


async def read(ctx: OperationContext, request_id: UUID) -> Shown:
    """The latest plan and how far it is. Raises NoErasurePlan."""
    authorize(ctx.actor, Permission.READ_FULFILMENT)
    request = await visibility.read(ctx, request_id)
    erasure = await storage.latest(ctx.session, request.id)
    if erasure is None:
        raise NoErasurePlan
    return Shown(
        erasure,
        await storage.sources(ctx.session, erasure.id),
        await storage.kept(ctx.session, erasure.id),
    )


async def certificate(ctx: OperationContext, request_id: UUID) -> Erasure:
    """The erasure with its signed certificate. Raises NoCertificate."""
    authorize(ctx.actor, Permission.READ_FULFILMENT)
    request = await visibility.read(ctx, request_id)
    erasure = await storage.latest(ctx.session, request.id)
    if erasure is None or erasure.certificate is None:
        raise NoCertificate
    return erasure
