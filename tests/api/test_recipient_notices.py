"""Art. 19: whoever received the data is told of an erasure, a rectification, a restriction, each by its own means."""

import email
import email.policy
import json
import threading
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import text
from standardwebhooks import Webhook

from dsr_service.domain.actors import SYSTEM
from dsr_service_tests import Service, submission
from erasing import CAMILLE, approved, carried_out, later, make_shop, planned, settings, verified
from erasing import MAP as SHOP
from opendsr_stub import StubProcessor

MAP = (
    SHOP.replace(
        "      - name: people\n",
        "      - name: people\n        dsr: {recipients: [carrier, printer, nobody_known, crm_vendor, public]}\n",
    )
    + """
  - fides_key: crm
    dsr: {kind: opendsr}
    collections:
      - name: tickets
        fields:
          - {name: mail, data_categories: [user.contact.email], fides_meta: {data_type: string, identity: email}}
  - fides_key: archive
    dsr: {kind: manual}
    name: The cellar
    collections:
      - name: cards
        fields:
          - {name: holder, data_categories: [user.name]}
"""
)


class Carrier:
    """A recipient that takes webhooks: `statuses` are answered one after the other, then 204."""

    def __init__(self, *statuses: int) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.statuses = list(statuses)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                outer.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(outer.statuses.pop(0) if outer.statuses else 204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/notices"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def carrier():
    made = Carrier(503)
    yield made
    made.close()


@pytest.fixture
def shop(tmp_path):
    return make_shop(tmp_path)


@pytest.fixture
async def service(database, tmp_path, shop, carrier):
    stub = StubProcessor()
    root = tmp_path / "root.pem"
    root.write_bytes(stub.authority.root.public_bytes(Encoding.PEM))
    configured = settings(
        database, tmp_path, shop, webhook_private_networks="127.0.0.0/8", processor_ca_file=root,
        source_private_networks=("127.0.0.0/8", "::1/128"), public_url="https://dsr.example",
    )  # fmt: skip
    configured = configured.model_copy(
        update={"sources": {**configured.sources, "crm": type(configured.sources["shop"])(stub.url)}}
    )
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, configured)
        dpo = service.clients["dpo"]
        assert (await dpo.put("/v1/data-map", json={"content": MAP})).status_code == 200
        for key, entry in {
            "carrier": {"name": "Transports Exemple", "country": "FR", "notice_url": carrier.url},
            "printer": {"name": "Imprimeur", "country": "FR", "contact": "privacy@printer.example"},
            "crm_vendor": {"name": "CRM Vendor", "country": "IE", "dataset": "crm"},
            "public": {"name": "Readers", "country": "FR", "role": "public", "contact": "12 rue du Bac"},
        }.items():
            answer = await dpo.put(f"/v1/recipients/{key}", json={"entry": entry})
            assert answer.status_code == 200, answer.text
        service.stub = stub
        yield service
    stub.close()


async def notices(service, url) -> dict[str, dict]:
    answer = await service.clients["staff"].get(f"{url}/recipient-notices")
    return {notice["recipient"]: notice for notice in answer.json()}


async def test_an_erasure_is_told_to_each_recipient_by_its_means(service, carrier, shop, tmp_path):
    url = await verified(service, "erasure")
    plan = await planned(service, url)
    assert plan["status"] == "planned", plan  # what only others can erase doesn't stand against it
    await approved(service, url)
    assert await notices(service, url) == {}
    later(service, hours=73)
    await carried_out(service, url)
    told = await notices(service, url)
    assert {key: (n["means"], n["status"]) for key, n in told.items()} == {
        "carrier": ("webhook", "planned"), "printer": ("email", "told"), "nobody_known": ("manual", "by_hand"),
        "crm_vendor": ("opendsr", "told"), "public": ("manual", "by_hand"), "archive": ("manual", "by_hand"),
    }  # fmt: skip
    assert (told["carrier"]["tries"], told["carrier"]["failure"]) == (1, "status_503")
    [mail] = [
        message
        for path in (service.data_dir / "outbox").glob("*.eml")
        if "printer"
        in (message := email.message_from_bytes(path.read_bytes(), policy=email.policy.default))["to"]
    ]
    assert CAMILLE in mail.get_body(("plain",)).get_content()
    later(service, minutes=10)
    await service.run_jobs()
    assert (await notices(service, url))["carrier"]["status"] == "told"
    first, second = carrier.got
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    secret = (await service.clients["dpo"].post("/v1/recipients/carrier/notice-secret")).json()["secret"]
    said = json.loads(second[1])
    assert said["data"]["cause"] == "erasure"
    assert said["data"]["subject"]["identifiers"] == [{"type": "email", "value": CAMILLE}]
    sent_at = datetime.fromtimestamp(int(second[0]["webhook-timestamp"]), UTC)
    expected = Webhook(secret).sign(second[0]["webhook-id"], sent_at, second[1].decode())
    assert second[0]["webhook-signature"] == expected
    [order] = [body for body in service.stub.orders.values() if body["subject_request_type"] == "erasure"]
    assert order["subject_identities"][0]["identity_value"] == CAMILLE


async def test_the_processors_answer_is_noted_on_its_notice(service):
    url = await verified(service, "erasure")
    await planned(service, url)
    await approved(service, url)
    later(service, hours=73)
    await carried_out(service, url)
    [order] = [i for i, body in service.stub.orders.items() if body["subject_request_type"] == "erasure"]
    service.stub.status = "completed"
    headers, body = service.stub.callback(order)
    answer = await service.clients["nobody"].post("/v1/processor-callbacks", headers=headers, content=body)
    assert answer.status_code < 300, answer.text
    await service.run_jobs()
    told = (await notices(service, url))["crm_vendor"]
    assert (told["status"], told["answer"]) == ("answered", "done")


async def test_a_restriction_and_an_exception_with_its_ground(service, staff):
    made = await staff.post("/v1/requests", json=submission("restriction", email=CAMILLE))
    url = f"/v1/requests/{made.json()['id']}"
    await staff.post(f"{url}/identity-verification", json={"method": "in_person"})
    nobody = await staff.post(f"{url}/recipient-notices/disclosure")
    assert nobody.json()["code"] == "nobody_told"
    assert (await staff.post(f"{url}/restrictions", json={"ground": "needed_for_claims"})).status_code == 201
    told = await notices(service, url)
    assert {key: n["means"] for key, n in told.items()} == {
        "carrier": "webhook", "printer": "email", "nobody_known": "manual", "crm_vendor": "manual", "public": "manual",
    }  # fmt: skip
    public = f"{url}/recipient-notices/{told['public']['id']}/record"
    for body, pointer in (
        ({"event": "excepted"}, "/ground"),
        ({"event": "excepted", "ground": "RECIPIENT_NOTIFY_IMPOSSIBLE"}, "/reasons"),
        ({"event": "told", "answer": "done"}, "/answer"),
        ({"event": "answered"}, "/answer"),
    ):
        refused = await staff.post(public, json=body)
        assert refused.status_code == 422, refused.text
        assert refused.json()["errors"][0]["pointer"] == pointer
    body = {
        "event": "excepted",
        "ground": "RECIPIENT_NOTIFY_IMPOSSIBLE",
        "reasons": "Anybody may have read it.",
    }
    recorded = (await staff.post(public, json=body)).json()
    assert (recorded["status"], recorded["exception_ground"]) == ("excepted", "RECIPIENT_NOTIFY_IMPOSSIBLE")
    assert (await staff.post(public, json=body)).json()["code"] == "notice_closed"
    by_hand = f"{url}/recipient-notices/{told['nobody_known']['id']}/record"
    assert (await staff.post(by_hand, json={"event": "told"})).json()["status"] == "told"
    answered = await staff.post(by_hand, json={"event": "answered", "answer": "nothing_held"})
    assert answered.json()["answer"] == "nothing_held"
    assert (await staff.post(f"{url}/recipient-notices/disclosure")).status_code == 200
    await staff.post(f"{url}/recipient-notices/disclosure")
    letters = [m for m in (await staff.get(f"{url}/messages")).json() if m["kind"] == "recipients_told"]
    assert len(letters) == 1
    assert all(
        name in letters[0]["body"] for name in ("Transports Exemple", "Imprimeur", "CRM Vendor", "Readers")
    )
    foreign = await service.clients["storefront_2"].get(f"{url}/recipient-notices")
    assert foreign.status_code == 404


async def restricted(service, email: str = CAMILLE) -> str:
    staff = service.clients["staff"]
    made = await staff.post("/v1/requests", json=submission("restriction", email=email))
    url = f"/v1/requests/{made.json()['id']}"
    await staff.post(f"{url}/identity-verification", json={"method": "in_person"})
    assert (await staff.post(f"{url}/restrictions", json={"ground": "needed_for_claims"})).status_code == 201
    return url


async def lifted(service, url: str) -> None:
    staff, ends_at = service.clients["staff"], service.clock.now() + timedelta(hours=1)
    notice = {"ends_at": ends_at.isoformat(), "reasons": "Settled."}
    assert (await staff.post(f"{url}/restrictions/lift-notice", json=notice)).status_code == 200
    await service.run_jobs()
    service.clock.set(ends_at)
    assert (await staff.post(f"{url}/restrictions/lift")).status_code == 200
    later(service, minutes=10)
    await service.run_jobs()


async def ends_told(service, url: str) -> dict[str, str]:
    answer = await service.clients["staff"].get(f"{url}/recipient-notices")
    return {n["recipient"]: n["status"] for n in answer.json() if n["cause"] == "restriction_lifted"}


async def test_who_was_told_of_a_restriction_is_told_of_its_end(service, staff, carrier, tmp_path):
    url = await restricted(service)
    told = await notices(service, url)
    by_hand = f"{url}/recipient-notices/{told['nobody_known']['id']}/record"
    assert (await staff.post(by_hand, json={"event": "told"})).status_code == 200
    excepted = {"event": "excepted", "ground": "RECIPIENT_NOTIFY_IMPOSSIBLE", "reasons": "Anybody may have."}
    record = f"{url}/recipient-notices/{told['public']['id']}/record"
    assert (await staff.post(record, json=excepted)).status_code == 200
    await lifted(service, url)
    assert await ends_told(service, url) == {
        "carrier": "told", "printer": "told", "nobody_known": "by_hand",
    }  # fmt: skip
    said = [json.loads(body)["data"] for _, body in carrier.got]
    assert [each["cause"] for each in said][-1] == "restriction_lifted"
    assert said[-1]["subject"]["identifiers"] == [{"type": "email", "value": CAMILLE}]
    every = (await staff.get(f"{url}/recipient-notices")).json()
    [overtaken] = [n for n in every if n["recipient"] == "crm_vendor"]  # nobody had told it yet
    assert (overtaken["cause"], overtaken["status"]) == ("restriction", "overtaken")
    late = await staff.post(f"{url}/recipient-notices/{overtaken['id']}/record", json={"event": "told"})
    assert (late.status_code, late.json()["code"]) == (409, "notice_closed")


async def test_nobody_lifts_while_another_restriction_of_the_person_is_in_force(service, carrier):
    first, second = await restricted(service), await restricted(service)
    await lifted(service, first)
    assert await ends_told(service, first) == {}
    await lifted(service, second)
    assert await ends_told(service, first) == {}
    assert (await ends_told(service, second)) == {"carrier": "told", "printer": "told"}
    third = await restricted(service)
    await lifted(service, third)
    assert (await ends_told(service, third)) == {"carrier": "told", "printer": "told"}


async def test_a_rectification_tells_old_and_new(service, staff, carrier):
    body = submission("rectification", email=CAMILLE)
    body["particulars"] = {"rectification": [{"field": "people.name", "new_value": "Camille M."}]}
    url = f"/v1/requests/{(await staff.post('/v1/requests', json=body)).json()['id']}"
    await staff.post(f"{url}/identity-verification", json={"method": "in_person"})
    await staff.post(f"{url}/rectification", json={})
    await service.run_jobs()
    decision = {"decisions": [{"correction": 0, "verdict": "accept"}]}
    assert (await staff.post(f"{url}/rectification/decisions", json=decision)).status_code == 200
    await service.run_jobs()
    assert (await staff.get(url)).json()["status"] == "fulfilled"
    later(service, minutes=10)
    await service.run_jobs()
    assert json.loads(carrier.got[-1][1])["data"]["corrections"] == [
        {"field": "name", "old_value": "Camille", "new_value": "Camille M."}
    ]


async def test_a_recipient_that_is_gone_becomes_a_persons_task(service, staff, carrier):
    carrier.statuses[:] = [410]
    made = await staff.post("/v1/requests", json=submission("restriction", email=CAMILLE))
    url = f"/v1/requests/{made.json()['id']}"
    await staff.post(f"{url}/identity-verification", json={"method": "in_person"})
    await staff.post(f"{url}/restrictions", json={"ground": "needed_for_claims"})
    await service.run_jobs()
    told = (await notices(service, url))["carrier"]
    assert (told["status"], told["failure"]) == ("by_hand", "status_410")
    async with service.runtime.operation(SYSTEM) as ctx:
        logged = await ctx.session.execute(
            text("SELECT data::text FROM audit_events WHERE name LIKE 'notice_%'")
        )
        assert CAMILLE not in "".join(row[0] for row in logged)
