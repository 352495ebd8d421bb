"""The end of an erasure: proved or not, certificate, decisions, copies forgotten, kept data on its day."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.erasure import events as erasure_events
from dsr_service.domain.erasure.certificates import NOTE, canonical, totals
from dsr_service.domain.erasure.erasures import ARTICLES, ErasureStatus, kept, known_as
from dsr_service.domain.erasure.files import Fates, FileFate, as_items
from dsr_service.domain.erasure.scope import refusals_of
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.recipient_notices import NoticeCause
from dsr_service.domain.rights import Outcome, Right
from dsr_service.domain.subject_requests import Event
from dsr_service.services import (
    audit,
    erasure_letters,
    erasures,
    export_packages,
    identity_documents,
    lifecycle,
    manual_tasks,
    recipient_notices,
    registers,
    retention_rules,
)
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.services.erasure.work import Reading
from dsr_service.services.erasure_execution import locked, mine
from dsr_service.services.ports.erasure_proofs import ErasureProofs
from dsr_service.storage import erasures as storage
from dsr_service.storage import identity_documents as document_rows
from dsr_service.storage import registers as register_rows
from dsr_service.storage import subject_requests as request_rows
from dsr_service.storage.job_runs import JobRun
from dsr_service.storage.tables import Erasure, SubjectRequest


async def complete(
    ctx: OperationContext,
    run: JobRun,
    erasure_id: UUID,
    reading: Reading,
    proofs: ErasureProofs,
    files: Fates,
    seeds_without_files: bytes | None,
) -> None:
    """Read again and found whole, or not: certificate, decisions, schedule; or a failure that the staff see."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    _, request = await locked(ctx, erasure_id)
    erasure = await mine(ctx, run, erasure_id)
    erasure.left_rows, erasure.ended_at, erasure.ended_by = reading.left, ctx.now, ctx.actor.id
    erasure.file_outcome = as_items(files) or None
    await audit.record(ctx, erasure_events.ErasureVerified(erasure.request_id, erasure.id, reading.complete))
    if not reading.complete:
        await erasures.mark_ended(ctx, erasure, ErasureStatus.LEFT_OVER, "rows_left")
        if request is not None and erasure.root_id is None:
            await lifecycle.transition(ctx, request, Event.FULFILMENT_STOPPED)
        await run.finish(ctx.session)
        return
    erasure.status = ErasureStatus.DONE
    by_hand = [file for file, fate in files.items() if fate is FileFate.BY_HAND]
    if seeds_without_files is not None and (request is not None or not by_hand):
        erasure.seeds = seeds_without_files
    root = erasure.root_id or erasure.id
    await storage.end_kept(ctx.session, root, ctx.now)
    await storage.replace_kept(ctx.session, root, _kept_rows(erasure))
    first = erasure if erasure.root_id is None else await storage.get(ctx.session, root)
    known = known_as(first.plan) if first else frozenset()
    revoked, destroyed = (0, 0) if request is None else await _forget_copies(ctx, request, known)
    await _certify(ctx, erasure, request, reading, proofs, revoked, destroyed)
    if request is not None and erasure.root_id is None:
        await _decide(ctx, request, erasure)
    if request is not None:
        went = {
            f"{item['dataset']}.{item['collection']}"
            for item in erasure.outcome or []
            if item["action"] != "keep"
        }
        await recipient_notices.plan(
            ctx, request, NoticeCause.ERASURE, collections=went, anchor=str(erasure.id)
        )
        await manual_tasks.open_for_files(ctx, request, by_hand)
    await run.finish(ctx.session)


def _kept_rows(erasure: Erasure) -> list[dict[str, Any]]:
    return [
        {
            "dataset": item["dataset"],
            "collection": item["collection"],
            "categories": item["categories"],
            "ground": item["ground"],
            "law": item["law"],
            "keep_until": _day(item["keep_until"]),
            "rows": item["rows"],
        }
        for item in kept(erasure.intent or [])
    ]


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


async def _forget_copies(
    ctx: OperationContext, request: SubjectRequest, known: Collection[bytes]
) -> tuple[int, int]:
    """Earlier packages and identity papers of this person are copies of what was erased (art. 17(1), 5(1)(e))."""
    revoked = destroyed = 0
    for other in (*await storage.requests_of_the_same_person(ctx.session, request, known), request.id):
        if other != request.id:
            revoked += await export_packages.revoke_all(ctx, other)
        for document in await document_rows.of_request(ctx.session, other):
            destroyed += await identity_documents.destroy(ctx, document.id)
    return revoked, destroyed


async def _certify(
    ctx: OperationContext,
    erasure: Erasure,
    request: SubjectRequest | None,
    reading: Reading,
    proofs: ErasureProofs,
    revoked: int,
    destroyed: int,
) -> None:
    version = await registers.data_map_version(ctx, erasure.data_map_version_id)
    controller = await registers.controller(ctx)
    items = erasure.outcome or []
    document = {
        "certificate": "erasure",
        "version": 1,
        "id": str(erasure.id),
        "follows": str(erasure.root_id) if erasure.root_id else None,
        "request": None if request is None else {"id": str(request.id), "reference": request.reference},
        "controller": controller.name if controller else None,
        "ground": {"code": erasure.ground.value, "article": ARTICLES[erasure.ground]},
        "planned_at": _instant(erasure.planned_at),
        "approved_at": _instant(erasure.approved_at),
        "verified_at": _instant(ctx.now),
        "data_map_sha256": version.sha256,
        "rules_version": erasure.rules_version,
        "schema_fingerprint": erasure.schema_fingerprint,
        "plan_sha256": erasure.plan_sha256,
        "items": items,
        "rows": totals(items),
        **({"files": erasure.file_outcome} if erasure.file_outcome else {}),
        "verification": {"complete": True, "left": reading.left, "searched": reading.searched},
        "packages_revoked": revoked,
        "identity_documents_destroyed": destroyed,
        "note": NOTE,
    }
    content = canonical(document)
    erasure.certificate, erasure.signature = document, proofs.sign(content)
    await ctx.session.flush()
    await audit.record(
        ctx,
        erasure_events.ErasureCertified(erasure.request_id, erasure.id, hashlib.sha256(content).hexdigest()),
    )


def _instant(moment: Any) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment is not None else None


async def _decide(ctx: OperationContext, request: SubjectRequest, erasure: Erasure) -> None:
    """The right has its outcome: partly refused where the law keeps something, each with its ground (art. 12(4))."""
    items = erasure.outcome or []
    keeps = kept(items)
    asked = next(r for r in request.rights if r.right is Right.ERASURE)
    asked.outcome = Outcome.PARTLY_REFUSED if keeps else Outcome.FULFILLED
    asked.decided_at, asked.decided_by = ctx.now, str(erasure.approved_by)
    asked.ground = str(keeps[0]["ground"]) if keeps else None
    said = (
        *(each.reasons for each in refusals_of(erasure.refused)),
        *sorted({_reason(item) for item in keeps}),
    )
    asked.reasons = "; ".join(dict.fromkeys(said)) or None
    decided = {"right": Right.ERASURE, "decided_at": ctx.now, "decided_by": str(erasure.approved_by)}
    await storage.replace_decisions(
        ctx.session,
        request.id,
        [
            {
                **decided,
                "dataset": item["dataset"],
                "collection": item["collection"],
                "categories": item["categories"],
                "decision": item["action"],
                "ground": item["ground"],
                "law": item["law"],
                "keep_until": _day(item["keep_until"]),
                "rows": item["rows"],
            }
            for item in items
        ],
    )
    await audit.record(ctx, events.RightDecided(request.id, Right.ERASURE, asked.outcome, asked.ground))
    await erasure_letters.done(ctx, request, erasure)
    if not await lifecycle.close_if_settled(ctx, request):
        await lifecycle.transition(ctx, request, Event.RIGHTS_REMAIN)


def _reason(item: Mapping[str, Any]) -> str:
    until = f", {item['keep_until']}" if item["keep_until"] else ""
    return f"{item['collection']}: {item['law']}{until}"


async def raise_due(ctx: OperationContext, proofs: ErasureProofs) -> int:
    """Kept data whose day is over comes up again: an erasure of its own, approved with the first."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    raised = 0
    for root_id in await storage.due_roots(ctx.session, ctx.today):
        root = await storage.get_for_update(ctx.session, root_id)
        if root is None or await storage.follow_up_under_way(ctx.session, root_id):
            continue
        active = await register_rows.active_data_map(ctx.session)
        version = active or await registers.data_map_version(ctx, root.data_map_version_id)
        request = await request_rows.get(ctx.session, root.request_id) if root.request_id else None
        rules = await retention_rules.retention_rules_in_force(
            ctx,
            registers.parsed(version),
            retention_rules.lookups_of(request, known_as(root.plan)),
            refused=refusals_of(root.refused),
        )
        follow_up = Erasure(
            id=new_id(ctx.now),
            request_id=root.request_id,
            root_id=root.id,
            attempt=await storage.next_attempt(ctx.session, root.request_id),
            status=ErasureStatus.APPROVED,
            ground=root.ground,
            scope=root.scope,
            refused=root.refused,
            data_map_version_id=version.id,
            rules_version=retention_rules.version_of(rules),
            planned_by=ctx.actor.id,
            planned_at=ctx.now,
            approved_by=root.approved_by,
            approved_at=ctx.now,
            not_before=ctx.now,
        )
        follow_up.approval_seal = proofs.seal(erasures.what_was_approved(follow_up))
        ctx.session.add(follow_up)
        await ctx.session.flush()
        await audit.record(ctx, erasure_events.KeptDataCameUp(root.request_id, follow_up.id, root.id))
        await erasures.enqueue(ctx, follow_up, "system")
        raised += 1
    return raised
