"""Webhooks against real receivers: signed, thin, once per id, and no receiver delays another or the API."""

import asyncio
import json
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import standardwebhooks
from sqlalchemy import text

from dsr_service.adapters.outbound_addresses import AddressGuard
from dsr_service.adapters.webhook_caller import GuardedWebhookCaller
from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.webhooks import DELAYS, EventType, Reply, next_attempt, pause
from dsr_service.services import webhook_events
from dsr_service_tests import Service, settings_for, submission

LOOPBACK = AddressGuard.of(["127.0.0.0/8"])


@pytest.fixture
async def hooked(database, tmp_path):
    """The service, allowed to call this machine, at today's time: receivers refuse old timestamps."""
    async with AsyncExitStack() as stack:
        service = await Service.start(
            stack, settings_for(database, tmp_path, webhook_private_networks="127.0.0.0/8")
        )
        service.clock.set(datetime.now(UTC))
        yield service


class Receiver:
    """A small HTTP server that keeps what it got and answers as the test says."""

    def __init__(self) -> None:
        self.got, self.answer, self.port = [], b"HTTP/1.1 204 No Content\r\n\r\n", 0
        self.serving = set()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/hooks"

    async def __call__(self, reader, writer) -> None:
        self.serving.add(asyncio.current_task())
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                lines = [line.split(": ", 1) for line in head.decode().split("\r\n")[1:] if line]
                headers = {name.lower(): value for name, value in lines}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                self.got.append((headers, body))
                if callable(self.answer):
                    await self.answer(writer)
                    return
                writer.write(self.answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    @property
    def types(self):
        return [json.loads(body)["type"] for _, body in self.got]


@asynccontextmanager
async def receiver(answer=None):
    found = Receiver()
    if answer is not None:
        found.answer = answer
    async with await asyncio.start_server(found, "127.0.0.1", 0) as server:
        found.port = server.sockets[0].getsockname()[1]
        yield found
        server.close()
        for one in found.serving:
            one.cancel()


async def registered(service, url, **more):
    answer = await service.clients["dpo"].post("/v1/webhooks", json={"url": url, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def deliveries(service, hook):
    answer = await service.clients["dpo"].get(f"/v1/webhooks/{hook['id']}/deliveries")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def tried(service, hook, times):
    """Until so many attempts of its one delivery are recorded."""

    async def so_often():
        (one,) = await deliveries(service, hook)
        return len(one["attempts"]) == times

    return so_often


async def test_what_happens_is_told_signed_and_without_anybodys_data(hooked):
    async with receiver() as shop:
        hook = await registered(hooked, shop.url)
        made = await hooked.clients["storefront"].post("/v1/requests", json=submission("access"))
        await hooked.clients["staff"].post(
            f"/v1/requests/{made.json()['id']}/identity-verification",
            json={"method": "authenticated_session"},
        )
        await hooked.run_jobs()
    assert {"request.received", "request.status_changed", "message.written", "message.sent"} <= set(
        shop.types
    )
    checker = standardwebhooks.Webhook(hook["secret"])
    for headers, body in shop.got:
        told = checker.verify(body, headers)
        assert told["data"]["request_id"] == made.json()["id"]
        for personal in ("camille", "martin", "example.com"):
            assert personal not in body.decode().lower()
        with pytest.raises(standardwebhooks.WebhookVerificationError):
            checker.verify(body.replace(b'"', b"'", 1), headers)
    assert {d["state"] for d in await deliveries(hooked, hook)} == {"delivered"}
    ids = [headers["webhook-id"] for headers, _ in shop.got]
    assert len(set(ids)) == len(ids)


async def test_an_endpoint_gets_the_events_and_requests_that_it_wants(hooked):
    async with receiver() as one, receiver() as two:
        await registered(hooked, one.url, event_types=["right.decided"])
        await registered(hooked, two.url, client="storefront_2")
        made = await hooked.clients["storefront"].post("/v1/requests", json=submission("access"))
        await hooked.clients["storefront"].post(f"/v1/requests/{made.json()['id']}/withdrawal")
        await hooked.run_jobs()
    assert one.types == ["right.decided"]
    assert two.got == []


async def test_what_was_rolled_back_is_not_told(hooked):
    async with receiver() as shop:
        await registered(hooked, shop.url)

        async def told_and_rolled_back():
            async with hooked.runtime.operation(SYSTEM) as ctx:
                await webhook_events.emit(ctx, EventType.RIGHT_DECIDED, None, {})
                raise RuntimeError

        with pytest.raises(RuntimeError):
            await told_and_rolled_back()
        await hooked.run_jobs()
    assert shop.got == []


async def test_a_changed_secret_signs_beside_the_old_one_until_the_overlap_is_over(hooked):
    dpo = hooked.clients["dpo"]
    async with receiver() as shop:
        hook = await registered(hooked, shop.url, event_types=["webhook.test"])
        path = f"/v1/webhooks/{hook['id']}"
        rotated = (await dpo.post(f"{path}/secret-rotation", json={"overlap_hours": 2})).json()
        assert rotated["secret"] != hook["secret"]
        assert "secret" not in (await dpo.get(path)).json()
        await dpo.post(f"{path}/tests")
        await hooked.run_jobs()
        for secret in (hook["secret"], rotated["secret"]):
            standardwebhooks.Webhook(secret).verify(shop.got[0][1], shop.got[0][0])
        async with hooked.runtime.engine.connect() as connection:
            stored = (await connection.execute(text("SELECT secrets FROM webhook_endpoints"))).scalar_one()
        assert hook["secret"].removeprefix("whsec_").encode() not in stored
        hooked.clock.set(datetime.now(UTC) + timedelta(hours=3))
        await dpo.post(f"{path}/tests")
        await hooked.run_jobs()
        assert len(shop.got[1][0]["webhook-signature"].split()) == 1


@pytest.mark.parametrize(
    ("status", "paused"), [(500, False), (302, False), (400, False), (404, False), (429, True), (503, True)]
)
async def test_failures_are_tried_again_later_and_overload_slows_down(hooked, status, paused):
    lines = (
        f"HTTP/1.1 {status} X",
        "Location: http://127.0.0.1:1/",
        "Retry-After: 90",
        "Content-Length: 0",
        "",
        "",
    )
    answer = "\r\n".join(lines).encode()
    dpo = hooked.clients["dpo"]
    async with receiver(answer) as shop:
        hook = await registered(hooked, shop.url)
        await dpo.post(f"/v1/webhooks/{hook['id']}/tests")
        await hooked.run_jobs()
        (one,) = await deliveries(hooked, hook)
        assert (one["state"], [a["status"] for a in one["attempts"]]) == ("pending", [status])
        wait = datetime.fromisoformat(one["next_attempt_at"]) - hooked.clock.now()
        assert timedelta(seconds=90) <= wait <= timedelta(seconds=110), "Retry-After is heeded"
        assert ((await dpo.get(f"/v1/webhooks/{hook['id']}")).json()["paused_until"] is not None) is paused
        shop.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        hooked.clock.set(hooked.clock.now() + timedelta(seconds=120))
        await hooked.run_jobs(until=tried(hooked, hook, 2))
        (one,) = await deliveries(hooked, hook)
        assert one["state"] == "delivered"
        assert len({headers["webhook-id"] for headers, _ in shop.got}) == 1
        assert len(shop.got) == 2


async def test_gone_disables_and_cancels_what_waits(hooked):
    dpo = hooked.clients["dpo"]
    async with receiver(b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n") as shop:
        hook = await registered(hooked, shop.url)
        for _ in range(3):
            await dpo.post(f"/v1/webhooks/{hook['id']}/tests")
        await hooked.run_jobs()
        assert len(shop.got) == 1
        assert sorted(d["state"] for d in await deliveries(hooked, hook)) == [
            "cancelled",
            "cancelled",
            "failed",
        ]
        shown = (await dpo.get(f"/v1/webhooks/{hook['id']}")).json()
        assert (shown["enabled"], shown["disabled_reason"]) == (False, "gone")
        refused = await dpo.post(f"/v1/webhooks/{hook['id']}/tests")
        assert (refused.status_code, refused.json()["code"]) == (409, "endpoint_disabled")


async def test_given_up_after_the_last_delay_and_sent_again_by_hand_under_the_same_id(hooked):
    dpo = hooked.clients["dpo"]
    async with receiver(b"HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n") as shop:
        hook = await registered(hooked, shop.url)
        await dpo.post(f"/v1/webhooks/{hook['id']}/tests")
        for number, delay in enumerate((*DELAYS, timedelta(0)), 1):
            await hooked.run_jobs(until=tried(hooked, hook, number))
            hooked.clock.set(hooked.clock.now() + delay * 1.25)
        (one,) = await deliveries(hooked, hook)
        assert (one["state"], len(one["attempts"])) == ("failed", len(DELAYS) + 1)
        shop.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        again = await dpo.post(f"/v1/webhooks/{hook['id']}/deliveries/{one['id']}/redelivery")
        assert again.status_code == 202, again.text
        await hooked.run_jobs()
        assert (await deliveries(hooked, hook))[0]["state"] == "delivered"
        assert len({headers["webhook-id"] for headers, _ in shop.got}) == 1


async def hang(writer):
    await asyncio.sleep(3600)


async def drip(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.1)


async def flood(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n")
    for _ in range(10 * 1024):
        writer.write(b"x" * 1024 * 1024)
        await writer.drain()


async def reset(writer):
    writer.transport.abort()


async def garbage(writer):
    writer.write(b"\x00\xff not http\r\n\r\n")
    await writer.drain()


@pytest.mark.parametrize(
    ("answer", "seconds", "status", "error"),
    [
        (hang, 1, None, "timed_out"), (drip, 1, None, "timed_out"), (flood, 100, 200, None), (reset, 100, None, None),
        (garbage, 100, None, None),
    ],
)  # fmt: skip
async def test_a_hostile_receiver_costs_no_more_than_the_time_and_the_bytes(answer, seconds, status, error):
    """Two of them would go on for ever, one for ten gigabytes."""
    caller = GuardedWebhookCaller(LOOPBACK, total_seconds=seconds)
    async with receiver(answer) as shop, asyncio.timeout(100):
        reply = await caller.call(shop.url, {"webhook-id": "x"}, b"{}")
    await caller.close()
    assert reply.status == status
    assert error is None or reply.error == error
    assert reply.delivered or reply.overloaded


async def test_one_slow_receiver_delays_no_other_nor_any_letter(hooked):
    """Thirty deliveries for one that hangs; another's and a letter go out before its first has timed out."""
    dpo = hooked.clients["dpo"]
    patient = GuardedWebhookCaller(LOOPBACK, total_seconds=1000)  # the first never ends while the test waits
    runtime = replace(hooked.runtime, webhooks=patient)
    async with receiver(hang) as slow, receiver() as quick:
        stuck = await registered(hooked, slow.url, event_types=["webhook.test"])
        await registered(hooked, quick.url, event_types=["message.sent"])
        for _ in range(30):
            await dpo.post(f"/v1/webhooks/{stuck['id']}/tests")
        made = await hooked.clients["storefront"].post("/v1/requests", json=submission("access"))
        assert made.status_code == 201

        async def told():
            return bool(quick.got)

        await replace(hooked, runtime=runtime).run_jobs(until=told)
        assert len(slow.got) <= 1, "one at a time to each receiver"
    await patient.close()


async def test_addresses_that_may_not_be_called(service):
    dpo = service.clients["dpo"]
    for url in (
        "http://shop.example/x", "ftp://shop.example/", "https://user:pw@shop.example/", "https://127.0.0.1/",
        "https://[::1]/", "https://169.254.169.254/latest", "https://10.0.0.8/", "https://localhost/x",
        "https://[::ffff:127.0.0.1]/", "https://shop.example/#f", "https://shop.example:0/", "not a url", "https://",
        "https://shop.example/a b", "https://metadata.google.internal/",
        "https://metadata.google.internal./", "https://localhost./", "https://2130706433/", "https://0177.0.0.1/",
        "https://0x7f.1/", "https://127.1/", "https://127.0.0.1./", "https://xn--/",
    ):  # fmt: skip
        answer = await dpo.post("/v1/webhooks", json={"url": url})
        assert answer.status_code == 422, url
        assert answer.json()["errors"][0]["pointer"] == "/url", url
    made = await dpo.post("/v1/webhooks", json={"url": "https://rebinding.example/x"})
    caller = GuardedWebhookCaller(AddressGuard(lookup=lambda host, port: ["10.0.0.8"]))
    assert (await caller.call(made.json()["url"], {}, b"{}")).error == "address_refused"
    await caller.close()


async def test_only_the_dpo_sees_endpoints_and_foreign_ids_are_not_found(service):
    dpo = service.clients["dpo"]
    hook = (await dpo.post("/v1/webhooks", json={"url": "https://shop.example/x"})).json()
    for name in ("staff", "storefront", "auditor"):
        assert (await service.clients[name].get(f"/v1/webhooks/{hook['id']}")).status_code == 403
    none = "0192f0c1-7a4e-7c33-9d3f-2b1e5a6c7d8e"
    assert (await dpo.get(f"/v1/webhooks/{none}/deliveries")).status_code == 404
    assert (await dpo.post(f"/v1/webhooks/{hook['id']}/deliveries/{none}/redelivery")).status_code == 404
    etag = (await dpo.get(f"/v1/webhooks/{hook['id']}")).headers["etag"]
    body = {"url": "https://shop.example/y", "enabled": False}
    assert (await dpo.put(f"/v1/webhooks/{hook['id']}", json=body)).status_code == 428
    changed = await dpo.put(f"/v1/webhooks/{hook['id']}", json=body, headers={"If-Match": etag})
    assert (changed.status_code, changed.json()["disabled_reason"]) == (200, "by_hand")
    stale = await dpo.put(f"/v1/webhooks/{hook['id']}", json=body, headers={"If-Match": etag})
    assert stale.status_code == 412
    stale = await dpo.delete(f"/v1/webhooks/{hook['id']}", headers={"If-Match": etag})
    assert stale.status_code == 412
    seen = {"If-Match": changed.headers["etag"]}
    assert (await dpo.delete(f"/v1/webhooks/{hook['id']}", headers=seen)).status_code == 204
    assert (await dpo.get(f"/v1/webhooks/{hook['id']}")).status_code == 404


def test_delays_grow_from_seconds_to_a_day_with_jitter_and_end():
    fail = Reply(500)
    waits = [next_attempt(n, fail, 0) for n in range(1, 11)]
    assert waits[0] == timedelta(seconds=5)
    assert waits[8] == timedelta(hours=24)
    assert waits[9] is None
    assert waits[:9] == sorted(waits[:9])
    assert next_attempt(1, fail, 1) == timedelta(seconds=6)
    assert next_attempt(1, Reply(503, retry_after=timedelta(days=300)), 0) == timedelta(hours=24)
    assert pause(1, Reply(503)) == timedelta(seconds=5)
    assert pause(40, Reply(503)) == timedelta(hours=1)
