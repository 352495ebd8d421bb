"""Planning and carrying out erasures: claim, act, record; every step may happen again, and nothing is assumed."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.erasure.erasures import SourceState
from dsr_service.domain.erasure.files import Fates
from dsr_service.domain.erasure.plan import Action, left_as_json
from dsr_service.domain.erasure.seeds import Seeds
from dsr_service.services import erasure_completion as completion
from dsr_service.services import erasure_execution as records
from dsr_service.services import erasures
from dsr_service.services.attachments import sources_of
from dsr_service.services.clock_guard import require_right_clock
from dsr_service.services.erasure import files
from dsr_service.services.erasure.execution import execute, read_again
from dsr_service.services.erasure.planning import Prepared, prepare
from dsr_service.services.erasure.reading import Findings, Task, read
from dsr_service.services.erasure.remembering import fingerprint, identifiers_in, seeds_of, traits_of
from dsr_service.services.erasure.work import Reading, Work, open_seeds, seal_seeds
from dsr_service.services.ports.data_sources import DataSource, SourceFailed
from dsr_service.services.ports.erasing import Eraser, ErasureFailed
from dsr_service.services.ports.file_sources import FileSource
from dsr_service.services.retention_rules import version_of
from dsr_service.services.runtime import Runtime
from dsr_service.storage.job_runs import Handler, JobRun

PASSES: Final = 3  # rows that appear while we erase are in: they are read and erased again


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    async def plan_erasure(run: JobRun) -> None:
        await plan(runtime, run)

    async def erase(run: JobRun) -> None:
        await carry_out(runtime, run)

    async def raise_kept(run: JobRun) -> None:
        async with runtime.operation(SYSTEM) as ctx:
            await completion.raise_due(ctx, runtime.proofs)
            await run.finish(ctx.session)

    return {"plan_erasure": plan_erasure, "erase": erase, "raise_kept": raise_kept}


async def plan(runtime: Runtime, run: JobRun) -> None:
    """Read the rows and say what would become of them; nothing is touched."""
    erasure_id = UUID(run.text("erasure_id"))
    async with runtime.operation(SYSTEM) as ctx:
        await run.assert_still_mine(ctx.session)
        work = await records.to_plan(ctx, erasure_id)
    if work is None:
        return
    async with _opened(runtime, work) as hands:
        findings, prepared = await hands.look()
        planned = {**prepared.plan.as_json(), "known_as": sorted(each.hex() for each in hands.known_as)}
        rules = hands.work.rules
    async with runtime.operation(SYSTEM) as ctx:
        await erasures.record_plan(ctx, erasure_id, planned, fingerprint(findings), rules)
        await run.finish(ctx.session)


async def carry_out(runtime: Runtime, run: JobRun) -> None:
    """One attempt. What an earlier one has done is found by the keys that it noted before it began."""
    erasure_id = UUID(run.text("erasure_id"))
    await require_right_clock(runtime.engine, runtime.clock)
    real_time = runtime.clock.follows_real_time
    async with runtime.operation(SYSTEM) as ctx:
        work = await records.claim(ctx, run, erasure_id, runtime.proofs, real_time=real_time)
    if work is None:
        return
    async with _opened(runtime, work) as hands:
        reading = Reading(complete=False, left={}, searched={})
        fates: Fates = {}
        for number in range(PASSES):
            findings, prepared = await hands.look()
            if findings.unread:
                raise SourceFailed(
                    "unreachable", "Not every source could be read; the erasure is tried again."
                )
            if reason := _obstacle(work, hands.work, findings, prepared):
                blocked = [entry.as_json() for entry in prepared.plan.blocked]
                async with runtime.operation(SYSTEM) as ctx:
                    await records.stop(ctx, erasure_id, reason, blocked, run)
                return
            if number == 0:
                await _ask(runtime, run, work, prepared)
            await _write(runtime, run, hands, findings, prepared)
            fates = await files.erase(hands.seeds.files, findings, hands.erasers, hands.stores)
            reading = await hands.look_again(prepared)
            if reading.complete:
                break
        # what is deleted need not be known any more; the rest is handed over with the end of it
        ended = await hands.without_files() if fates else None
    async with runtime.operation(SYSTEM) as ctx:
        await completion.complete(ctx, run, erasure_id, reading, runtime.proofs, fates, ended)


def _obstacle(approved: Work, now: Work, findings: Findings, prepared: Prepared) -> str | None:
    if approved.fingerprint is not None:
        if fingerprint(findings) != approved.fingerprint:
            return "schema_changed"
        if version_of(now.rules) != version_of(approved.rules):  # the rows show somebody whom a hold names
            return "rules_changed"
    return "blocked" if prepared.plan.blocked else None


async def _ask(runtime: Runtime, run: JobRun, work: Work, prepared: Prepared) -> None:
    """Sources whose commit was on its way when the worker died: what they hold now is the answer.

    A transaction is whole: if it deleted rows and none of them is there, it was committed. Otherwise the statements
    are made anew from what was just read; rows that are masked already are only masked again.
    """
    for dataset, state in work.states.items():
        if state is SourceState.WRITING and _was_committed(dataset, work, prepared):
            async with runtime.operation(SYSTEM) as ctx:
                await records.note_done(ctx, run, work.erasure_id, dataset, asked=True)


def _was_committed(dataset: str, work: Work, prepared: Prepared) -> bool:
    deleted = any(
        item["dataset"] == dataset and item["action"] == Action.DELETE and item["rows"]
        for item in work.intent
    )
    there = any(
        item.collection.dataset == dataset and item.action is Action.DELETE and item.rows
        for item in prepared.plan.items
    )
    return deleted and not there


async def _write(
    runtime: Runtime, run: JobRun, hands: "_Hands", findings: Findings, prepared: Prepared
) -> None:
    work = hands.work
    hands.seeds = hands.seeds.joined(seeds_of(findings, prepared))
    sealed = await seal_seeds(work.erasure_id, hands.seeds, runtime.key_encryption)
    ledger = (
        (address.dataset, address.collection, runtime.proofs.pseudonym([str(address), *trait[:2], *trait[2]]))
        for address, trait in traits_of(findings)
    )
    items = [item.as_json() for item in prepared.plan.items]
    async with runtime.operation(SYSTEM) as ctx:
        await records.note_intent(ctx, run, work.erasure_id, items, sealed, prepared.steps, ledger)
    if not await execute(prepared, hands.erasers, _Journal(runtime, run, work.erasure_id)):
        entry = prepared.plan.blocked[0]
        raise ErasureFailed(entry.collection or entry.dataset, entry.reason)
    unwritten = {item["dataset"] for item in items} - set(prepared.steps)
    for dataset in sorted(unwritten):  # nothing had to be written: all of it is kept, or others'
        async with runtime.operation(SYSTEM) as ctx:
            await records.note_done(ctx, run, work.erasure_id, dataset)


@dataclass(frozen=True, slots=True)
class _Journal:
    """Notes each commit in the service's own database, before and after."""

    runtime: Runtime
    run: JobRun
    erasure_id: UUID

    async def before(self, dataset: str) -> None:
        async with self.runtime.operation(SYSTEM) as ctx:
            await records.note_writing(ctx, self.run, self.erasure_id, dataset)

    async def after(self, dataset: str) -> None:
        async with self.runtime.operation(SYSTEM) as ctx:
            await records.note_done(ctx, self.run, self.erasure_id, dataset)


@dataclass
class _Hands:
    """The sources of one erasure, opened."""

    runtime: Runtime
    work: Work
    sources: Mapping[str, DataSource]
    erasers: Mapping[str, Eraser]
    stores: Mapping[str, FileSource]
    seeds: Seeds
    known_as: frozenset[bytes] = frozenset()

    def _task(self) -> Task:
        work, clock = self.work, self.runtime.clock
        today = clock.now().astimezone(self.runtime.policy.zone).date()
        return Task(work.data_map, work.identities, work.scope, work.rules, today, self.seeds)

    async def look(self) -> tuple[Findings, Prepared]:
        """Read, and plan from what was read, by the holds that meet any name under which the person was found."""
        for _ in range(PASSES):
            findings = await read(self._task(), self.sources, self.erasers, self.runtime.scratch.key_store())
            if not await self._other_rules(findings):
                break
        # a key of this attempt alone: nobody can make the hashes again afterwards
        return findings, await prepare(findings, self.erasers, secrets.token_bytes(32), self.stores)

    async def _other_rules(self, findings: Findings) -> bool:
        async with self.runtime.operation(SYSTEM) as ctx:
            rules, self.known_as = await records.rules_met(ctx, self.work, identifiers_in(findings))
        if version_of(rules) == version_of(self.work.rules):
            return False
        self.work = replace(self.work, rules=rules)
        return True

    async def without_files(self) -> bytes:
        """The seeds as they are sealed once the files are gone."""
        return await seal_seeds(
            self.work.erasure_id, replace(self.seeds, files=()), self.runtime.key_encryption
        )

    async def look_again(self, prepared: Prepared) -> Reading:
        keys = self.runtime.scratch.key_store()
        left, proved = await read_again(self._task(), self.sources, prepared, keys)
        searched: dict[str, list[str]] = {}
        for address in left:
            searched.setdefault(address.dataset, []).append(address.collection)
        return Reading(proved, left_as_json(left), searched)


@asynccontextmanager
async def _opened(runtime: Runtime, work: Work) -> AsyncIterator[_Hands]:
    seeds = await open_seeds(work, runtime.key_encryption)
    sources = runtime.data_sources(work.data_map)
    erasers = runtime.erasers(work.data_map)
    try:
        async with sources_of(runtime) as stores:
            yield _Hands(runtime, work, sources, erasers, stores, seeds)
    finally:  # the sources are the process's own, and kept
        for eraser in erasers.values():
            await eraser.close()
