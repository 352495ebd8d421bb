"""Fulfilments that wait for people and for processors: visibly incomplete, then whole."""

import io
import json
import zipfile
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from dsr_service.domain.actors import SYSTEM
from dsr_service.services import manual_tasks, processor_orders
from dsr_service_tests import Service, settings_for, submission
from opendsr_stub import StubProcessor

MAP = """
dataset:
  - fides_key: archive
    dsr: {kind: manual, source: You, purposes: [orders]}
    collections:
      - name: letters
        description: Paper letters in the cellar, by name.
        fields:
          - {name: number, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
          - {name: text, data_categories: [user.content], fides_meta: {data_type: string}}
          - name: ticket
            data_categories: [user.unique_id]
            fides_meta: {references: [{dataset: crm, field: tickets.id, direction: to}]}
      - name: calls
        fields:
          - {name: at, data_categories: [user.content], fides_meta: {data_type: string}}
  - fides_key: crm
    dsr: {kind: opendsr, source: You, purposes: [orders]}
    collections:
      - name: tickets
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
          - {name: mail, data_categories: [user.contact.email], fides_meta: {data_type: string, identity: email}}
"""
ONLY_PEOPLE = MAP.split("  - fides_key: crm", maxsplit=1)[0].replace(
    "fides_meta: {references: [{dataset: crm, field: tickets.id, direction: to}]}",
    "fides_meta: {identity: email}",
)
ACTIVITY = {
    "name": {"fr": "Commandes", "en": "Orders"},
    "purpose": {"fr": "Vous livrer.", "en": "To deliver."},
    "legal_basis": "contract",
    "retention": {"fr": "Cinq ans.", "en": "Five years."},
    "recipients": [],
    "automated_decisions": [],
}
CONTROLLER = {"name": "Boutique", "contact": "privacy@example.com"}


@pytest.fixture
def stub() -> Iterator[StubProcessor]:
    made = StubProcessor()
    yield made
    made.close()


@pytest.fixture
async def service(database: str, tmp_path: Path, stub: StubProcessor) -> AsyncIterator[Service]:
    root = tmp_path / "root.pem"
    root.write_bytes(stub.authority.root.public_bytes(Encoding.PEM))
    settings = settings_for(
        database, tmp_path, sources={"crm": stub.url}, source_private_networks=("127.0.0.0/8", "::1/128"),
        processor_ca_file=root, public_url="https://dsr.example",
    )  # fmt: skip
    async with AsyncExitStack() as stack:
        yield await Service.start(stack, settings)


async def begun(service: Service, content: str) -> str:
    dpo, staff = service.clients["dpo"], service.clients["staff"]
    assert (await dpo.put("/v1/data-map", json={"content": content})).status_code == 200
    for path, entry in (("processing-activities/orders", ACTIVITY), ("policy/controller", CONTROLLER)):
        assert (await dpo.put(f"/v1/{path}", json={"entry": entry})).status_code == 200
    made = await service.clients["storefront"].post("/v1/requests", json=submission("access"))
    request = made.json()["id"]
    proof = await staff.post(
        f"/v1/requests/{request}/identity-verification", json={"method": "authenticated_session"}
    )
    assert proof.status_code == 200, proof.text
    assert (await staff.post(f"/v1/requests/{request}/fulfilment")).status_code == 202
    await service.run_jobs()
    return str(request)


async def state(service: Service, request: str) -> tuple[str, list[str]]:
    staff = service.clients["staff"]
    shown = (await staff.get(f"/v1/requests/{request}")).json()
    return shown["status"], (await staff.get(f"/v1/requests/{request}/fulfilment")).json()["missing"]


async def tasks(service: Service, **query: Any) -> dict[str, dict[str, Any]]:
    listed = await service.clients["staff"].get("/v1/manual-tasks", params=query)
    assert listed.status_code == 200, listed.text
    return {task["collection"]: task for task in listed.json()["items"]}


async def data_of(service: Service, request: str) -> dict[str, Any]:
    dpo = service.clients["dpo"]
    (package,) = (await dpo.get(f"/v1/requests/{request}/exports")).json()
    content = await dpo.get(
        f"/v1/requests/{request}/exports/{package['id']}/content", params={"format": "zip"}
    )
    assert content.status_code == 200, content.text
    return json.loads(zipfile.ZipFile(io.BytesIO(content.content)).read("data.json"))


async def test_a_fulfilment_waits_for_people_and_tells_so(service: Service):
    request = await begun(service, ONLY_PEOPLE)
    assert await state(service, request) == (
        "in_fulfilment",
        [
            "search: archive.calls (waiting_for_person)",
            "search: archive.letters (waiting_for_person)",
        ],
    )
    open_tasks = await tasks(service, status="open", request=request)
    staff = service.clients["staff"]
    letters, calls = open_tasks["letters"]["id"], open_tasks["calls"]["id"]
    detail = (await staff.get(f"/v1/manual-tasks/{letters}")).json()
    assert [f["name"] for f in detail["form"]] == ["number", "text", "ticket"]
    assert detail["form"][0] == {
        "name": "number",
        "data_type": "integer",
        "description": None,
        "required": True,
    }
    assert detail["identifiers"] == [{"type": "email", "value": "camille.martin@example.com"}]
    found = await staff.post(
        f"/v1/manual-tasks/{letters}/result", json={"rows": [{"number": 3, "text": "Cher Monsieur"}]}
    )
    assert (found.status_code, found.json()["status"], found.json()["rows"]) == (200, "found", 1)
    await service.run_jobs()
    assert await state(service, request) == ("in_fulfilment", ["search: archive.calls (waiting_for_person)"])
    nothing = await staff.post(f"/v1/manual-tasks/{calls}/result", json={"nothing_found": True})
    assert nothing.json()["status"] == "nothing_found"
    await service.run_jobs()
    assert await state(service, request) == ("awaiting_approval", [])
    steps = (await staff.get(f"/v1/requests/{request}/fulfilment")).json()["steps"]
    assert [(s["collection"], s["outcome"], s["rows"]) for s in steps] == [
        ("letters", "done", 1),
        ("calls", "done", 0),
    ]
    assert "Cher Monsieur" in json.dumps(await data_of(service, request), ensure_ascii=False)
    again = await staff.post(f"/v1/manual-tasks/{calls}/result", json={"nothing_found": True})
    assert (again.status_code, again.json()["code"]) == (409, "manual_task_closed")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/rows"),
        ({"rows": [{"number": 1}], "nothing_found": True}, "/rows"),
        ({"rows": [{"number": "one"}]}, "/rows/0/number"),
        ({"rows": [{"number": 1, "colour": "red"}]}, "/rows/0/colour"),
        ({"rows": [{"text": "x"}]}, "/rows/0"),
        ({"rows": [{}]}, "/rows/0"),
        ({"rows": [{"number": 1, "a/b~": 1}]}, "/rows/0/a~1b~0"),
    ],
)
async def test_a_result_fits_the_form(service: Service, body: dict[str, Any], pointer: str):
    request = await begun(service, ONLY_PEOPLE)
    task = (await tasks(service, request=request))["letters"]["id"]
    refused = await service.clients["staff"].post(f"/v1/manual-tasks/{task}/result", json=body)
    assert refused.status_code == 422
    assert pointer in [error["pointer"] for error in refused.json()["errors"]]


async def with_files(service: Service, task: str, result: str, *files: tuple[str, bytes]) -> Any:
    return await service.clients["staff"].post(
        f"/v1/manual-tasks/{task}/result-files",
        data={"result": result},
        files=[("file", (name, content, "application/octet-stream")) for name, content in files],
    )


async def test_files_come_with_the_rows_that_name_them(service: Service):
    request = await begun(service, ONLY_PEOPLE)
    found = await tasks(service, request=request)
    scan = b"%PDF-1.7 \x00\xff" * 1000
    rows = '{"rows": [{"number": 1, "text": {"$file": "lettre n\u00b0 1.pdf"}}, {"number": 2, "text": "x"}]}'
    answered = await with_files(service, found["letters"]["id"], rows, ("lettre n° 1.pdf", scan))
    assert (answered.status_code, answered.json()["rows"]) == (200, 2), answered.text
    await service.clients["staff"].post(
        f"/v1/manual-tasks/{found['calls']['id']}/result", json={"nothing_found": True}
    )
    await service.run_jobs()
    data = await data_of(service, request)
    (letters,) = [each["rows"] for each in data["collections"] if each["collection"] == "letters"]
    assert [row["text"] for row in letters] == [b64encode(scan).decode(), "x"]


@pytest.mark.parametrize(
    ("result", "files", "status", "pointer"),
    [
        ('{"rows": [{"number": 1, "text": {"$file": "b"}}]}', ["a"], 422, "/rows/0/text"),
        ('{"rows": [{"number": 1, "text": "a"}]}', ["a"], 422, "/file/0"),
        ('{"rows": [{"number": 1, "text": {"$file": "a"}}]}', ["a", "a"], 422, "/file"),
        ('{"rows": [{"number": {"$file": "a"}}]}', ["a"], 422, "/rows/0/number"),
        ('{"rows": [{"number": 1, "text": {"$file": "a", "more": 1}}]}', ["a"], 422, "/file/0"),
        ('{"rows": 7}', ["a"], 422, "/rows"),
        ('{"lines": []}', ["a"], 422, "/lines"),
        ('{"nothing_found": true}', ["a"], 422, "/file/0"),
        ("{", ["a"], 400, None),
        ('{"rows": [], "rows": []}', ["a"], 400, "/rows"),
    ],
)
async def test_a_form_that_does_not_fit_is_refused(
    service: Service, result: str, files: list[str], status: int, pointer: str | None
):
    request = await begun(service, ONLY_PEOPLE)
    task = (await tasks(service, request=request))["letters"]["id"]
    refused = await with_files(service, task, result, *((name, b"x") for name in files))
    assert refused.status_code == status, refused.text
    if pointer:
        assert pointer in [error["pointer"] for error in refused.json()["errors"]]
    assert (await tasks(service, request=request))["letters"]["status"] == "open"


async def test_who_may_look_things_up(service: Service):
    request = await begun(service, ONLY_PEOPLE)
    task = (await tasks(service, request=request))["letters"]["id"]
    for caller, status in (("storefront", 403), ("auditor", 403), ("nobody", 401)):
        assert (await service.clients[caller].get(f"/v1/manual-tasks/{task}")).status_code == status
    unknown = "0192f0c1-7a4e-7c33-9d3f-2b1e5a6c7d8e"
    assert (await service.clients["staff"].get(f"/v1/manual-tasks/{unknown}")).status_code == 404


async def test_a_task_is_due_before_the_answer_and_reminded_of_once_a_day(service: Service):
    request = await begun(service, ONLY_PEOPLE)
    task = (await tasks(service, request=request))["letters"]
    deadline = (await service.clients["staff"].get(f"/v1/requests/{request}")).json()["deadline"]
    assert task["due_at"][:10] < deadline["due_date"]
    assert task["reminded_at"] is None

    async def remind() -> None:
        async with service.runtime.operation(SYSTEM) as ctx:
            await manual_tasks.remind(ctx)

    await remind()
    assert (await tasks(service, request=request))["letters"]["reminded_at"] is None
    service.clock.set(service.clock.now() + timedelta(days=30))
    await remind()
    first = (await tasks(service, request=request))["letters"]["reminded_at"]
    await remind()
    assert first == (await tasks(service, request=request))["letters"]["reminded_at"] is not None


async def test_withdrawing_cancels_what_nobody_did_and_destroys_what_was_found(service: Service):
    request = await begun(service, ONLY_PEOPLE)
    open_tasks = await tasks(service, request=request)
    staff = service.clients["staff"]
    await staff.post(f"/v1/manual-tasks/{open_tasks['letters']['id']}/result", json={"rows": [{"number": 3}]})
    assert (await staff.post(f"/v1/requests/{request}/withdrawal")).status_code == 200
    await service.run_jobs()
    after = await tasks(service, request=request)
    assert (after["letters"]["status"], after["calls"]["status"]) == ("found", "cancelled")
    async with service.runtime.operation(SYSTEM) as ctx:
        assert await manual_tasks.answers(ctx, UUID(request), "archive") == {}


async def test_a_processor_is_asked_and_its_signed_callback_lets_the_answer_go_on(
    service: Service, stub: StubProcessor
):
    request = await begun(service, MAP)
    (order,) = stub.orders
    assert stub.orders[order]["status_callback_urls"] == ["https://dsr.example/v1/processor-callbacks"]
    status, missing = await state(service, request)
    assert (status, missing[-1]) == ("in_fulfilment", "search: crm (waiting_for_processor)")
    open_tasks = await tasks(service, request=request)
    for task in open_tasks.values():
        await service.clients["staff"].post(
            f"/v1/manual-tasks/{task['id']}/result", json={"nothing_found": True}
        )
    stub.status, stub.results = "completed", {"tickets": [{"id": 9, "mail": "camille.martin@example.com"}]}
    headers, body = stub.callback(order)
    nobody = service.clients["nobody"]
    heard = await nobody.post("/v1/processor-callbacks", headers=headers, content=body)
    assert (heard.status_code, heard.content) == (202, b"")
    await service.run_jobs()
    assert await state(service, request) == ("awaiting_approval", [])
    tickets = json.dumps(await data_of(service, request))
    assert '"id": 9' in tickets


@pytest.mark.parametrize("change", ["body", "signature", "domain", "none", "stranger"])
async def test_a_callback_without_the_processors_signature_is_not_heard(
    service: Service, stub: StubProcessor, change: str
):
    await begun(service, MAP)
    (order,) = stub.orders
    headers, body = stub.callback(order)
    match change:
        case "body":
            body = body.replace(b"completed", b"cancelled")
        case "signature":
            headers["X-OpenDSR-Signature"] = "AAAA"
        case "domain":
            headers["X-OpenDSR-Processor-Domain"] = "elsewhere.example"
        case "none":
            del headers["X-OpenDSR-Signature"]
        case "stranger":
            other = StubProcessor()
            headers, body = other.callback(order)
            other.close()
    before = len(stub.asked)
    refused: httpx.Response = await service.clients["nobody"].post(
        "/v1/processor-callbacks", headers=headers, content=body
    )
    assert (refused.status_code, refused.json()["code"]) == (401, "callback_refused")
    await service.run_jobs()
    assert not [path for method, path in stub.asked[before:] if path.endswith(order)]


async def test_a_lost_callback_is_made_up_for_by_asking(service: Service, stub: StubProcessor):
    request = await begun(
        service,
        MAP.replace("kind: manual,", "kind: sql,")
        .replace("- name: letters", "- name: letters\n        fides_meta: {skip_processing: true}")
        .replace("- name: calls", "- name: calls\n        fides_meta: {skip_processing: true}"),
    )
    stub.status = "completed"
    async with service.runtime.operation(SYSTEM) as ctx:
        assert await processor_orders.look_after(ctx) == 1
    await service.run_jobs()
    assert (await state(service, request))[0] == "awaiting_approval"


async def test_a_processor_whom_nobody_waits_for_any_more_is_told(service: Service, stub: StubProcessor):
    request = await begun(service, MAP)
    (order,) = stub.orders
    assert (await service.clients["staff"].post(f"/v1/requests/{request}/withdrawal")).status_code == 200
    await service.run_jobs()
    assert ("DELETE", f"/requests/{order}") in stub.asked
