"""Open clocks are brought to the rules in force when a rule, a calendar or the holiday data has changed.

One audited operation in bounded batches: resumed where it stopped, memory flat. Closed clocks are not touched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.deadlines.civil_time import civil_date, time_zone
from dsr_service.domain.deadlines.deadlines import DeadlineRules, Suspension, compute
from dsr_service.domain.deadlines.marks import ClockFacts, MarkKey, MarkPlan, outstanding
from dsr_service.domain.errors import DsrError, Kind
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.jobs import Job
from dsr_service.services import audit
from dsr_service.services.authorization import authorize
from dsr_service.services.chosen_rules import DELAY
from dsr_service.services.context import OperationContext
from dsr_service.services.deadlines import rules_version, stored_values, suspension_of
from dsr_service.storage import deadline_marks as marks
from dsr_service.storage import deadline_recomputation as storage
from dsr_service.storage import job_queue

BATCH = 2000  # clocks in one transaction: callers who change one of them wait no longer than that takes


class OtherRules(DsrError):
    code = "other_rules"
    kind = Kind.UNAVAILABLE
    title = "This process runs by other rules than those asked for."


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it has come; nothing examined and finished: no clock was stale."""

    rules_version: str
    examined: int
    moved: int  # clocks whose due date is another one now
    finished_at: datetime | None


async def request(ctx: OperationContext) -> None:
    """Let a worker see to it: at the start of each, since the configured rules change only then."""
    authorize(ctx.actor, Permission.KEEP_DEADLINES)
    version = version_in_force(ctx)
    await job_queue.enqueue(
        ctx.session,
        Job(
            "recompute_deadlines",
            {"rules_version": version},
            due_at=ctx.now,
            dedupe_key=f"recompute_deadlines:{version}",
        ),
    )


async def request_later(ctx: OperationContext, choice: int) -> None:
    """The DPO has chosen other rules: once every process has read them, the open clocks follow."""
    await job_queue.enqueue(
        ctx.session,
        Job(
            "recompute_deadlines",
            {},
            due_at=ctx.now,
            run_after=ctx.now + timedelta(seconds=DELAY),
            dedupe_key=f"recompute_deadlines:chosen:{choice}",
        ),
    )


def version_in_force(ctx: OperationContext) -> str:
    return rules_version(ctx.policy.deadline_rules, ctx.policy.mark_plan)


def require_version(ctx: OperationContext, version: str) -> None:
    """A worker that still runs by the old settings leaves the job to another. Raises OtherRules."""
    if version != version_in_force(ctx):
        raise OtherRules


async def advance(ctx: OperationContext, limit: int = BATCH) -> Progress:
    """One batch."""
    authorize(ctx.actor, Permission.KEEP_DEADLINES)
    version = version_in_force(ctx)
    stale = await storage.stale_version(ctx.session, version)
    if stale is not None:
        await storage.begin(
            ctx.session,
            {
                "id": new_id(ctx.now),
                "rules_version": version,
                "started_at": ctx.now,
                "finished_at": None,
                "examined": 0,
                "moved": 0,
            },
        )
    run = await storage.under_way(ctx.session)
    if run is None:
        return Progress(version, 0, 0, ctx.now)
    stale = await storage.stale_version(ctx.session, version)  # another worker may have been quicker
    if stale is None and run.examined == 0:
        await ctx.session.delete(run)
        return Progress(version, 0, 0, ctx.now)
    if stale is not None:
        run.rules_version = version  # an unfinished one is taken over by newer rules
        examined, moved = await _batch(ctx, stale, version, limit)
        run.examined += examined
        run.moved += moved
    if await storage.stale_version(ctx.session, version) is None:
        run.finished_at = ctx.now
        await audit.record(
            ctx, events.DeadlinesRecomputed(None, run.id, run.rules_version, run.examined, run.moved)
        )
    await ctx.session.flush()
    return Progress(run.rules_version, run.examined, run.moved, run.finished_at)


async def _batch(ctx: OperationContext, stale: str, version: str, limit: int) -> tuple[int, int]:
    reckoner = _reckoner(ctx.policy.deadline_rules, ctx.policy.mark_plan)
    rows = await storage.claim(ctx.session, stale, limit)
    if not rows:  # somebody else's change was quicker
        return 0, 0
    ids = [row.request_id for row in rows]
    waits = await storage.suspensions(ctx.session, ids)
    marked = await marks.of_requests(ctx.session, ids)
    written, moved = [], []
    for row in rows:
        suspensions = [suspension_of(s) for s in waits.get(row.request_id, ())]
        extended_at = row.extended_at if row.extension_lapsed_at is None else None
        values = reckoner.values(
            row.received_at, extended_at, suspensions, row.identity_asked_at, marked[row.request_id]
        )
        written.append({"request_id": row.request_id, **values})
        if values["due_date"] != row.due_date:
            moved.append(
                events.DeadlineRecomputed(
                    row.request_id, _iso(row.due_date), _iso(values["due_date"]), version
                )
            )
    same = {
        "time_zone": reckoner.rules.time_zone,
        "calendar": reckoner.rules.calendar,
        "rules_version": version,
    }
    await storage.rewrite(ctx.session, written, same)
    await audit.record_all(ctx, moved)
    return len(rows), len(moved)


class _Reckoner:
    """Computes many clocks: those without a suspension differ by the date of receipt only."""

    def __init__(self, rules: DeadlineRules, plan: MarkPlan) -> None:
        self.rules = rules
        self._plan = plan
        self._zone = time_zone(rules.time_zone)
        self._plain: dict[date, dict[str, Any]] = {}

    def values(
        self,
        received_at: datetime,
        extended_at: datetime | None,
        suspensions: Sequence[Suspension],
        identity_asked_at: datetime | None,
        marked: Mapping[MarkKey, datetime],
    ) -> dict[str, Any]:
        if suspensions or marked or extended_at or identity_asked_at:
            return self._reckoned(received_at, extended_at, suspensions, identity_asked_at, marked)
        received_on = civil_date(received_at, self._zone)
        known = self._plain.get(received_on)
        if known is None:
            known = self._plain[received_on] = self._reckoned(received_at, None, (), None, {})
        return known

    def _reckoned(
        self,
        received_at: datetime,
        extended_at: datetime | None,
        suspensions: Sequence[Suspension],
        identity_asked_at: datetime | None,
        marked: Mapping[MarkKey, datetime],
    ) -> dict[str, Any]:
        deadline = compute(
            received_at, rules=self.rules, extended=extended_at is not None, suspensions=suspensions
        )
        values = stored_values(deadline, self._plan)
        facts = ClockFacts(
            time_zone=self.rules.time_zone,
            calendar=self.rules.calendar,
            received_at=received_at,
            due_date=deadline.due_date,
            due_before=deadline.due_before_exclusive_utc,
            internal_target=deadline.internal_target,
            first_month_before=deadline.first_month_before_exclusive_utc,
            extended_at=extended_at,
            identity_asked_at=identity_asked_at,
        )
        left = outstanding(facts, self._plan, marked)
        return {**values, "next_mark_at": left[0].at if left else None}


@lru_cache(maxsize=2)
def _reckoner(rules: DeadlineRules, plan: MarkPlan) -> _Reckoner:
    """The same for all batches: what it remembers grows by the days of receipt, not by the requests."""
    return _Reckoner(rules, plan)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
