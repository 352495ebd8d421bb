"""Changed rules reach every open clock once, in one audited operation, and no closed one."""

import asyncio
import json
import os
import subprocess
import sys
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from dsr_service import worker
from dsr_service.adapters.job_runner import RunnerSettings
from dsr_service.bootstrap import open_runtime
from dsr_service.domain.actors import SYSTEM, Actor, Role
from dsr_service.domain.deadlines.deadlines import CountedSuspensions
from dsr_service.domain.errors import Forbidden
from dsr_service.services import deadline_marks, deadline_recomputation, deadlines
from dsr_service.storage import deadlines as clocks
from dsr_service.storage.tables import DeadlineRow
from dsr_service_tests import START, settings_for, submission

EXTENSION = {"ground": "complexity_volume", "reasons": "4 000 commandes."}
DOUBT = {"cause": "identity", "reasonable_doubt_reason": "The signatures differ."}
# The month of 26 November 2025 ends on 26 December, a Friday: a holiday in Strasbourg, none in Paris.
CHRISTMAS = "2025-11-26T10:00:00+01:00"


def other(service, **changed):
    """The same installation by other rules."""
    policy = service.runtime.policy
    return replace(
        service.runtime, policy=replace(policy, deadline_rules=replace(policy.deadline_rules, **changed))
    )


async def recomputed(runtime, limit=deadline_recomputation.BATCH):
    steps = 0
    while True:
        async with runtime.operation(SYSTEM) as ctx:
            done = await deadline_recomputation.advance(ctx, limit)
        steps += 1
        if done.finished_at:
            return done, steps


async def submitted(service, number=0, **more):
    body = submission(email=f"p{number}@example.com", **more)
    return (await service.clients["staff"].post("/v1/requests", json=body)).json()["id"]


async def due(service, request):
    return (await service.clients["staff"].get(f"/v1/requests/{request}")).json()["deadline"]["due_date"]


async def sql(service, statement):
    async with service.runtime.engine.connect() as connection:
        return (await connection.execute(text(statement))).all()


async def test_another_calendar_moves_open_dates_and_leaves_closed_ones(service):
    staff = service.clients["staff"]
    service.clock.set(datetime(2025, 12, 1, 9, tzinfo=UTC))
    moved = await submitted(service, 1, channel="post", received_at=CHRISTMAS)
    closed = await submitted(service, 2, channel="post", received_at=CHRISTMAS)
    unmoved = await submitted(service, 3, channel="post", received_at="2025-11-24T10:00:00+01:00")
    await staff.post(f"/v1/requests/{closed}/withdrawal")
    before = (await staff.get(f"/v1/requests/{closed}/deadline")).json()
    done, _ = await recomputed(other(service, calendar="FR-AM"))
    assert (done.examined, done.moved) == (2, 1)
    assert await due(service, moved) == "2025-12-29"
    assert await due(service, unmoved) == "2025-12-24"
    assert await due(service, closed) == "2025-12-26"
    assert (await staff.get(f"/v1/requests/{closed}/deadline")).json() == before
    versions = dict(await sql(service, "SELECT request_id::text, rules_version FROM deadlines"))
    assert versions[moved] == versions[unmoved] == done.rules_version != versions[closed]
    events = await sql(
        service,
        "SELECT name, request_id::text, data FROM audit_events WHERE name LIKE '%recomputed' ORDER BY position",
    )
    assert [(name, request) for name, request, _ in events] == [
        ("deadline_recomputed", moved),
        ("deadlines_recomputed", None),
    ]
    assert events[0][2] == {
        "before": "2025-12-26",
        "after": "2025-12-29",
        "rules_version": done.rules_version,
    }
    assert (events[1][2]["examined"], events[1][2]["moved"]) == (2, 1)
    again, steps = await recomputed(other(service, calendar="FR-AM"))
    assert (again.examined, again.moved, steps) == (0, 0, 1)
    assert len(await sql(service, "SELECT 1 FROM audit_events WHERE name = 'deadlines_recomputed'")) == 1


async def test_nothing_is_recomputed_while_the_rules_are_the_same(service):
    await submitted(service)
    done, steps = await recomputed(service.runtime)
    assert (done.examined, steps) == (0, 1)
    assert await sql(service, "SELECT 1 FROM deadline_recomputations") == []


async def test_bounded_batches_resumed_after_a_crash_make_one_operation(service):
    for number in range(7):
        await submitted(service, number)
    changed = other(service, internal_target_working_days=7)
    async with changed.operation(SYSTEM) as ctx:
        first = await deadline_recomputation.advance(ctx, limit=3)
    assert (first.examined, first.finished_at) == (3, None)

    async def die_in_the_middle():
        async with changed.operation(SYSTEM) as ctx:
            await deadline_recomputation.advance(ctx, limit=3)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await die_in_the_middle()
    done, steps = await recomputed(changed, limit=3)
    assert (done.examined, steps) == (7, 2)
    (run,) = await sql(
        service, "SELECT examined, moved, finished_at IS NOT NULL FROM deadline_recomputations"
    )
    assert run == (7, 0, True)


async def test_two_at_once_take_turns(service):
    for number in range(9):
        await submitted(service, number)
    changed = other(service, internal_target_working_days=7)
    both = await asyncio.gather(recomputed(changed, limit=2), recomputed(changed, limit=2))
    assert max(done.examined for done, _ in both) == 9
    assert await sql(service, "SELECT examined FROM deadline_recomputations") == [(9,)]


async def test_what_is_stored_is_what_the_clock_computes(service):
    """Suspended, extended, lapsed, asked: all inputs go into the new dates, and into what is marked next."""
    staff = service.clients["staff"]
    ids = [await submitted(service, number) for number in range(6)]
    paths = [f"/v1/requests/{request}" for request in ids]
    await staff.post(f"{paths[0]}/extension", json=EXTENSION)
    service.clock.set(START + timedelta(days=12))
    await staff.post(f"{paths[1]}/suspensions", json=DOUBT)
    ended = (await staff.post(f"{paths[2]}/suspensions", json=DOUBT)).json()
    await staff.post(
        f"{paths[3]}/identity-request", json={"reasonable_doubt_reason": "The signatures differ."}
    )
    service.clock.set(START + timedelta(days=19))
    await staff.post(f"{paths[2]}/suspensions/{ended['id']}/end")
    service.clock.set(START + timedelta(days=33))
    async with service.runtime.operation(SYSTEM) as ctx:
        await deadline_marks.mark_due(ctx)  # the extension lapses; what is open is overdue
    changed = other(
        service,
        suspensions_counted=CountedSuspensions.DEFENSIBLE,
        calendar="GB-ENG",
        time_zone="Europe/London",
        max_days_for_asking=5,
    )
    done, _ = await recomputed(changed)
    assert done.examined == 6
    columns = [column.key for column in DeadlineRow.__table__.columns if column.key != "due_sort"]
    async with changed.operation(SYSTEM) as ctx:
        for request in ids:
            stored = await clocks.get(ctx.session, request)
            kept = {name: getattr(stored, name) for name in columns}
            ctx.session.expunge_all()
            from dsr_service.services import visibility

            row = await deadlines._recompute(ctx, await visibility.lock(ctx, request))
            assert {name: getattr(row, name) for name in columns} == kept, request
            ctx.session.expunge_all()
    async with changed.operation(SYSTEM) as ctx:
        assert await deadline_marks.mark_due(ctx) <= 6
    async with changed.operation(SYSTEM) as ctx:
        assert await deadline_marks.mark_due(ctx) == 0


async def test_a_changed_plan_of_reminders_reaches_open_clocks(service):
    request = await submitted(service)
    policy = service.runtime.policy
    early = replace(
        service.runtime, policy=replace(policy, mark_plan=replace(policy.mark_plan, reminder_steps=(15,)))
    )
    assert (await recomputed(early))[0].examined == 1
    service.clock.set(datetime(2026, 3, 12, 9, tzinfo=UTC))
    async with early.operation(SYSTEM) as ctx:
        assert await deadline_marks.mark_due(ctx) == 1
    assert await sql(service, "SELECT kind, step FROM deadline_marks") == [("reminder", 15)]
    assert await due(service, request) == "2026-04-02"


async def test_only_the_system_recomputes(service):
    for role in (Role.STAFF, Role.DPO, Role.AUDITOR, Role.STOREFRONT):
        with pytest.raises(Forbidden):
            async with service.runtime.operation(Actor(role, "x", "x")) as ctx:
                await deadline_recomputation.advance(ctx)


async def test_a_worker_with_new_rules_sees_to_it_and_one_with_old_rules_leaves_it(service):
    service.clock.set(datetime(2025, 12, 1, 9, tzinfo=UTC))
    request = await submitted(service, channel="post", received_at=CHRISTMAS)
    changed = other(service, calendar="FR-AM")
    url = service.runtime.engine.url.render_as_string(hide_password=False)
    async with changed.operation(SYSTEM) as ctx:
        await deadline_recomputation.request(ctx)

    async def work(runtime, until):
        stop = asyncio.Event()
        settings = RunnerSettings(poll=0.05)
        working = asyncio.create_task(
            worker.work(
                runtime, database_url=url, zone=ZoneInfo("Europe/Paris"), settings=settings, stop=stop
            )
        )
        try:
            async with asyncio.timeout(120):
                while not await until():
                    await asyncio.sleep(0.05)
        finally:
            stop.set()
            await working

    async def was_tried():
        return await sql(
            service, "SELECT 1 FROM jobs WHERE kind = 'recompute_deadlines' AND last_error = 'other_rules'"
        )

    async def has_moved():
        return await due(service, request) == "2025-12-29"

    await work(service.runtime, was_tried)
    assert await due(service, request) == "2025-12-26"
    await work(changed, has_moved)


async def test_the_command_recomputes_and_says_how_many(service, database, tmp_path):
    """As an operator runs it; the clock of this installation is the system's, and the request open."""
    await submitted(service, channel="post", received_at=CHRISTMAS)
    settings = settings_for(database, tmp_path)
    env = {
        **os.environ,
        "DSR_DATABASE_URL": database,
        "DSR_DATA_DIR": str(tmp_path / "data"),
        "DSR_SECRET_KEY": settings.secret_key.get_secret_value(),
        "DSR_KEY_ENCRYPTION_KEYS": settings.key_encryption_keys.get_secret_value(),
        "DSR_CALENDAR": "FR-AM",
    }
    command = [sys.executable, "-m", "dsr_service.cli", "deadlines", "recompute"]
    for moved in (1, 0):
        done = await asyncio.to_thread(subprocess.run, command, env=env, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        answer = json.loads(done.stdout)
        assert (answer["examined"], answer["moved"]) == (moved, moved)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("calendar", "XX"),
        ("suspensions_counted", "some"),
        ("asking_end", "never"),
        ("reminder_working_days", "3,x"),
        ("identity_expiry_days", 14),
        ("max_days_for_asking", -1),
    ],
)
def test_a_bad_setting_is_refused_by_name(database, tmp_path, name, value):
    with pytest.raises(ValueError, match=r"(?i)" + name):
        settings_for(database, tmp_path, **{name: value})


async def test_the_settings_reach_the_policy(database, tmp_path):
    async with AsyncExitStack() as stack:
        settings = settings_for(
            database,
            tmp_path,
            max_days_for_asking=3,
            internal_target_working_days=2,
            suspensions_counted="none",
            asking_end="rolled",
            reminder_working_days="1, 4",
            escalation_working_days=-1,
            identity_reminder_days="",
            identity_expiry_days=0,
            reminder_hour=6,
        )
        policy = (await stack.enter_async_context(open_runtime(settings))).policy
    rules, plan = policy.deadline_rules, policy.mark_plan
    assert (rules.max_days_for_asking, rules.internal_target_working_days) == (3, 2)
    assert (rules.suspensions_counted, rules.asking_end) == ("none", "rolled")
    assert (plan.reminder_steps, plan.escalation_step) == ((4, 1), None)
    assert (plan.identity_reminder_days, plan.identity_expiry_days, plan.morning.hour) == ((), None, 6)
