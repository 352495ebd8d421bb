"""After a source was restored from a backup: what had been erased is erased again, known by pseudonyms alone."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.erasure.plan import left_as_json
from dsr_service.domain.erasure.seeds import alone
from dsr_service.domain.errors import DsrError, Kind
from dsr_service.services import erasure_replays
from dsr_service.services.attachments import sources_of
from dsr_service.services.clock_guard import require_right_clock
from dsr_service.services.erasure import files
from dsr_service.services.erasure.execution import execute, read_again
from dsr_service.services.erasure.planning import prepare
from dsr_service.services.erasure.reading import Task, read
from dsr_service.services.erasure.recognising import recognise
from dsr_service.services.ports.data_sources import DataSource
from dsr_service.services.ports.erasing import Eraser
from dsr_service.services.runtime import Runtime


class NothingToReplay(DsrError):
    code = "nothing_to_replay"
    kind = Kind.NOT_FOUND
    title = "The data map in force has no such dataset."


@dataclass
class Replayed:
    dataset: str
    rows: int = 0  # recognised
    erasures: int = 0
    plans: list[dict[str, Any]] = field(default_factory=list)
    left: dict[str, dict[str, int]] = field(default_factory=dict)
    blocked: bool = False
    proved: bool = True

    def as_json(self) -> dict[str, Any]:
        return {
            "dataset": self.dataset,
            "recognised": self.rows,
            "erasures": self.erasures,
            "items": [item for plan in self.plans for item in plan["items"]],
            "blocked": [entry for plan in self.plans for entry in plan["blocked"]],
            "left": self.left,
        }


async def replay(
    runtime: Runtime, dataset: str, source: DataSource, eraser: Eraser, *, dry_run: bool
) -> Replayed:
    """Erase again, in this one source, every row that the ledger knows. Doing it twice changes nothing more."""
    await require_right_clock(runtime.engine, runtime.clock)
    async with runtime.operation(SYSTEM) as ctx:
        known = await erasure_replays.known(ctx, dataset)
    found = Replayed(dataset)
    chosen = [d for d in known.data_map.datasets if d.fides_key == dataset]
    if not chosen:
        raise NothingToReplay
    only = alone(chosen[0])
    sources, erasers = {dataset: source}, {dataset: eraser}
    for part in known.parts:
        seen = await recognise(only, chosen[0], source, eraser, part.entries, runtime.proofs.pseudonym)
        if not seen.rows:
            continue
        found.rows += seen.rows
        found.erasures += len(seen.erasures)
        today = runtime.clock.now().astimezone(runtime.policy.zone).date()
        task = Task(only, seen.identities, part.scope, part.rules, today, seen.as_seeds())
        await _again(runtime, task, sources, erasers, found, dry_run=dry_run)
    if not dry_run:
        async with runtime.operation(SYSTEM) as ctx:
            await erasure_replays.record(ctx, dataset, found.erasures, found.rows)
    return found


async def _again(
    runtime: Runtime,
    task: Task,
    sources: Mapping[str, DataSource],
    erasers: Mapping[str, Eraser],
    found: Replayed,
    *,
    dry_run: bool,
) -> None:
    async with sources_of(runtime) as stores:
        findings = await read(task, sources, erasers, runtime.scratch.key_store())
        prepared = await prepare(findings, erasers, secrets.token_bytes(32), stores)
        done = not dry_run and not prepared.plan.blocked and await execute(prepared, erasers)
        if done:  # a file that it can't delete is told in the plan: the backup brought it back
            await files.erase(prepared.files, findings, erasers, stores)
    found.plans.append(prepared.plan.as_json())
    found.blocked = found.blocked or bool(prepared.plan.blocked)
    if done:
        left, proved = await read_again(task, sources, prepared, runtime.scratch.key_store())
        found.left, found.proved = left_as_json(left), found.proved and proved
