"""After the search: progress as events, revocation, the receipt, and who else has the data."""

import asyncio
import hashlib
import json
from contextlib import AsyncExitStack

import pytest

from api import shared_household
from api.test_fulfilment import ACTIVITY, CARRIER, CONTROLLER, put, started
from dsr_service.api.event_streams import EventStreams, State
from dsr_service_tests import Service, settings_for


@pytest.fixture
def shop(tmp_path):
    path = tmp_path / "shop.sqlite"
    shared_household.write(path)
    return path


@pytest.fixture
async def service(database, tmp_path, shop):
    async with AsyncExitStack() as stack:
        settings = settings_for(database, tmp_path, sources={"shop": f"sqlite:///{shop}"})
        yield await Service.start(stack, settings)


@pytest.fixture
async def registers(dpo):
    assert (await dpo.put("/v1/data-map", json={"content": shared_household.MAP})).status_code == 200
    await put(dpo, "/v1/processing-activities/orders", ACTIVITY)
    await put(dpo, "/v1/recipients/carrier", CARRIER)
    await put(dpo, "/v1/policy/controller", CONTROLLER)


def events_in(text: str) -> list[dict]:
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "event" in fields:
            found.append({**fields, "data": json.loads(fields["data"])})
    return found


async def test_progress_is_told_as_events_until_the_end(service, storefront, staff, registers):
    path = await started(storefront, staff, "access")
    service.app.state.event_streams = EventStreams(every=0.02, heartbeat=0.05, life=30)
    following = asyncio.create_task(
        staff.get(f"{path}/fulfilment/events", headers={"Accept": "text/event-stream"})
    )
    await asyncio.sleep(0.3)
    await service.run_jobs()
    answer = await asyncio.wait_for(following, 100)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "private, no-store"
    told = events_in(answer.text)
    assert answer.text.startswith("retry: 3000\n\n")
    assert ": still here\n\n" in answer.text
    assert [event["event"] for event in told][-1] == "end"
    assert told[0]["data"]["status"] == "in_fulfilment"
    assert {step["outcome"] for step in told[0]["data"]["steps"]} == {"pending"}
    assert told[-1]["data"]["status"] == "awaiting_approval"
    assert {(s["collection"], s["rows"]) for s in told[-1]["data"]["steps"]} == {
        ("people", 1),
        ("messages", 4),
    }
    assert len({event["id"] for event in told}) == len(told)
    last = {"Last-Event-ID": told[-1]["id"]}
    assert (await staff.get(f"{path}/fulfilment/events", headers=last)).status_code == 204
    again = await staff.get(f"{path}/fulfilment/events", headers={"Last-Event-ID": told[0]["id"]})
    assert [event["event"] for event in events_in(again.text)] == ["end"]


async def test_streams_that_wait_hold_no_connection(service, storefront, staff, registers):
    path = await started(storefront, staff, "access")
    held = service.app.state.event_streams = EventStreams(every=1, heartbeat=60, life=120)
    streams = [asyncio.create_task(staff.get(f"{path}/fulfilment/events")) for _ in range(20)]
    async with asyncio.timeout(100):
        while held.open < 20:
            await asyncio.sleep(0.01)
    assert service.runtime.engine.pool.checkedout() <= 5, "twenty streams share the pool of five"
    await service.run_jobs()
    for stream in streams:
        assert events_in((await asyncio.wait_for(stream, 100)).text)[-1]["event"] == "end"
    assert held.open == 0


async def test_a_database_that_is_away_ends_a_stream_quietly(service):
    state = State({"status": "in_fulfilment"}, ended=False)

    async def away() -> State:
        raise ConnectionRefusedError

    streams = EventStreams(every=0.01, life=60)
    told = [event async for event in streams._events(state, "", away, away)]
    assert [event.split(b"\n")[1:2] for event in told[1:]] == [[b"event: progress"]]


async def test_a_stream_says_nothing_twice_and_lasts_a_bounded_time(service, storefront, staff, registers):
    path = await started(storefront, staff, "access")
    service.app.state.event_streams = EventStreams(every=0.02, heartbeat=10, life=0.5)
    answer = await asyncio.wait_for(staff.get(f"{path}/fulfilment/events"), 60)
    assert [event["event"] for event in events_in(answer.text)] == ["progress"]


async def test_streams_are_counted_and_a_revoked_key_ends_its_own(service, storefront, staff, dpo, registers):
    path = await started(storefront, staff, "access")
    service.app.state.event_streams = EventStreams(most=1, every=0.02, heartbeat=0.1, life=30)
    made = (await dpo.post("/v1/api-keys", json={"role": "staff", "name": "short"})).json()
    headers = {"Authorization": f"Bearer {made['key']}"}
    following = asyncio.create_task(staff.get(f"{path}/fulfilment/events", headers=headers))
    async with asyncio.timeout(100):
        while service.app.state.event_streams.open == 0:
            await asyncio.sleep(0.02)
    busy = await dpo.get(f"{path}/fulfilment/events")
    assert (busy.status_code, busy.json()["code"], busy.headers["retry-after"]) == (
        429,
        "too_many_streams",
        "5",
    )
    await dpo.post(f"/v1/api-keys/{made['id']}/revocation")
    await asyncio.wait_for(following, 100)


async def test_a_foreign_request_has_no_stream(service, storefront, staff, registers):
    path = await started(storefront, staff, "access")
    other = service.clients["storefront_2"]
    assert (await other.get(f"{path}/fulfilment/events")).status_code == 404
    assert (await service.clients["nobody"].get(f"{path}/fulfilment/events")).status_code == 401


async def test_a_released_package_can_be_revoked(service, storefront, staff, dpo, registers):
    path = await started(storefront, staff, "access")
    await service.run_jobs()
    [export] = (await staff.get(f"{path}/exports")).json()
    revocation = f"{path}/exports/{export['id']}/revocation"
    early = await staff.post(revocation)
    assert (early.status_code, early.json()["code"]) == (409, "export_not_released")
    await dpo.post(f"{path}/approval")
    assert (await storefront.post(revocation)).status_code == 403
    assert (await staff.post(revocation)).json()["status"] == "revoked"
    again = await staff.post(revocation)
    assert (again.status_code, again.json()["code"]) == (410, "export_gone")
    content = await storefront.get(f"{path}/exports/{export['id']}/content")
    assert content.status_code == 410
    await service.run_jobs()
    assert [blob async for blob in service.runtime.documents.list("packages")] == []
    names = [event["name"] for event in (await staff.get(f"{path}/events")).json()]
    assert "export_package_revoked" in names


async def test_the_receipt_tells_question_and_answer_and_can_be_reckoned_again(
    service, storefront, staff, dpo, auditor, registers
):
    path = await started(storefront, staff, "access")
    asked = (await storefront.get(f"{path}/receipt")).json()
    assert asked["asked"]["rights"] == ["access"]
    assert asked["asked"]["received_at"] == "2026-03-02T09:00:00Z"
    assert (asked["answer"]["closed_at"], asked["answer"]["packages"]) == (None, [])
    await service.run_jobs()
    await dpo.post(f"{path}/approval")
    [export] = (await staff.get(f"{path}/exports")).json()
    receipt = (await auditor.get(f"{path}/receipt")).json()
    assert receipt["answer"]["status"] == "fulfilled"
    [package] = receipt["answer"]["packages"]
    content = await storefront.get(f"{path}/exports/{export['id']}/content")
    assert package["sha256"] == hashlib.sha256(content.content).hexdigest()
    rest = {name: value for name, value in receipt.items() if name != "sha256"}
    plain = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert receipt["sha256"] == hashlib.sha256(plain.encode()).hexdigest()
    for letter, message in zip(
        receipt["answer"]["letters"], (await staff.get(f"{path}/messages")).json(), strict=True
    ):
        said = f"{message['subject']}\n\n{message['body']}"
        assert letter["sha256"] == hashlib.sha256(said.encode()).hexdigest()
    assert "camille" not in json.dumps(receipt).lower(), "a receipt outlives the data"


async def test_recipients_are_named_for_what_was_found(service, storefront, staff, registers):
    path = await started(storefront, staff, "access")
    before = (await storefront.get(f"{path}/recipients")).json()
    assert before == {"searched": False, "unnamed": [], "recipients": []}
    await service.run_jobs()
    told = (await storefront.get(f"{path}/recipients")).json()
    assert told["searched"] is True
    [carrier] = told["recipients"]
    assert (carrier["name"], carrier["country"]) == ("Transports Exemple", "FR")
    assert carrier["collections"] == ["shop.people", "shop.messages"]
