"""The DPO changes a rule of the clock over HTTP: open requests follow, closed ones keep theirs."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from dsr_service.services import chosen_rules
from dsr_service_tests import submission

# The month of 26 November 2025 ends on 26 December, a Friday: a holiday in Strasbourg, none in Paris.
AT_CHRISTMAS = {"channel": "post", "received_at": "2025-11-26T10:00:00+01:00"}


async def choose(service, entry, etag=None):
    headers = {"If-Match": etag} if etag else {}
    return await service.clients["dpo"].put("/v1/policy/deadlines", json={"entry": entry}, headers=headers)


async def submitted(service, number):
    body = submission(email=f"p{number}@example.com", **AT_CHRISTMAS)
    return (await service.clients["staff"].post("/v1/requests", json=body)).json()["id"]


async def due(service, request):
    answer = await service.clients["staff"].get(f"/v1/requests/{request}")
    return answer.json()["deadline"]["due_date"]


async def pass_on(service):
    """Until each process has read the rules, and the recomputation is due."""
    await asyncio.sleep(chosen_rules.FRESH)
    service.clock.set(service.clock.now() + timedelta(seconds=chosen_rules.DELAY))

    async def recomputed():  # what is put off counts as neither waiting nor running until a worker has looked
        async with service.runtime.engine.connect() as connection:
            left = await connection.scalar(
                text("SELECT count(*) FROM jobs WHERE kind = 'recompute_deadlines'")
            )
        return left == 0

    await service.run_jobs(recomputed)


async def test_open_requests_follow_the_chosen_rules_and_closed_ones_do_not(service):
    still_open, closed = await submitted(service, 1), await submitted(service, 2)
    await service.clients["staff"].post(f"/v1/requests/{closed}/withdrawal")
    chosen = await choose(service, {"calendar": "FR-AM"})
    assert chosen.status_code == 200, chosen.text
    await pass_on(service)
    assert await due(service, still_open) == "2025-12-29"
    assert await due(service, closed) == "2025-12-26"
    case = {"received_at": "2025-11-26T10:00:00+01:00"}
    what_if = await service.clients["staff"].post("/v1/deadlines/what-if", json=case)
    assert what_if.json()["due_date"] == "2025-12-29"
    back = await choose(service, {}, chosen.headers["ETag"])
    assert back.status_code == 200
    await pass_on(service)
    assert await due(service, still_open) == "2025-12-26"
    async with service.runtime.engine.connect() as connection:
        names = (
            await connection.execute(
                text("SELECT name FROM audit_events WHERE name LIKE '%recomputed' ORDER BY position")
            )
        ).scalars()
        found = list(names)
        assert found == ["deadline_recomputed", "deadlines_recomputed"] * 2, found


async def test_only_the_dpo_chooses(service):
    for caller in ("staff", "storefront", "auditor"):
        answer = await service.clients[caller].put(
            "/v1/policy/deadlines", json={"entry": {"calendar": "FR-AM"}}
        )
        assert answer.status_code == 403
    assert (await service.clients["dpo"].get("/v1/policy/deadlines")).status_code == 404


async def test_a_rule_of_another_version_is_not_overwritten(service):
    first = await choose(service, {"max_days_for_asking": 12})
    assert (await choose(service, {"max_days_for_asking": 13})).status_code == 428
    assert (await choose(service, {"max_days_for_asking": 13}, '"9"')).status_code == 412
    assert (await choose(service, {"max_days_for_asking": 13}, first.headers["ETag"])).status_code == 200


@pytest.mark.parametrize(
    ("entry", "pointer"),
    [
        ({"calendar": "XX"}, "/entry/calendar"),
        ({"calendar": 3}, "/entry/calendar"),
        ({"time_zone": "Mars/Base"}, "/entry/time_zone"),
        ({"max_days_for_asking": -1}, "/entry/max_days_for_asking"),
        ({"max_days_for_asking": True}, "/entry/max_days_for_asking"),
        ({"internal_target_working_days": 61}, "/entry/internal_target_working_days"),
        ({"suspensions_counted": "some"}, "/entry/suspensions_counted"),
        ({"asking_end": None}, "/entry/asking_end"),
        ({"reminder_working_days": "3,1"}, "/entry/reminder_working_days"),
        ({"reminder_working_days": list(range(21))}, "/entry/reminder_working_days"),
        ({"reminder_hour": 24}, "/entry/reminder_hour"),
        ({"identity_expiry_days": 21}, "/entry/identity_expiry_days"),
        ({"identity_expiry_days": 7, "identity_reminder_days": [7]}, "/entry/identity_expiry_days"),
        ({"a/b~c": 1}, "/entry/a~1b~0c"),
    ],
)
async def test_a_rule_that_is_none_is_refused_with_its_place(service, entry, pointer):
    answer = await choose(service, entry)
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


async def test_a_policy_entry_of_an_unknown_name_is_refused(service):
    answer = await service.clients["dpo"].put("/v1/policy/deadline", json={"entry": {}})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/key"
