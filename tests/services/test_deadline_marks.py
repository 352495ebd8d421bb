"""The scheduler's pass: each mark once, on its day, also after a standstill and with many workers."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from dsr_service import worker
from dsr_service.adapters.clock import FixedClock, SystemClock
from dsr_service.adapters.job_runner import JobRunner, RunnerSettings
from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.deadlines.deadlines import DeadlineRules, compute
from dsr_service.domain.deadlines.marks import ClockFacts, MarkKind, MarkPlan, outstanding
from dsr_service.services import clock_guard, deadline_marks
from dsr_service_tests import START, submission

PARIS = ZoneInfo("Europe/Paris")
EXTENSION = {"ground": "complexity_volume", "reasons": "4 000 commandes."}


def paris(day, hour=8, minute=0):
    return datetime.fromisoformat(f"{day}T{hour:02}:{minute:02}").replace(tzinfo=PARIS).astimezone(UTC)


async def passes(service, now=None, limit=deadline_marks.BATCH):
    """One pass, as the job makes it; returns how many clocks it looked at."""
    if now is not None:
        service.clock.set(now)
    looked_at = 0
    while True:
        async with service.runtime.operation(SYSTEM) as ctx:
            found = await deadline_marks.mark_due(ctx, limit)
        looked_at += found
        if found < limit:
            return looked_at


async def submitted(service, *rights, **more):
    return (await service.clients["staff"].post("/v1/requests", json=submission(*rights, **more))).json()[
        "id"
    ]


async def marks(service, request_id):
    clock = (await service.clients["staff"].get(f"/v1/requests/{request_id}/deadline")).json()
    return [(m["kind"], m["step"]) for m in clock["marks"]]


async def send_letters(service):
    """What the worker does with the letters that wait."""
    async with service.runtime.engine.connect() as connection:
        found = await connection.execute(
            text("SELECT payload->>'message_id' FROM jobs WHERE kind = 'send_message'")
        )
        waiting = [UUID(row[0]) for row in found]
    from dsr_service.services import dispatches, mailings

    for message_id in waiting:
        async with service.runtime.operation(SYSTEM) as ctx:
            mail = await mailings.take_up(ctx, message_id)
            if mail is not None:  # not sent by an earlier call
                await dispatches.record_sent(ctx, mail.message_id, "outbox")


async def test_marks_are_made_on_their_day_and_overdue_at_the_very_end(service):
    request = await submitted(service)  # due on Thursday, 2 April 2026
    expected = [
        (paris("2026-03-26"), ("internal_target", 0)),
        (paris("2026-03-30"), ("reminder", 3)),
        (paris("2026-03-31"), ("escalation", 2)),
        (paris("2026-04-01"), ("reminder", 1)),
        (paris("2026-04-03", 0), ("overdue", 0)),
    ]
    made = []
    assert await passes(service) == 0
    for instant, mark in expected:
        assert await passes(service, instant - timedelta(microseconds=1)) == 0
        assert await marks(service, request) == made
        assert await passes(service, instant) == 1
        made.append(mark)
        assert await marks(service, request) == made
        assert await passes(service) == 0
    assert await passes(service, paris("2027-01-01")) == 0
    events = (await service.clients["staff"].get(f"/v1/requests/{request}/events")).json()
    marked = [(e["data"]["kind"], e["data"]["step"]) for e in events if e["name"] == "deadline_marked"]
    assert marked == made
    assert {e["actor_role"] for e in events if e["name"] == "deadline_marked"} == {"system"}


async def test_a_worker_that_was_down_makes_up_for_all_of_it_once(service):
    request = await submitted(service)
    assert await passes(service, paris("2026-04-20")) == 1
    assert await marks(service, request) == [
        ("internal_target", 0),
        ("reminder", 3),
        ("escalation", 2),
        ("reminder", 1),
        ("overdue", 0),
    ]
    assert await passes(service) == 0


async def test_many_workers_at_once_make_each_mark_once(service):
    ids = [await submitted(service, email=f"p{n}@example.com") for n in range(30)]
    service.clock.set(paris("2026-04-20"))
    looked_at = await asyncio.gather(*(passes(service, limit=4) for _ in range(4)))
    assert sum(looked_at) + await passes(service) == 30
    for request in ids:
        assert len(await marks(service, request)) == 5
    async with service.runtime.engine.connect() as connection:
        counted = await connection.scalar(
            text("SELECT count(*) FROM audit_events WHERE name = 'deadline_marked'")
        )
    assert counted == 150


async def test_a_request_that_a_caller_is_changing_is_left_for_the_next_pass(service):
    request = await submitted(service)
    service.clock.set(paris("2026-04-20"))
    async with service.runtime.operation(SYSTEM) as ctx:
        await ctx.session.execute(
            text("SELECT 1 FROM subject_requests WHERE id = :id FOR UPDATE"), {"id": UUID(request)}
        )
        assert await asyncio.wait_for(passes(service), 5) == 0
    assert await passes(service) == 1


async def test_closed_and_suspended_clocks_are_left_alone(service):
    staff = service.clients["staff"]
    closed, held, late = [await submitted(service, email=f"p{n}@example.com") for n in range(3)]
    await staff.post(f"/v1/requests/{closed}/withdrawal")
    suspension = (
        await staff.post(f"/v1/requests/{held}/suspensions", json={"cause": "clarification"})
    ).json()
    assert await passes(service, paris("2026-04-20")) == 1
    assert await marks(service, closed) == []
    assert await marks(service, held) == []
    assert len(await marks(service, late)) == 5
    await staff.post(f"/v1/requests/{held}/suspensions/{suspension['id']}/end")  # 49 days: due on 21 May
    assert await passes(service) == 0
    await passes(service, paris("2026-05-21", 9))
    assert ("overdue", 0) not in await marks(service, held)
    await passes(service, paris("2026-05-22", 0))
    assert ("overdue", 0) in await marks(service, held)


async def test_an_extension_brings_its_own_reminders(service):
    staff = service.clients["staff"]
    request = await submitted(service)
    await passes(service, paris("2026-03-30"))
    await staff.post(f"/v1/requests/{request}/extension", json=EXTENSION)
    await send_letters(service)
    await passes(service, paris("2026-04-03", 1))
    assert await marks(service, request) == [("internal_target", 0), ("reminder", 3), ("extension_check", 0)]
    await passes(service, paris("2026-06-03", 0))  # due on 2 June
    assert [m for m in await marks(service, request) if m[0] == "overdue"] == [("overdue", 0)]
    assert len(await marks(service, request)) == 8


async def test_an_extension_whose_notice_did_not_go_out_in_time_lapses(service):
    staff = service.clients["staff"]
    request = await submitted(service)
    await staff.post(f"/v1/requests/{request}/extension", json=EXTENSION)
    shown = (await staff.get(f"/v1/requests/{request}")).json()["deadline"]
    assert (shown["due_date"], shown["extended"]) == ("2026-06-02", True)
    assert (
        await passes(service, paris("2026-04-03", 0, 14)) == 0
    )  # what left in the last second may be recorded
    assert await passes(service, paris("2026-04-03", 0, 15)) == 1
    clock = (await staff.get(f"/v1/requests/{request}/deadline")).json()
    assert clock["computed"]["due_date"] == "2026-04-02"
    assert clock["extension"]["lapsed_at"] is not None
    assert ("overdue", 0) in await marks(service, request)
    names = [e["name"] for e in (await staff.get(f"/v1/requests/{request}/events")).json()]
    assert names.count("extension_lapsed") == 1
    again = await staff.post(f"/v1/requests/{request}/extension", json=EXTENSION)
    assert again.json()["code"] == "deadline_already_extended"


@pytest.mark.parametrize(
    ("sent", "counts"), [("2026-04-02T23:59:59+02:00", True), ("2026-04-03T00:00:00+02:00", False)]
)
async def test_what_counts_is_when_the_notice_was_sent_not_when_that_was_recorded(service, sent, counts):
    staff = service.clients["staff"]
    request = await submitted(service)
    await staff.post(f"/v1/requests/{request}/extension", json=EXTENSION)
    await passes(service, paris("2026-04-04"))
    (letter,) = (await staff.get(f"/v1/requests/{request}/messages")).json()
    dispatch = f"/v1/requests/{request}/messages/{letter['id']}/dispatch"
    assert (await staff.post(dispatch, json={"means": "letter", "sent_at": sent})).status_code == 200
    clock = (await staff.get(f"/v1/requests/{request}/deadline")).json()
    assert clock["computed"]["due_date"] == ("2026-06-02" if counts else "2026-04-02")
    await passes(service, paris("2026-05-01"))
    assert (clock["extension"]["lapsed_at"] is None) is counts


async def asked(service, *rights, doubt="The signatures differ.", **more):
    request = await submitted(service, *rights, **more)
    body = {"reasonable_doubt_reason": doubt} if doubt else {}
    answer = await service.clients["staff"].post(f"/v1/requests/{request}/identity-request", json=body)
    assert answer.status_code < 300, answer.text
    return request


async def letters(service, request):
    found = (await service.clients["staff"].get(f"/v1/requests/{request}/messages")).json()
    return [letter["kind"] for letter in found]


async def test_silence_is_reminded_of_twice_and_then_closes_the_request_with_a_letter(service):
    staff = service.clients["staff"]
    request = await asked(service)  # on Monday, 2 March
    assert await passes(service, paris("2026-03-09") - timedelta(seconds=1)) == 0
    assert await passes(service, paris("2026-03-09")) == 1
    assert await letters(service, request) == ["identity_asked", "identity_reminder"]
    assert await passes(service, paris("2026-03-16")) == 1
    _, first, second = (await staff.get(f"/v1/requests/{request}/messages")).json()
    assert "23 mars 2026" in first["body"]
    assert "23 mars 2026" in second["body"]
    assert await passes(service, paris("2026-03-23") - timedelta(seconds=1)) == 0
    assert await passes(service, paris("2026-03-23")) == 1
    assert await letters(service, request) == [
        "identity_asked",
        "identity_reminder",
        "identity_reminder",
        "identity_expired",
    ]
    shown = (await staff.get(f"/v1/requests/{request}")).json()
    assert shown["status"] == "expired"
    assert [r["outcome"] for r in shown["rights"]] == ["expired"]
    assert await passes(service, paris("2026-06-01")) == 0
    assert await marks(service, request) == [
        ("identity_reminder", 7),
        ("identity_reminder", 14),
        ("identity_expiry", 0),
    ]


async def test_after_a_standstill_one_letter_reminds_and_the_person_keeps_the_full_time(service):
    request = await asked(service)
    assert await passes(service, paris("2026-05-04")) == 1
    assert await letters(service, request) == ["identity_asked", "identity_reminder"]
    assert await marks(service, request) == [("identity_reminder", 7), ("identity_reminder", 14)]
    _, letter = (await service.clients["staff"].get(f"/v1/requests/{request}/messages")).json()
    assert "18 mai 2026" in letter["body"], "two weeks, as after the first reminder"
    assert await passes(service, paris("2026-05-18") - timedelta(seconds=1)) == 0
    assert await passes(service, paris("2026-05-18")) == 1
    assert await letters(service, request) == ["identity_asked", "identity_reminder", "identity_expired"]


async def test_an_answer_ends_the_reminders(service):
    staff = service.clients["staff"]
    request = await asked(service)
    await passes(service, paris("2026-03-09"))
    answer = await staff.post(
        f"/v1/requests/{request}/identity-verification", json={"method": "authenticated_session"}
    )
    assert answer.status_code < 300, answer.text
    await passes(service, paris("2026-03-25"))
    assert await marks(service, request) == [("identity_reminder", 7)]
    assert (await staff.get(f"/v1/requests/{request}")).json()["status"] == "in_progress"


async def test_asked_again_counts_anew(service):
    staff = service.clients["staff"]
    request = await asked(service, doubt=None)
    await passes(service, paris("2026-03-16"))
    service.clock.set(paris("2026-03-17"))
    answer = await staff.post(f"/v1/requests/{request}/identity-request", json={})
    assert answer.status_code < 300, answer.text
    assert await passes(service, paris("2026-03-23")) == 0
    await passes(service, paris("2026-04-07"))
    assert (await staff.get(f"/v1/requests/{request}")).json()["status"] == "awaiting_identity"
    kinds = [m for m in await marks(service, request) if m[0].startswith("identity")]
    assert kinds == [("identity_reminder", 7), ("identity_reminder", 14)] * 2


async def test_a_withdrawal_of_consent_beside_it_is_not_closed_for_silence(service):
    staff = service.clients["staff"]
    request = await asked(service, "access", "consent_withdrawal")
    for day in ("2026-03-09", "2026-03-16", "2026-03-23"):
        await passes(service, paris(day))
    shown = (await staff.get(f"/v1/requests/{request}")).json()
    assert {r["right"]: r["outcome"] for r in shown["rights"]} == {
        "access": "expired",
        "consent_withdrawal": "pending",
    }
    assert shown["status"] == "awaiting_identity"
    assert shown["deadline"]["due_date"] is not None, "its clock goes on"
    assert "identity_expired" in await letters(service, request)
    done = await staff.post(
        f"/v1/requests/{request}/rights/consent_withdrawal/settlement", json={"reasons": "Désinscrit."}
    )
    assert done.json()["status"] == "partly_refused"
    assert await passes(service, paris("2026-06-01")) == 0


async def test_one_request_that_cannot_be_handled_stops_no_other(service):
    """Its letter can't be written: neither its mark nor the letter, a later try; the others are marked on their day."""
    silent = await asked(service, email="a@example.com")
    other = await submitted(service, email="b@example.com")
    async with service.runtime.engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO policy (key, version, entry, updated_at, updated_by)"
                " VALUES ('controller', 1, '{}', now(), 'x')"
            )
        )
    await passes(service, paris("2026-04-20"))
    assert await marks(service, silent) == [("identity_reminder", 7)], (
        "which after the standstill needs no letter"
    )
    assert await letters(service, silent) == ["identity_asked"]
    assert len(await marks(service, other)) == 5
    async with service.runtime.engine.begin() as connection:
        await connection.execute(text("DELETE FROM policy"))
    assert await passes(service, paris("2026-04-20", 8, 14)) == 0
    assert await passes(service, paris("2026-04-20", 8, 15)) == 1
    assert await marks(service, silent) == [("identity_reminder", 7), ("identity_reminder", 14)]
    assert await letters(service, silent) == ["identity_asked", "identity_reminder"]


async def test_the_list_of_marks_is_paged_and_told_by_audience(service):
    staff, dpo, storefront = (service.clients[name] for name in ("staff", "dpo", "storefront"))
    for number in range(3):
        await submitted(service, email=f"p{number}@example.com")
    await passes(service, paris("2026-04-20"))
    seen, cursor = [], None
    while True:
        params = {"limit": 4} | ({"cursor": cursor} if cursor else {})
        page = (await staff.get("/v1/deadlines/marks", params=params)).json()
        seen += [(m["request_id"], m["kind"], m["step"]) for m in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert len(seen) == len(set(seen)) == 15
    escalated = (await dpo.get("/v1/deadlines/marks", params={"audience": "dpo"})).json()["items"]
    assert {m["kind"] for m in escalated} == {"escalation", "overdue"}
    assert (await storefront.get("/v1/deadlines/marks")).status_code == 403


def facts(received_at, **more):
    deadline = compute(received_at, rules=DeadlineRules())
    values = {
        "time_zone": "Europe/Paris",
        "calendar": "FR",
        "received_at": received_at,
        "due_date": deadline.due_date,
        "due_before": deadline.due_before_exclusive_utc,
        "internal_target": deadline.internal_target,
        "first_month_before": deadline.first_month_before_exclusive_utc,
        "extended_at": None,
        "identity_asked_at": None,
    }
    return ClockFacts(**(values | more))


def test_a_plan_without_escalation_reminders_or_closure():
    received = START
    plan = MarkPlan(
        reminder_steps=(), escalation_step=None, identity_reminder_days=(), identity_expiry_days=None
    )
    kinds = [mark.key.kind for mark in outstanding(facts(received, identity_asked_at=received), plan)]
    assert kinds == [MarkKind.INTERNAL_TARGET, MarkKind.OVERDUE]


def test_no_reminder_falls_before_the_receipt():
    plan = MarkPlan(reminder_steps=(60, 1))
    assert [m.key.step for m in outstanding(facts(START), plan) if m.key.kind is MarkKind.REMINDER] == [1]


def test_reminders_skip_holidays_and_follow_summer_time():
    received = datetime(2026, 4, 8, 10, tzinfo=UTC)  # due on Friday 8 May, a holiday: on Monday 11 May
    marks_made = outstanding(facts(received), MarkPlan(reminder_steps=(1, 6)))
    days = {m.key.step: m.at.astimezone(PARIS) for m in marks_made if m.key.kind is MarkKind.REMINDER}
    assert days[1].date() == date(2026, 5, 7)
    assert days[6].date() == date(2026, 4, 29)  # over 1 and 8 May
    assert {day.hour for day in days.values()} == {8}


async def until(ask):
    async with asyncio.timeout(120):
        while not await ask():
            await asyncio.sleep(0.03)


async def test_the_worker_marks_each_minute_and_sends_the_notice(service, tmp_path):
    """The real worker, on a clock that jumps: from submission to the notice in the outbox and the mark."""
    request = await submitted(service)
    await service.clients["staff"].post(f"/v1/requests/{request}/extension", json=EXTENSION)
    stop = asyncio.Event()
    url = service.runtime.engine.url.render_as_string(hide_password=False)
    working = asyncio.create_task(
        worker.work(
            service.runtime, database_url=url, zone=PARIS, settings=RunnerSettings(poll=0.1), stop=stop
        )
    )
    try:

        async def sent():
            found = (await service.clients["staff"].get(f"/v1/requests/{request}/messages")).json()
            return all(letter["sent_at"] for letter in found) and {
                letter["kind"]: letter["id"] for letter in found
            }

        await until(sent)
        ids = await sent()
        assert set(ids) >= {"extension_notice"}
        letter = tmp_path / "data" / "outbox" / f"{ids['extension_notice']}.eml"
        mail = letter.read_text("utf-8")
        assert "To: camille.martin@example.com" in mail
        assert letter.stat().st_mode & 0o777 == 0o600
        service.clock.set(paris("2026-06-03", 0))

        async def overdue():
            return ("overdue", 0) in await marks(service, request)

        await until(overdue)
        assert ("extension_check", 0) in await marks(service, request)
    finally:
        stop.set()
        await working
    clock = (await service.clients["staff"].get(f"/v1/requests/{request}/deadline")).json()
    assert clock["extension"]["lapsed_at"] is None


class WrongClock:
    """Goes as the right one does, and differs from it."""

    follows_real_time = True

    def __init__(self, ahead: timedelta = timedelta(0)) -> None:
        self.ahead = ahead

    def now(self) -> datetime:
        return SystemClock().now() + self.ahead


async def test_a_worker_whose_clock_differs_takes_no_part(service, database):
    ahead = WrongClock(timedelta(days=400))
    guard = clock_guard.ClockGuard(service.runtime.engine, ahead)
    assert await guard.check() is False
    with pytest.raises(clock_guard.ClockDiffers):
        await clock_guard.require_right_clock(service.runtime.engine, ahead)
    right = clock_guard.ClockGuard(service.runtime.engine, SystemClock())
    assert await right.check() is True
    by_hand = clock_guard.ClockGuard(service.runtime.engine, FixedClock(START))
    assert await by_hand.check() is True
    for seconds, is_right in ((4, True), (6, False), (-4, True), (-6, False)):
        near = WrongClock(timedelta(seconds=seconds))
        assert await clock_guard.ClockGuard(service.runtime.engine, near).check() is is_right, seconds

    request = await submitted(service)
    ran = []

    async def note(run):
        ran.append(run.id)

    runner = JobRunner(
        database_url=database,
        handlers={"mark_deadlines": note},
        clock=ahead,
        zone=PARIS,
        schedules=worker.SCHEDULES,
        settings=RunnerSettings(poll=0.05),
        may_work=guard,
    )
    stop = asyncio.Event()
    working = asyncio.create_task(runner.run(stop))
    await asyncio.sleep(0.5)
    assert ran == []
    ahead.ahead = timedelta(0)
    assert await guard.check() is True
    stop.set()
    await working
    assert await marks(service, request) == []
    async with service.runtime.engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM job_schedules")) == 0


async def test_an_api_process_with_a_wrong_clock_is_unready(database, tmp_path):
    from contextlib import AsyncExitStack

    from dsr_service.app import create_app
    from dsr_service.bootstrap import open_runtime
    from dsr_service_tests import client_of, settings_for

    clock = WrongClock()
    async with AsyncExitStack() as stack:
        app = create_app(lambda: open_runtime(settings_for(database, tmp_path), clock=clock))
        await stack.enter_async_context(app.router.lifespan_context(app))
        client = await stack.enter_async_context(client_of(app, {}))
        assert (await client.get("/readyz")).status_code == 200
        clock.ahead = timedelta(seconds=30)
        answer = await client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["checks"]["clock"] != "ok"
