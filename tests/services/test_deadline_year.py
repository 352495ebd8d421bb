"""A simulated year: random requests and events on an injected clock, real workers that come and go.

A second reckoning (`day_walk`) says from the events alone what has to be marked, and within which span: from the
instant at which it fell due until the first moment at which all workers had caught up. Nothing may be missing, doubled
or early.
"""

import asyncio
import contextlib
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

import day_walk
from dsr_service import worker
from dsr_service.adapters.job_runner import RunnerSettings
from dsr_service.domain.actors import Actor, Role
from dsr_service.domain.errors import DsrError
from dsr_service.domain.grounds import ExtensionGround
from dsr_service.domain.identifiers import SubjectIdentifier
from dsr_service.domain.identity.identity_policy import Means
from dsr_service.domain.rights import Right
from dsr_service.domain.subject_requests import Channel
from dsr_service.services import deadlines, dispatches, identity_proofs, subject_requests, submissions
from dsr_service.services.correspondence import id_of
from dsr_service.services.submissions import Submission

ZONE = "Europe/Paris"
PARIS = ZoneInfo(ZONE)
STAFF = Actor(Role.STAFF, "staff", "staff")
DAY = timedelta(days=1)
EVER = datetime(2100, 1, 1, tzinfo=UTC)


def at(day, hour, minute=0, second=0):
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=PARIS).astimezone(UTC)


def before(day, working_days):
    while working_days:
        day -= DAY
        working_days -= day_walk.works("FR", day)
    return day


@dataclass
class Case:
    """One request as its events made it; filled in only by what the service accepted."""

    number: int
    received: datetime
    has_email: bool
    id: UUID | None = None
    waits: list[list] = field(default_factory=list)  # [since, until or None, cause, doubt, suspension id]
    extended_at: datetime | None = None
    asked: list[list] = field(default_factory=list)  # [asked, answered or None]
    closed_at: datetime | None = None
    changes: list[datetime] = field(default_factory=list)

    def reckoned(self, instant, *, extended):
        """The due date as the events up to that instant make it."""
        waits = [
            (since, until if until and until <= instant else None, cause, doubt)
            for since, until, cause, doubt, _ in self.waits
            if since <= instant
        ]
        return day_walk.reckon(self.received, ZONE, "FR", extended, waits)


class Year:
    """The world: service, clock, workers, requests."""

    def __init__(self, service, seed, count, start, days) -> None:
        self.service, self.dice = service, random.Random(seed)
        self.start, self.days = start, days
        self.url = service.runtime.engine.url.render_as_string(hide_password=False)
        self.workers = []
        self.caught_up = []  # instants at which all that was due had been decided
        self.cases = [self._case(number) for number in range(count)]

    def _case(self, number):
        dice = self.dice
        received = at(
            self.start + dice.randrange(max(1, self.days - 40)) * DAY, dice.randrange(24), dice.randrange(60)
        )
        return Case(number, received, dice.random() < 0.6)

    def plan(self, case):
        """The events of one request as (instant, what)."""
        dice, later = (
            self.dice,
            lambda low, high: timedelta(
                hours=dice.randrange(24 * low, 24 * high), minutes=dice.randrange(60)
            ),
        )
        planned = [(case.received, "submit")]
        if dice.random() < 0.4:
            asked = case.received + later(0, 12)
            planned.append((asked, "ask" if dice.random() < 0.3 else "doubt"))
            if dice.random() < 0.5:
                planned.append((asked + later(0, 26), "verify"))
            if dice.random() < 0.1:
                planned.append((asked + later(3, 18), "ask"))
        if dice.random() < 0.25:
            since = case.received + later(0, 30)
            planned.append((since, "suspend"))
            if dice.random() < 0.9:
                planned.append((since + later(0, 20), "resume"))
        if dice.random() < 0.3:
            planned.append((case.received + later(0, 40), "extend"))
            if not case.has_email and dice.random() < 0.5:
                planned.append((case.received + later(20, 40), "dispatch"))
        if dice.random() < 0.7:
            planned.append((case.received + later(2, 110), "close"))
        return planned

    async def act(self, case, what):
        """Do it as staff; what the service refuses has not happened."""
        try:
            async with self.service.runtime.operation(STAFF) as ctx:
                await getattr(self, f"_{what}")(ctx, case)
        except DsrError as refusal:
            return refusal.code
        case.changes.append(self.service.clock.now())
        return None

    async def _submit(self, ctx, case):
        kind = "email" if case.has_email else "customer_number"
        value = f"p{case.number}@example.com" if case.has_email else f"{case.number}"
        request, _ = await submissions.submit(
            ctx, Submission([Right.ACCESS], "Someone", [SubjectIdentifier(kind, value)], Channel.POST)
        )
        case.id = request.id

    async def _ask(self, ctx, case, doubt=None):
        await identity_proofs.ask(ctx, case.id, doubt)
        case.asked.append([ctx.now, None])

    async def _doubt(self, ctx, case):
        await self._ask(ctx, case, "The signatures differ.")
        case.waits.append([ctx.now, None, "identity", "The signatures differ.", None])

    async def _verify(self, ctx, case):
        await identity_proofs.verify_by_staff(ctx, case.id, Means.SESSION, None)
        for wait in case.waits:
            if wait[2] == "identity" and wait[1] is None:
                wait[1] = ctx.now
        for question in case.asked:
            question[1] = question[1] or ctx.now

    async def _suspend(self, ctx, case):
        row = await deadlines.suspend(ctx, case.id, deadlines.SuspensionCause.CLARIFICATION, None)
        case.waits.append([ctx.now, None, "clarification", None, row.id])

    async def _resume(self, ctx, case):
        for wait in self.clarifications(case):
            await deadlines.resume(ctx, case.id, wait[4])
            wait[1] = ctx.now

    def clarifications(self, case):
        return [wait for wait in case.waits if wait[2] == "clarification" and wait[1] is None]

    async def _extend(self, ctx, case):
        await deadlines.extend(ctx, case.id, ExtensionGround.COMPLEXITY_VOLUME, "4 000 commandes.")
        case.extended_at = ctx.now

    async def _dispatch(self, ctx, case):
        await dispatches.record_dispatch(ctx, case.id, id_of(case.id, "extension_notice"), "letter", None)

    async def _close(self, ctx, case):
        await subject_requests.withdraw(ctx, case.id)
        case.closed_at = ctx.now

    def start_worker(self):
        stop = asyncio.Event()
        settings = RunnerSettings(poll=0.02, lease=1.2, drain=5)
        working = worker.work(
            self.service.runtime, database_url=self.url, zone=PARIS, settings=settings, stop=stop
        )
        self.workers.append((asyncio.create_task(working), stop))

    async def stop_worker(self, *, kill):
        task, stop = self.workers.pop(0)
        if kill:  # in the middle of whatever it does; its handlers linger on like a stopped process's
            task.cancel()
        stop.set()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    async def catch_up(self):
        """Wait until the workers, if there are any, have decided all that is due by now."""
        if not self.workers:
            return
        async with asyncio.timeout(120):
            while not await self._is_idle():
                await asyncio.sleep(0.02)
        self.caught_up.append(self.service.clock.now())

    async def _is_idle(self):
        async with self.service.runtime.engine.connect() as connection:
            return await connection.scalar(
                text(
                    "SELECT coalesce((SELECT next_at > :now FROM job_schedules WHERE name = 'mark_deadlines'), false)"
                    " AND NOT EXISTS (SELECT 1 FROM jobs WHERE kind IN ('mark_deadlines', 'send_message')"
                    "                 AND state <> 'dead')"
                ),
                {"now": self.service.clock.now()},
            )

    async def change_staff(self, wanted):
        """Workers come and go; a stop is a kill as often as not."""
        while len(self.workers) > wanted:
            await self.stop_worker(kill=self.dice.random() < 0.5)
        while len(self.workers) < wanted:
            self.start_worker()

    async def shift(self, instant):
        """Mostly two or one at work; each month nobody for four days."""
        day = (instant.astimezone(PARIS).date() - self.start).days % 30
        if day == 20:
            await self.change_staff(0)
        elif day == 24 or (not 20 <= day < 24 and self.dice.random() < 0.15):
            await self.change_staff(self.dice.choice((1, 2)))

    async def live(self):
        timeline = [(instant, 1, case, what) for case in self.cases for instant, what in self.plan(case)]
        for number in range(self.days):
            day = self.start + number * DAY
            timeline += [(at(day, h, m, s), 0, None, None) for h, m, s in ((0, 0, 0), (8, 0, 0), (23, 59, 0))]
        end = at(self.start + self.days * DAY, 0)
        timeline = sorted((entry for entry in timeline if entry[0] < end), key=lambda e: (e[0], e[1]))
        refusals = Counter()
        self.start_worker()
        for instant, _, case, what in timeline:
            self.service.clock.set(instant)
            if case is None:
                await self.catch_up()
                if instant.astimezone(PARIS).hour == 23:
                    await self.shift(instant)
            elif case.id is not None or what == "submit":
                refusals[(what, await self.act(case, what))] += 1
        while len(self.workers) < 2:
            self.start_worker()
        await self.catch_up()
        self.end = self.service.clock.now()
        while self.workers:
            await self.stop_worker(kill=False)
        return refusals


class Oracle:
    """What has to be marked of one case: (kind, step, due) -> (not before, at the latest, at the very latest).

    `at the latest` is None where no moment of quiet lay in the span: then it may be there or be missing.
    """

    def __init__(self, year, case, found, sent_at) -> None:
        self.year, self.case, self.found, self.sent_at = year, case, found, sent_at
        self.wanted = {}
        self.changes = list(case.changes)
        self.ended = case.closed_at or EVER
        self.lapsed_at = None
        self._silence()
        self._extension()
        self._dates()

    def _expect(self, kind, step, due, fell, since, until):
        """In force from `since` until `until`: a pass in between makes it. Returns when it was made."""
        key, first = (kind, step, due), max(fell, since)
        known = self.wanted.get(key)
        if first >= until or first > self.year.end or (known and known[1] is not None):
            return None
        latest = next((p for p in self.year.caught_up if p >= first), None)
        latest = latest if latest is not None and latest < until else None
        self.wanted[key] = (known[0] if known else first, latest, min(until, self.year.end))
        return self.found.get(key)

    def _silence(self):
        """Each question until the answer, the next question, or the end."""
        for position, (asked, answered) in enumerate(self.case.asked):
            later = [again for again, _ in self.case.asked[position + 1 :]]
            until = min([answered or EVER, self.ended, *later])
            asked_on = day_walk.wall(asked, ZONE).date()
            closing = asked_on + 21 * DAY
            for step in (7, 14):
                made = self._expect(
                    "identity_reminder", step, asked, at(asked_on + step * DAY, 8), asked, until
                )
                if made:
                    closing = max(closing, day_walk.wall(made, ZONE).date() + (21 - step) * DAY)
            made = self._expect("identity_expiry", 0, asked, at(closing, 8), asked, until)
            if made:
                self.ended = made
                self.changes.append(made)

    def _extension(self):
        """Checked once, a quarter of an hour after the first month; without a notice in time it lapses."""
        decided = self.case.extended_at
        for since, until in spans(self.changes, self.ended):
            if (
                decided is None
                or since < decided
                or any(kind == "extension_check" for kind, _, _ in self.wanted)
            ):
                continue
            bound = self.case.reckoned(since, extended=False)["due_before_exclusive_utc"]
            if bound is None:
                continue
            made = self._expect("extension_check", 0, decided, bound + timedelta(minutes=15), since, until)
            if made and not (self.sent_at and self.sent_at < bound):
                self.lapsed_at = made
                self.changes.append(made)

    def _dates(self):
        decided = self.case.extended_at
        for since, until in spans(self.changes, self.ended):
            extended = (
                decided is not None and decided <= since and not (self.lapsed_at and self.lapsed_at <= since)
            )
            reckoned = self.case.reckoned(since, extended=extended)
            due, day, received = (
                reckoned[name] for name in ("due_before_exclusive_utc", "due_date", "received_local_date")
            )
            if due is None:
                continue
            target = max(before(reckoned["safe_due"] or day, 5), received)
            self._expect("overdue", 0, due, due, since, until)
            self._expect("internal_target", 0, due, at(target, 8), since, until)
            for kind, step in (("reminder", 3), ("reminder", 1), ("escalation", 2)):
                if before(day, step) >= received:
                    self._expect(kind, step, due, at(before(day, step), 8), since, until)


def spans(changes, ended):
    """The stretches between changes, up to the end."""
    instants = [instant for instant in dict.fromkeys(sorted(changes)) if instant < ended]
    return list(zip(instants, [*instants[1:], ended], strict=True))


async def check(year):
    """Each mark that had to be made is there once and in its span; no other is."""
    async with year.service.runtime.engine.connect() as connection:
        rows = await connection.execute(
            text("SELECT request_id, kind, step, due, fell_due_at, marked_at FROM deadline_marks")
        )
        found = {}
        for request_id, kind, step, due, fell_due_at, marked_at in rows:
            found.setdefault(request_id, {})[kind, step, due] = marked_at
            assert marked_at >= fell_due_at
        sent = await connection.execute(
            text("SELECT request_id, sent_at FROM messages WHERE kind = 'extension_notice'")
        )
        sent_at = dict(sent.all())
        audited = await connection.execute(
            text("SELECT request_id, count(*), count(DISTINCT data) FROM audit_events WHERE name = 'deadline_marked'"
                 " GROUP BY request_id")
        )  # fmt: skip
        events = {request_id: (count, distinct) for request_id, count, distinct in audited}
        letters = await connection.execute(text("SELECT kind, count(*) FROM messages GROUP BY kind"))
        letters = dict(letters.all())
        names = dict(
            (await connection.execute(text("SELECT name, count(*) FROM audit_events GROUP BY name"))).all()
        )
        dead = await connection.scalar(text("SELECT count(*) FROM jobs WHERE state = 'dead'"))
    seen, on_its_day = Counter(), 0
    for case in year.cases:
        if case.id is None:
            continue
        marks = found.get(case.id, {})
        wanted = Oracle(year, case, marks, sent_at.get(case.id)).wanted
        for key, (first, latest, until) in wanted.items():
            marked_at = marks.get(key)
            if marked_at is None:
                assert latest is None, (case, key, "is missing", first, latest)
                continue
            assert first <= marked_at <= (latest or until), (case, key, first, marked_at, latest)
            seen[key[0]] += 1
            on_its_day += day_walk.wall(marked_at, ZONE).date() == day_walk.wall(first, ZONE).date()
        surplus = {key: marks[key] for key in set(marks) - set(wanted)}
        assert not surplus, f"{case}\n{surplus}\n{marks}"
        assert events.get(case.id, (0, 0)) == (len(marks), len(marks)), case
    assert dead == 0
    return seen, on_its_day, letters, names


async def lived(service, *, seed, count, start, days):
    service.clock.set(at(start, 0))
    year = Year(service, seed, count, start, days)
    refusals = await year.live()
    seen, on_its_day, letters, names = await check(year)
    print(f"\n{dict(seen)}\n{on_its_day} of {sum(seen.values())} on their day\n{letters}\n{dict(refusals)}")
    assert names.get("extension_lapsed", 0) > 0
    assert seen["extension_check"] > 0
    assert letters["identity_expired"] == seen["identity_expiry"]
    assert letters["extension_notice"] == names["deadline_extended"]
    assert (
        min(
            seen[kind]
            for kind in ("reminder", "escalation", "overdue", "internal_target", "identity_reminder")
        )
        > 0
    )
    return seen


async def test_a_season_of_random_requests(service):
    await lived(service, seed=3, count=60, start=date(2026, 3, 2), days=60)


@pytest.mark.slow
@pytest.mark.timeout(3600)
async def test_a_year_of_five_thousand_requests(service):
    seen = await lived(service, seed=5, count=5_000, start=date(2026, 1, 1), days=365)
    assert sum(seen.values()) > 10_000
