"""Portable data handed to another controller (art. 20(2)): asked, signed, whole, once, told; only to where it may."""

import asyncio
import base64
import hashlib
import io
import zipfile
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from adapters.test_http_signatures import verify
from api import shared_household
from api.test_fulfilment import ACTIVITY, CARRIER, CONTROLLER, put
from dsr_service.jobs import transfers as job
from dsr_service_tests import Service, settings_for, submission

MAP = shared_household.MAP.replace(
    "purposes: [orders]}", "purposes: [orders], legal_basis: contract}"
).replace(
    "{name: email, data_categories: [user.contact.email], fides_meta: {identity: email}}",
    "{name: email, data_categories: [user.contact.email], fides_meta: {identity: email, dsr: {provided: true}}}",
)


class Inbox:
    """Another controller's door, which says what it is told to say."""

    def __init__(self) -> None:
        self.answers: list[bytes] = []
        self.taken: list[tuple[str, dict[str, str], bytes]] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        body = await reader.readexactly(int(headers["content-length"]))
        self.taken.append((first, headers, body))
        answer = self.answers.pop(0) if self.answers else b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
        writer.write(answer)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def listening(inbox: Inbox):
    server = await asyncio.start_server(inbox.serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/inbox"


@pytest.fixture
async def service(database, tmp_path):
    shared_household.write(tmp_path / "shop.sqlite")
    async with AsyncExitStack() as stack:
        settings = settings_for(
            database,
            tmp_path,
            sources={"shop": f"sqlite:///{tmp_path}/shop.sqlite"},
            transfer_private_networks="127.0.0.0/8",
        )
        yield await Service.start(stack, settings)


@pytest.fixture
async def inbox(service, dpo):
    assert (await dpo.put("/v1/data-map", json={"content": MAP})).status_code == 200
    await put(dpo, "/v1/processing-activities/orders", ACTIVITY)
    await put(dpo, "/v1/recipients/carrier", CARRIER)
    await put(dpo, "/v1/policy/controller", CONTROLLER)
    inbox = Inbox()
    async with listening(inbox) as url:
        other = {"name": "Other Shop", "country": "FR", "transfer_url": url}
        await put(dpo, "/v1/recipients/other_shop", other)
        yield inbox


async def released(service, storefront, staff, recipient: str | None = "Other Shop") -> str:
    body = submission("portability")
    if recipient:
        body["particulars"] = {"portability": {"recipient": recipient}}
    made = await storefront.post("/v1/requests", json=body)
    assert made.status_code == 201, made.text
    path = f"/v1/requests/{made.json()['id']}"
    await staff.post(f"{path}/identity-verification", json={"method": "in_person"})
    assert (await staff.post(f"{path}/fulfilment")).status_code == 202
    await service.run_jobs()
    [export] = (await staff.get(f"{path}/exports")).json()
    assert export["status"] == "released"
    return f"{path}/exports/{export['id']}"


async def hand(client, export: str, recipient: str = "other_shop"):
    return await client.post(f"{export}/transfer", json={"recipient": recipient})


async def test_the_package_arrives_whole_signed_and_once(service, storefront, staff, dpo, inbox):
    export = await released(service, storefront, staff)
    answer = await hand(staff, export)
    assert (answer.status_code, answer.json()["state"]) == (202, "pending"), answer.text
    again = await hand(staff, export)
    assert (again.status_code, again.json()["code"]) == (409, "transfer_under_way")
    await service.run_jobs()
    [(first, headers, body)] = inbox.taken
    assert first == "PUT /inbox HTTP/1.1"
    content = await storefront.get(f"{export}/content")
    assert body == content.content
    assert zipfile.ZipFile(io.BytesIO(body)).testzip() is None
    assert (
        headers["content-digest"] == f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
    )
    [told] = (await storefront.get(f"{export}/transfers")).json()
    assert (told["state"], told["attempts"], told["id"]) == ("delivered", 1, headers["idempotency-key"])
    assert "authorization" not in headers
    jwk = (await dpo.get("/v1/transfer-key")).json()
    signed = {"Signature-Input": headers["signature-input"], "Signature": headers["signature"]}
    verify(jwk, "PUT", told["url"], headers, signed)
    path = export.split("/exports/")[0]
    names = [event["name"] for event in (await staff.get(f"{path}/events")).json()]
    wanted = ["export_transfer_asked", "export_transfer_attempted", "export_transfer_ended"]
    assert [name for name in names if name.startswith("export_transfer")] == wanted
    assert (await hand(staff, export)).status_code == 409, "delivered is delivered"


async def test_a_door_that_is_busy_is_tried_again_under_the_same_id(service, storefront, staff, inbox):
    inbox.answers = [b"HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"]
    export = await released(service, storefront, staff)
    await hand(staff, export)

    async def delivered() -> bool:
        return (await staff.get(f"{export}/transfers")).json()[0]["state"] == "delivered"

    await service.run_jobs(until=delivered)
    ids = {headers["idempotency-key"] for _, headers, _ in inbox.taken}
    assert (len(inbox.taken), len(ids)) == (2, 1)


@pytest.mark.parametrize("status", [b"403 No", b"302 Found\r\nLocation: http://127.0.0.1/x", b"410 Gone"])
async def test_what_the_other_side_refuses_is_told_and_may_be_asked_anew(
    service, storefront, staff, inbox, status
):
    inbox.answers = [b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n"]
    export = await released(service, storefront, staff)
    await hand(staff, export)
    await service.run_jobs()
    [told] = (await staff.get(f"{export}/transfers")).json()
    assert (told["state"], told["code"]) == ("refused", f"http_{status[:3].decode()}")
    assert (await hand(staff, export)).status_code == 202


async def test_only_what_was_asked_released_and_addressed_is_handed_over(
    service, storefront, staff, auditor, dpo, inbox
):
    unasked = await hand(staff, await released(service, storefront, staff, None))
    assert (unasked.status_code, unasked.json()["code"]) == (409, "transfer_not_asked")
    export = await released(service, storefront, staff)
    for recipient in ("carrier", "nobody"):
        answer = await hand(staff, export, recipient)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/recipient")
    assert (await hand(auditor, export)).status_code == 403
    assert (await hand(storefront, export)).status_code == 403
    assert (await staff.post(f"{export}/revocation")).status_code == 200
    gone = await hand(staff, export)
    assert (gone.status_code, gone.json()["code"]) == (410, "export_gone")
    assert inbox.taken == []
    for url in (
        "ftp://x.example/",
        "https://u:p@x.example/",
        "//x.example",
        "https:///",
        7,
        "https://x.example/?a#b",
    ):
        entry = {"name": "Bad", "country": "FR", "transfer_url": url}
        answer = await dpo.put("/v1/recipients/bad", json={"entry": entry})
        assert answer.status_code == 422, url


async def test_a_private_address_is_never_called(service, storefront, staff, dpo, inbox):
    entry = {"name": "Metadata", "country": "FR", "transfer_url": "https://169.254.169.254/latest"}
    await put(dpo, "/v1/recipients/metadata", entry)
    export = await released(service, storefront, staff)
    await hand(staff, export, "metadata")
    await service.run_jobs()
    [told] = (await staff.get(f"{export}/transfers")).json()
    assert (told["state"], told["code"], inbox.taken) == ("failed", "address_refused", [])


async def test_a_package_revoked_meanwhile_stays_here(service, storefront, staff, inbox):
    export = await released(service, storefront, staff)
    await hand(staff, export)
    await staff.post(f"{export}/revocation")
    await service.run_jobs()
    [told] = (await staff.get(f"{export}/transfers")).json()
    assert (told["state"], told["code"], inbox.taken) == ("failed", "export_gone", [])


async def test_a_kill_between_push_and_record_sends_it_again_under_the_same_id(
    service, storefront, staff, inbox
):
    export = await released(service, storefront, staff)
    transfer = (await hand(staff, export)).json()["id"]

    class Dead(BaseException):
        pass

    class Killed:
        def text(self, name: str) -> str:
            return transfer

        async def assert_still_mine(self, session) -> None:
            pass

        async def finish(self, session) -> None:
            raise Dead

    with pytest.raises(Dead):
        await job.carry_out(service.runtime, Killed())
    assert (await staff.get(f"{export}/transfers")).json()[0]["state"] == "pending"
    await service.run_jobs()
    [told] = (await staff.get(f"{export}/transfers")).json()
    assert (told["state"], told["attempts"]) == ("delivered", 2)
    assert {headers["idempotency-key"] for _, headers, _ in inbox.taken} == {transfer}
