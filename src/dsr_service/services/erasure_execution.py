"""Carrying an approved erasure out, as far as the service's own records go: claim, note each step, complete."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import text

from dsr_service.domain.actors import Permission
from dsr_service.domain.erasure import events as erasure_events
from dsr_service.domain.erasure.erasures import ErasureStatus, NotAsApproved, SourceState, known_as, merged
from dsr_service.domain.erasure.retention_rules import RetentionRules
from dsr_service.domain.erasure.scope import refusals_of
from dsr_service.domain.identifiers import SubjectIdentifier
from dsr_service.domain.subject_requests import Event, Status
from dsr_service.services import (
    audit,
    erasures,
    lifecycle,
    registers,
    retention_rules,
)
from dsr_service.services.authorization import authorize
from dsr_service.services.clock_guard import ClockDiffers
from dsr_service.services.context import OperationContext
from dsr_service.services.erasure.work import Items, Work
from dsr_service.services.ports.erasure_proofs import ErasureProofs
from dsr_service.services.source_writing.places import within_reach
from dsr_service.storage import erasures as storage
from dsr_service.storage import subject_requests as request_rows
from dsr_service.storage.job_runs import JobRun
from dsr_service.storage.tables import Erasure, SubjectRequest


async def to_plan(ctx: OperationContext, erasure_id: UUID) -> Work | None:
    """None when nobody wants the plan any more."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    found = await erasures.open_one(ctx, erasure_id, ErasureStatus.PLANNING)
    return None if found is None else await _work(ctx, *found)


async def claim(
    ctx: OperationContext, run: JobRun, erasure_id: UUID, proofs: ErasureProofs, *, real_time: bool
) -> Work | None:
    """Begin, or go on after a crash. None: cancelled, or at its end, or put off because it is too early."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    await run.assert_still_mine(ctx.session)
    erasure, request = await locked(ctx, erasure_id)
    if erasure is None or erasure.status not in (ErasureStatus.APPROVED, ErasureStatus.EXECUTING):
        return None
    if request is not None and erasure.root_id is None and request.status is not Status.IN_FULFILMENT:
        return None
    if erasure.approval_seal != proofs.seal(erasures.what_was_approved(erasure)):
        raise NotAsApproved
    assert erasure.not_before is not None
    if ctx.now < erasure.not_before:
        await erasures.enqueue(ctx, erasure, run.client)
        return None
    if real_time and not await ctx.session.scalar(
        text("SELECT clock_timestamp() >= :t"), {"t": erasure.not_before}
    ):
        raise ClockDiffers  # two clocks must agree that the cool-down is over
    work = await _work(ctx, erasure, request)
    if erasure.root_id is None and retention_rules.version_of(work.rules) != erasure.rules_version:
        await stop(ctx, erasure_id, "rules_changed")
        return None
    if erasure.status is ErasureStatus.APPROVED:
        erasure.status = ErasureStatus.EXECUTING
        await ctx.session.flush()
        await audit.record(ctx, erasure_events.ErasureStarted(erasure.request_id, erasure.id))
    return work


async def locked(ctx: OperationContext, erasure_id: UUID) -> tuple[Erasure | None, SubjectRequest | None]:
    """The request first, as everywhere."""
    erasure = await storage.get(ctx.session, erasure_id)
    if erasure is None:
        return None, None
    request = None
    if erasure.request_id is not None:
        request = await request_rows.get_for_update(ctx.session, erasure.request_id)
    return await storage.get_for_update(ctx.session, erasure_id), request


async def _work(ctx: OperationContext, erasure: Erasure, request: SubjectRequest | None) -> Work:
    version = await registers.data_map_version(ctx, erasure.data_map_version_id)
    identities: dict[str, list[str]] = {}
    # what was kept is found by its rows: the addresses may be a new account's by now
    for identifier in request.subject.identifiers if request and erasure.root_id is None else ():
        identities.setdefault(identifier.type, []).append(identifier.value)
    data_map = within_reach(registers.parsed(version))
    return Work(
        erasure_id=erasure.id,
        data_map=data_map,
        identities=identities,
        scope=tuple(erasure.scope) if erasure.scope is not None else None,
        rules=await retention_rules.retention_rules_in_force(
            ctx,
            data_map,
            retention_rules.lookups_of(request, await _known_as(ctx, erasure)),
            refused=refusals_of(erasure.refused),
        ),
        sealed=await storage.sealed_seeds(ctx.session, erasure),
        states={s.dataset: s.state for s in await storage.sources(ctx.session, erasure.id)},
        intent=erasure.intent or [],
        fingerprint=erasure.schema_fingerprint,
    )


async def _known_as(ctx: OperationContext, erasure: Erasure) -> frozenset[bytes]:
    """The keyed hashes of the identifiers that the rows showed when the first plan was made."""
    root = erasure if erasure.root_id is None else await storage.get(ctx.session, erasure.root_id)
    return known_as(root.plan) if root else frozenset()


async def rules_met(
    ctx: OperationContext, work: Work, shown: Iterable[SubjectIdentifier]
) -> tuple[RetentionRules, frozenset[bytes]]:
    """The rules in force for whoever bears these identifiers too, which the rows have just shown; and their hashes.

    A hold on a customer number meets the person who asked by e-mail (art. 17(3)(e)).
    """
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    erasure = await storage.get(ctx.session, work.erasure_id)
    if erasure is None:
        raise NotAsApproved("The erasure was ended meanwhile.")
    request = await request_rows.get(ctx.session, erasure.request_id) if erasure.request_id else None
    lookups = {each.lookup(ctx.policy.lookup_key) for each in shown} | await _known_as(ctx, erasure)
    shown_as = frozenset(lookups)
    rules = await retention_rules.retention_rules_in_force(
        ctx,
        work.data_map,
        retention_rules.lookups_of(request, shown_as),
        refused=refusals_of(erasure.refused),
    )
    return rules, shown_as


async def note_intent(
    ctx: OperationContext,
    run: JobRun,
    erasure_id: UUID,
    items: Items,
    seeds: bytes,
    datasets: Iterable[str],
    ledger: Iterable[tuple[str, str, bytes]],
) -> None:
    """Before the first statement: what is about to be done, and how to find the rows again afterwards."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    erasure = await mine(ctx, run, erasure_id)
    erasure.intent, erasure.seeds = [dict(item) for item in items], seeds
    await ctx.session.flush()
    states = dict.fromkeys(datasets, SourceState.PENDING)
    await storage.note_sources(ctx.session, erasure_id, states, run.token, ctx.now)
    await storage.add_to_ledger(ctx.session, erasure_id, ledger, ctx.now)


async def mine(ctx: OperationContext, run: JobRun, erasure_id: UUID) -> Erasure:
    """The erasure, locked, for the attempt that still holds the job. Raises JobNotMine, NotAsApproved."""
    await run.assert_still_mine(ctx.session)
    erasure = await storage.get_for_update(ctx.session, erasure_id)
    if erasure is None or erasure.status is not ErasureStatus.EXECUTING:
        raise NotAsApproved("The erasure was ended meanwhile.")
    return erasure


async def note_writing(ctx: OperationContext, run: JobRun, erasure_id: UUID, dataset: str) -> None:
    """Right before a source's commit; a worker that lost its job doesn't get past this."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    erasure = await mine(ctx, run, erasure_id)
    await storage.note_sources(ctx.session, erasure_id, {dataset: SourceState.WRITING}, run.token, ctx.now)
    await audit.record(ctx, erasure_events.ErasureSourceWriting(erasure.request_id, erasure_id, dataset))


async def note_done(
    ctx: OperationContext, run: JobRun, erasure_id: UUID, dataset: str, *, asked: bool = False
) -> None:
    """After a source's commit, or after it showed that a commit whose answer was lost had happened."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    erasure = await mine(ctx, run, erasure_id)
    its = [item for item in erasure.intent or [] if item["dataset"] == dataset]
    erasure.outcome = [dict(item) for item in merged(erasure.outcome or [], its)]
    await ctx.session.flush()
    await storage.note_sources(ctx.session, erasure_id, {dataset: SourceState.DONE}, run.token, ctx.now)
    await audit.record(ctx, erasure_events.ErasureSourceDone(erasure.request_id, erasure_id, dataset, asked))


async def stop(
    ctx: OperationContext, erasure_id: UUID, reason: str, blocked: Items = (), run: JobRun | None = None
) -> None:
    """It can't go on as approved: back to the staff, who plan anew."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    await _stop(ctx, erasure_id, reason, blocked)
    if run is not None:
        await run.finish(ctx.session)


async def give_up(ctx: OperationContext, erasure_id: UUID) -> None:
    """An operator has given its job up: it must not wait for nobody."""
    authorize(ctx.actor, Permission.MANAGE_JOBS)
    await _stop(ctx, erasure_id, "job_discarded", ())


async def _stop(ctx: OperationContext, erasure_id: UUID, reason: str, blocked: Items) -> None:
    erasure, request = await locked(ctx, erasure_id)
    if erasure is None or erasure.status not in (
        ErasureStatus.PLANNING, ErasureStatus.APPROVED, ErasureStatus.EXECUTING,
    ):  # fmt: skip
        return
    if blocked:
        erasure.plan = {**(erasure.plan or {"items": []}), "blocked": [dict(entry) for entry in blocked]}
    await erasures.mark_ended(ctx, erasure, ErasureStatus.STOPPED, reason)
    if request is not None and erasure.root_id is None and request.status is Status.IN_FULFILMENT:
        await lifecycle.transition(ctx, request, Event.FULFILMENT_STOPPED)
