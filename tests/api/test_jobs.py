"""Held jobs over HTTP: seen, retried, given up; by whom, and what the audit log keeps."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.jobs import Job
from dsr_service.storage import job_queue
from dsr_service_tests import client_of, submission

FOUR_HELD = [("fulfil", 1), ("send_message", 2), ("fulfil", 3), ("clear_away", 4)]


async def enqueue(service, *jobs: Job) -> None:
    async with service.runtime.operation(SYSTEM) as ctx:
        for job in jobs:
            await job_queue.enqueue(ctx.session, job)


async def sql(service, statement: str, **values):
    async with service.runtime.engine.begin() as connection:
        result = await connection.execute(text(statement), values)
        return [tuple(row) for row in result.all()] if result.returns_rows else []


async def hold_all(service) -> None:
    await sql(
        service, "UPDATE jobs SET state = 'dead', last_error = 'KeyError', died_at = now(), attempts = 8"
    )


@pytest.fixture
async def held(service):
    await enqueue(service, *(Job(kind, {"request_id": str(uuid4())}) for kind, _ in FOUR_HELD))
    await hold_all(service)
    await enqueue(service, Job("fulfil", {"request_id": str(uuid4())}))
    return [f"job_{number}" for (number,) in await sql(service, "SELECT id FROM jobs ORDER BY id")]


async def test_held_jobs_come_in_pages(dpo, held):
    first = await dpo.get("/v1/jobs", params={"state": "dead", "limit": 3})
    assert [job["id"] for job in first.json()["items"]] == held[:3]
    assert first.json()["items"][0]["last_error"] == "KeyError"
    assert 'rel="next"' in first.headers["link"]
    cursor = first.json()["next_cursor"]
    second = await dpo.get("/v1/jobs", params={"state": "dead", "cursor": cursor})
    assert [job["id"] for job in second.json()["items"]] == held[3:4]
    assert second.json()["next_cursor"] is None
    other = await dpo.get("/v1/jobs", params={"state": "waiting", "cursor": cursor})
    assert (other.status_code, other.json()["code"]) == (422, "invalid_cursor")


async def test_jobs_are_filtered_by_kind(dpo, held):
    found = await dpo.get("/v1/jobs", params={"kind": "fulfil"})
    assert [job["id"] for job in found.json()["items"]] == [held[0], held[2], held[4]]
    assert (await dpo.get("/v1/jobs", params={"kind": "No kind"})).status_code == 422
    assert (await dpo.get("/v1/jobs", params={"state": "lost"})).status_code == 422


async def test_a_held_job_runs_again(service, dpo, held):
    answer = await dpo.post(f"/v1/jobs/{held[1]}/retry", headers={"Idempotency-Key": "again"})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["attempts"]) == ("waiting", 0)
    replayed = await dpo.post(f"/v1/jobs/{held[1]}/retry", headers={"Idempotency-Key": "again"})
    assert (replayed.json(), replayed.headers["idempotent-replayed"]) == (answer.json(), "true")
    twice = await dpo.post(f"/v1/jobs/{held[1]}/retry")
    assert (twice.status_code, twice.json()["code"]) == (409, "job_not_dead")
    events = await sql(
        service, "SELECT name, request_id IS NOT NULL, data FROM audit_events WHERE name LIKE 'held%'"
    )
    assert events == [("held_jobs_retried", True, {"jobs": [int(held[1][4:])]})]


async def test_a_held_job_is_given_up(service, dpo, held):
    for wrong in ({}, {"reason": "because"}, {"reason": "superseded", "note": "x"}):
        assert (await dpo.post(f"/v1/jobs/{held[1]}/discard", json=wrong)).status_code == 422
    answer = await dpo.post(f"/v1/jobs/{held[1]}/discard", json={"reason": "done_by_hand"})
    assert answer.status_code == 200, answer.text
    assert {k: answer.json()[k] for k in ("id", "kind", "reason")} == {
        "id": held[1], "kind": "send_message", "reason": "done_by_hand",
    }  # fmt: skip
    assert (await dpo.get(f"/v1/jobs/{held[1]}")).status_code == 404
    waiting = await dpo.post(f"/v1/jobs/{held[4]}/discard", json={"reason": "done_by_hand"})
    assert (waiting.status_code, waiting.json()["code"]) == (409, "job_not_dead")
    [(name, data)] = await sql(service, "SELECT name, data FROM audit_events WHERE name LIKE 'held%'")
    assert name == "held_job_discarded"
    assert data == {"job": int(held[1][4:]), "kind": "send_message", "reason": "done_by_hand"}


async def test_a_search_for_a_request_that_is_gone_can_be_given_up(dpo, held):
    assert (
        await dpo.post(f"/v1/jobs/{held[0]}/discard", json={"reason": "no_longer_needed"})
    ).status_code == 200


async def test_a_search_that_is_given_up_goes_back_to_the_staff(service, dpo, staff, storefront):
    made = await storefront.post("/v1/requests", json=submission("access"))
    request_id = made.json()["id"]
    await sql(service, "UPDATE subject_requests SET status = 'in_fulfilment'")
    await enqueue(service, Job("fulfil", {"request_id": request_id}))
    await hold_all(service)
    query = {"state": "dead", "kind": "fulfil"}  # the submission left jobs of its own
    [job] = (await dpo.get("/v1/jobs", params=query)).json()["items"]
    answer = await dpo.post(f"/v1/jobs/{job['id']}/discard", json={"reason": "superseded"})
    assert answer.status_code == 200, answer.text
    assert (await staff.get(f"/v1/requests/{request_id}")).json()["status"] == "in_progress"
    events = (await staff.get(f"/v1/requests/{request_id}/events")).json()
    assert [e["name"] for e in events][-3:] == [
        "held_job_discarded", "fulfilment_incomplete", "status_changed",
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", ["job_0", "job_1x", "1", "job_999999", "job_" + "9" * 18, "canary"])
async def test_what_is_no_job_is_404(dpo, held, wrong):
    for method, path in (("GET", ""), ("POST", "/retry"), ("POST", "/discard")):
        answer = await dpo.request(
            method, f"/v1/jobs/{wrong}{path}", json={"reason": "superseded"} if path == "/discard" else None
        )
        assert answer.status_code == 404, answer.text


@pytest.mark.parametrize("name", ["staff", "storefront", "auditor"])
async def test_only_the_operator_manages_jobs(service, held, name):
    client = service.clients[name]
    assert (await client.get("/v1/jobs")).status_code == 403
    assert (await client.post(f"/v1/jobs/{held[0]}/retry")).status_code == 403


async def test_a_scoped_key_is_an_operators(service, dpo, held):
    made = await dpo.post("/v1/api-keys", json={"role": "dpo", "name": "operator", "scopes": ["manage_jobs"]})
    async with client_of(service.app, {"Authorization": f"Bearer {made.json()['key']}"}) as operator:
        assert (await operator.get("/v1/jobs")).status_code == 200
        assert (await operator.post(f"/v1/jobs/{held[0]}/retry")).status_code == 200
        assert (await operator.get("/v1/requests")).status_code == 403
