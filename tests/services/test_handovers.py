"""Letters that the shop's own mail system sends: told once, fetched by its key alone, its report recorded."""

import json
import re
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import text

from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.letters import LetterKind
from dsr_service.domain.webhooks import Reply
from dsr_service.services import correspondence, visibility
from dsr_service_tests import START, Service, settings_for, submission

SECOND = "second@example.com"


class Calls:
    """The receiver of webhooks: keeps what it was posted."""

    def __init__(self) -> None:
        self.bodies: list[dict] = []

    async def call(self, url, headers, body):
        self.bodies.append(json.loads(body) | {"webhook-id": headers["webhook-id"]})
        return Reply(204)

    def refusal(self, url):
        return None

    async def close(self) -> None:
        """Nothing is open."""


class NoPost:
    async def hand_over(self, letter):
        raise AssertionError("nothing is sent by the service itself")


@pytest.fixture
async def handing(database, tmp_path):
    async with AsyncExitStack() as stack:
        settings = settings_for(database, tmp_path, letters_sent_by="storefront")
        service = await Service.start(stack, settings)
        received = Calls()
        service.runtime = replace(service.runtime, post=NoPost(), webhooks=received)
        service.app.state.runtime = service.runtime
        terms = {
            "url": "https://hooks.shop.example/dsr",
            "event_types": ["message.ready"],
            "client": "storefront",
        }
        made = await service.clients["dpo"].post("/v1/webhooks", json=terms)
        assert made.status_code == 201, made.text
        yield service, received


def ready(received: Calls) -> list[str]:
    return [body["data"]["letter_id"] for body in received.bodies if body["type"] == "message.ready"]


async def messages(service, path: str) -> list[dict]:
    return (await service.clients["staff"].get(f"{path}/messages")).json()


async def submitted(service, *addresses: str, client: str = "storefront") -> str:
    body = submission("access")
    body["subject"]["identifiers"] += [{"type": "email", "value": address} for address in addresses]
    return f"/v1/requests/{(await service.clients[client].post('/v1/requests', json=body)).json()['id']}"


async def test_a_letter_is_told_fetched_and_reported_once(handing):
    service, received = handing
    storefront = service.clients["storefront"]
    path = await submitted(service)
    await service.run_jobs()
    [letter_id] = ready(received)
    assert set(received.bodies[0]["data"]) == {"request_id", "letter_id"}, "no person in it"
    assert (await messages(service, path))[0]["sent_at"] is None, "handed over is not sent"
    letter = (await storefront.get(f"/v1/outgoing-letters/{letter_id}")).json()
    assert letter["to"] == "camille.martin@example.com"
    assert re.search(r"DSR-2026-\w{8}", letter["text"])
    assert letter["html"].startswith("<!DOCTYPE html>")
    for _ in range(2):
        told = await storefront.post(f"/v1/outgoing-letters/{letter_id}/outcome", json={"outcome": "sent"})
        assert (told.status_code, told.json()) == (200, {"id": letter_id, "outcome": "sent"})
    other = await storefront.post(f"/v1/outgoing-letters/{letter_id}/outcome", json={"outcome": "failed"})
    assert (other.status_code, other.json()["code"]) == (409, "letter_settled")
    assert (await storefront.get(f"/v1/outgoing-letters/{letter_id}")).status_code == 404, "it is over"
    events = (await service.clients["staff"].get(f"{path}/events")).json()
    assert [e["data"]["means"] for e in events if e["name"] == "message_sent"] == ["storefront"]
    assert [e["name"] for e in events].count("letter_handed_over") == 1
    assert (await messages(service, path))[0]["sent_at"] is not None


async def test_what_the_address_refuses_goes_to_the_next_one(handing):
    service, received = handing
    path = await submitted(service, SECOND)
    await service.run_jobs()
    [first] = ready(received)
    failed = {"outcome": "failed", "code": "mailbox_unknown"}
    storefront = service.clients["storefront"]
    assert (await storefront.post(f"/v1/outgoing-letters/{first}/outcome", json=failed)).status_code == 200
    await service.run_jobs()
    _, second = ready(received)
    assert (await storefront.get(f"/v1/outgoing-letters/{second}")).json()["to"] == SECOND
    failures = [message["failure"] for message in await messages(service, path)]
    assert sorted(map(str, failures)) == ["None", "storefront_mailbox_unknown"]


async def test_only_the_storefront_that_sends_sees_letters(handing):
    service, received = handing
    await submitted(service, client="storefront_2")
    await service.run_jobs()
    [letter_id] = ready(received)
    url = f"/v1/outgoing-letters/{letter_id}"
    for name, status in (
        ("storefront_2", 404),
        ("staff", 403),
        ("dpo", 403),
        ("auditor", 403),
        ("nobody", 401),
    ):
        assert (await service.clients[name].get(url)).status_code == status, name
        answer = await service.clients[name].post(f"{url}/outcome", json={"outcome": "sent"})
        assert answer.status_code == status, name
    assert (await service.clients["storefront"].get(url)).status_code == 200, "whoever took the request in"
    for foreign in ("0192f0c1-7a4e-7c33-9d3f-2b1e5a6c7d8e", "x"):
        assert (await service.clients["storefront"].get(f"/v1/outgoing-letters/{foreign}")).status_code in {
            404,
            422,
        }


async def test_a_code_is_in_the_fetched_letter_alone_and_gone_with_the_outcome(handing):
    service, received = handing
    path = await submitted(service)
    await service.run_jobs()
    before = set(ready(received))
    async with service.runtime.operation(SYSTEM) as ctx:
        row = await visibility.lock(ctx, UUID(path.rpartition("/")[2]))
        until = ctx.now + timedelta(minutes=10)
        await correspondence.write(ctx, row, LetterKind.ONE_TIME_CODE, code="7K3F-9QX2", until=until)
    await service.run_jobs()
    [letter_id] = set(ready(received)) - before
    storefront = service.clients["storefront"]
    assert "7K3F-9QX2" in (await storefront.get(f"/v1/outgoing-letters/{letter_id}")).json()["text"]
    assert "7K3F-9QX2" not in json.dumps(received.bodies)
    await storefront.post(f"/v1/outgoing-letters/{letter_id}/outcome", json={"outcome": "sent"})
    assert "7K3F-9QX2" not in json.dumps(await messages(service, path))
    async with service.runtime.operation(SYSTEM) as ctx:
        assert not await ctx.session.scalar(
            text("SELECT count(*) FROM messages WHERE secrets IS NOT NULL AND kind = 'one_time_code'")
        )


async def test_what_is_not_reported_is_told_again_and_then_the_staffs(handing):
    service, received = handing
    path = await submitted(service)
    await service.run_jobs()
    for hour in range(1, 26):
        service.clock.set(START + timedelta(hours=hour, minutes=hour))
        await service.run_jobs(until=lambda: nothing_due(service))
    letters = ready(received)
    assert len(set(letters)) == 1, "always the same letter"
    assert 20 <= len(letters) <= 25
    assert len({body["webhook-id"] for body in received.bodies}) == len(received.bodies), (
        "each a telling of its own"
    )
    [message] = await messages(service, path)
    assert (message["failure"], message["sent_at"]) == ("not_reported", None)
    shown = (await service.clients["staff"].get("/v1/undeliverable-messages")).json()["items"]
    assert [item["failure"] for item in shown] == ["not_reported"]
    late = await service.clients["storefront"].post(
        f"/v1/outgoing-letters/{letters[0]}/outcome", json={"outcome": "sent"}
    )
    assert late.status_code == 409


async def nothing_due(service) -> bool:
    async with service.runtime.operation(SYSTEM) as ctx:
        query = text(
            "SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running') "
            "OR (kind IN ('look_after_letter', 'deliver_webhook') AND run_after <= :now)"
        )
        return not await ctx.session.scalar(query, {"now": ctx.now})


async def test_killed_between_any_two_statements_it_is_told_once(handing):
    """Mark, event and the end of the job are one transaction: whichever statement is the last, all of it or none."""
    service, received = handing
    broken = {"at": 0, "seen": 0}

    def break_at(connection, cursor, statement, *rest):
        words = statement.split()
        if words[0] in {"INSERT", "UPDATE", "DELETE", "WITH"} and {
            "mailings",
            "messages",
            "jobs",
            "made",
        } & set(words[:4]):
            broken["seen"] += 1
            if broken["seen"] == broken["at"]:
                raise ConnectionResetError

    engine = service.runtime.engine.sync_engine
    sqlalchemy_event.listen(engine, "before_cursor_execute", break_at)
    try:
        for point in range(1, 20):
            before = len(ready(received))
            body = submission("access", email=f"person{point}@example.com")
            made = (await service.clients["storefront"].post("/v1/requests", json=body)).json()
            broken.update(at=point, seen=0)
            await service.run_jobs(until=lambda made=made: told(service, made["id"]))
            letters = ready(received)[before:]
            assert len(letters) == 1, f"after a break at statement {point}"
            if broken["seen"] < point:
                break  # it went through unbroken: there is no later statement
            assert broken["seen"] > point, "it did break, and was tried again"
            broken.update(at=0)
        assert point > 4
    finally:
        sqlalchemy_event.remove(engine, "before_cursor_execute", break_at)


async def told(service, request_id: str) -> bool:
    async with service.runtime.operation(SYSTEM) as ctx:
        query = text(
            "SELECT count(*) FROM webhook_deliveries WHERE state = 'delivered' AND payload->'data'->>'request_id' = :id"
        )
        delivered = await ctx.session.scalar(query, {"id": request_id})
        left = await ctx.session.scalar(text("SELECT count(*) FROM jobs WHERE kind = 'send_message'"))
    return bool(delivered) and not left


async def test_a_flood_keeps_to_the_budget_here_too(handing):
    service, received = handing
    for number in range(8):
        await submitted(service, client="storefront" if number % 2 else "storefront_2")
    await service.run_jobs()
    assert len(set(ready(received))) <= 3


async def test_without_the_setting_there_is_no_such_letter(service):
    await service.clients["storefront"].post("/v1/requests", json=submission("access"))
    await service.run_jobs()
    async with service.runtime.operation(SYSTEM) as ctx:
        letter_id = await ctx.session.scalar(text("SELECT id FROM mailings"))
    assert (await service.clients["storefront"].get(f"/v1/outgoing-letters/{letter_id}")).status_code == 404


def test_letters_go_one_way(tmp_path):
    with pytest.raises(ValidationError, match="not by both"):
        settings_for(
            "postgresql://x/y", tmp_path, smtp_host="m", smtp_sender="a@b.example", letters_sent_by="shop"
        )
