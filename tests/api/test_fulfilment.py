import sqlite3
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest

from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.jobs import Job
from dsr_service.services import retention
from dsr_service.storage import job_queue
from dsr_service_tests import Service, settings_for, submission

MAP = """
dataset:
  - fides_key: shop
    fides_meta: {dsr: {source: You, purposes: [orders]}}
    collections:
      - name: people
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
          - {name: email, data_categories: [user.contact.email], fides_meta: {identity: email, dsr: {provided: true}}}
          - {name: name, data_categories: [user.name], fides_meta: {dsr: {provided: true}}}
          - {name: secret, data_categories: [user.authorization], fides_meta: {dsr: {exclude: A password hash.}}}
      - name: orders
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
          - name: person_id
            data_categories: [user.unique_id]
            fides_meta: {references: [{dataset: shop, field: people.id, direction: from}]}
          - {name: total, data_categories: [user.financial]}
"""
ACTIVITY = {
    "name": {"fr": "Commandes", "en": "Orders"},
    "purpose": {"fr": "Vous livrer.", "en": "To deliver."},
    "legal_basis": "contract",
    "retention": {"fr": "Cinq ans.", "en": "Five years."},
    "recipients": ["carrier"],
    "automated_decisions": [],
}
CARRIER = {"name": "Transports Exemple", "country": "FR"}
CONTROLLER = {"name": "Boutique", "contact": "privacy@example.com"}


@pytest.fixture
def shop(tmp_path):
    path = tmp_path / "shop.sqlite"
    with sqlite3.connect(path) as shop:
        shop.executescript(
            """
            CREATE TABLE people (id integer PRIMARY KEY, email text, name text, secret text);
            CREATE TABLE orders (id integer PRIMARY KEY, person_id integer, total text);
            INSERT INTO people VALUES (1, 'camille.martin@example.com', 'Camille', 'qqsecretqq');
            INSERT INTO people VALUES (2, 'b@example.com', 'B', 'x');
            INSERT INTO orders VALUES (10, 1, '=1+1'), (11, 2, '2.00');
            """
        )
    return path


@pytest.fixture
async def service(database, tmp_path, shop):
    async with AsyncExitStack() as stack:
        settings = settings_for(database, tmp_path, sources={"shop": f"sqlite:///{shop}"})
        yield await Service.start(stack, settings)


async def put(dpo, path: str, entry: dict) -> None:
    answer = await dpo.put(path, json={"entry": entry})
    assert answer.status_code == 200, answer.text


@pytest.fixture
async def ready(dpo):
    assert (await dpo.put("/v1/data-map", json={"content": MAP})).status_code == 200
    await put(dpo, "/v1/processing-activities/orders", ACTIVITY)
    await put(dpo, "/v1/recipients/carrier", CARRIER)
    await put(dpo, "/v1/policy/controller", CONTROLLER)


async def started(storefront, staff, *rights: str) -> str:
    made = (await storefront.post("/v1/requests", json=submission(*rights))).json()
    path = f"/v1/requests/{made['id']}"
    await staff.post(f"{path}/identity-verification", json={"method": "in_person"})
    answer = await staff.post(f"{path}/fulfilment")
    assert answer.status_code == 202, answer.text
    return path


async def test_access_and_portability_end_to_end(service, storefront, staff, dpo, ready):
    path = await started(storefront, staff, "access", "portability", "restriction")
    await service.run_jobs()
    steps = {
        s["collection"]: (s["outcome"], s["rows"])
        for s in (await staff.get(f"{path}/fulfilment")).json()["steps"]
    }
    assert steps == {"people": ("done", 1), "orders": ("done", 1)}
    assert (await dpo.post(f"{path}/approval")).json()["status"] == "in_progress", "the restriction remains"
    exports = {export["right"]: export for export in (await storefront.get(f"{path}/exports")).json()}
    content = f"{path}/exports/{exports['access']['id']}/content"
    people = await storefront.get(content, params={"format": "csv", "collection": "shop.people"})
    assert "secret" not in people.text.splitlines()[0]
    assert "qqsecretqq" not in (await storefront.get(content, params={"format": "json"})).text
    orders = await storefront.get(content, params={"format": "csv", "collection": "shop.orders"})
    assert "=1+1" in orders.text
    assert not any(cell.startswith("=") for cell in orders.text.splitlines()[1].split(","))
    done = await staff.post(f"{path}/rights/restriction/settlement", json={"reasons": "Fait."})
    assert done.json()["status"] == "fulfilled"
    assert (await storefront.get(content)).status_code == 200, "released packages outlive the request's end"


async def test_portability_alone_needs_no_second_person(service, storefront, staff, ready):
    path = await started(storefront, staff, "portability")
    await service.run_jobs()
    assert (await staff.get(path)).json()["status"] == "fulfilled"


async def test_missing_information_stops_the_answer_and_says_what(service, storefront, staff, dpo, ready):
    await dpo.put("/v1/recipients/carrier", json={"entry": {"name": "X"}}, headers={"If-Match": '"v1"'})
    path = await started(storefront, staff, "access")
    await service.run_jobs()
    assert (await staff.get(path)).json()["status"] == "in_progress"
    events = (await staff.get(f"{path}/events")).json()
    [incomplete] = [e for e in events if e["name"] == "fulfilment_incomplete"]
    assert incomplete["data"]["missing"] == ["recipients: country of carrier"]
    assert (await staff.get(f"{path}/fulfilment")).json()["missing"] == ["recipients: country of carrier"]
    assert (await staff.get(f"{path}/exports")).json() == []
    put_right = await dpo.put("/v1/recipients/carrier", json={"entry": CARRIER}, headers={"If-Match": '"v2"'})
    assert put_right.status_code == 200
    assert (await staff.post(f"{path}/fulfilment")).status_code == 202
    await service.run_jobs()
    assert (await staff.get(path)).json()["status"] == "awaiting_approval"


async def test_a_source_that_is_down_leaves_the_request_visibly_incomplete(
    service, storefront, staff, shop, ready
):
    away = shop.rename(shop.with_suffix(".away"))
    path = await started(storefront, staff, "access")
    await service.run_jobs()
    assert (await staff.get(path)).json()["status"] == "in_fulfilment"
    steps = (await staff.get(f"{path}/fulfilment")).json()["steps"]
    assert {s["outcome"] for s in steps} == {"failed"}
    assert all(s["code"] for s in steps)
    missing = (await staff.get(f"{path}/fulfilment")).json()["missing"]
    assert missing == ["search: shop.people (unreachable)", "search: shop.orders (unreachable)"]
    assert (await staff.get(f"{path}/exports")).json() == []
    away.rename(shop)

    async def prepared() -> bool:
        return (await staff.get(path)).json()["status"] == "awaiting_approval"

    await service.run_jobs(until=prepared)


async def test_decline_revokes_and_withdrawal_destroys(service, storefront, staff, dpo, ready):
    path = await started(storefront, staff, "access")
    await service.run_jobs()
    [export] = (await storefront.get(f"{path}/exports")).json()
    assert (await dpo.post(f"{path}/approval/decline")).json()["status"] == "in_progress"
    content = f"{path}/exports/{export['id']}/content"
    assert ((gone := await storefront.get(content)).status_code, gone.json()["code"]) == (410, "export_gone")
    assert (await staff.post(f"{path}/fulfilment")).status_code == 202
    await service.run_jobs()
    assert (await storefront.post(f"{path}/withdrawal")).status_code == 200
    await service.run_jobs()
    assert {e["status"] for e in (await storefront.get(f"{path}/exports")).json()} == {"revoked"}
    assert [blob async for blob in service.runtime.documents.list("packages")] == []


async def test_a_package_expires_and_its_key_is_destroyed(service, storefront, staff, ready):
    path = await started(storefront, staff, "portability")
    await service.run_jobs()
    [export] = (await storefront.get(f"{path}/exports")).json()
    content = f"{path}/exports/{export['id']}/content"
    assert (await storefront.get(content)).status_code == 200
    service.clock.set(service.clock.now() + timedelta(days=7))
    assert (await storefront.get(content)).status_code == 410
    async with service.runtime.operation(SYSTEM) as ctx:
        await retention.expire_packages(ctx)
    await service.run_jobs()
    assert [blob async for blob in service.runtime.documents.list("packages")] == []
    [export] = (await storefront.get(f"{path}/exports")).json()
    assert (export["status"], export["downloads"]) == ("expired", 1)


async def test_no_map_no_search(service, storefront, staff):
    made = (await storefront.post("/v1/requests", json=submission("access"))).json()
    path = f"/v1/requests/{made['id']}"
    await staff.post(f"{path}/identity-verification", json={"method": "in_person"})
    answer = await staff.post(f"{path}/fulfilment")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_data_map")


async def test_registers_keep_versions_and_refuse_what_cannot_be_told(dpo, staff, ready):
    answer = await dpo.put("/v1/recipients/carrier", json={"entry": CARRIER})
    assert answer.status_code == 428
    stale = await dpo.put("/v1/recipients/carrier", json={"entry": CARRIER}, headers={"If-Match": '"v9"'})
    assert stale.status_code == 412
    bad = await dpo.put("/v1/recipients/other", json={"entry": {"country": 3}})
    assert (bad.status_code, bad.json()["code"]) == (422, "invalid_input")
    faulty = await dpo.put("/v1/data-map", json={"content": "dataset: 3"}, headers={"If-Match": "*"})
    assert faulty.status_code == 422
    assert (await staff.put("/v1/policy/controller", json={"entry": CONTROLLER})).status_code == 403


async def test_identifiers_must_be_ones_the_map_can_search(storefront, ready):
    body = submission("access")
    body["subject"]["identifiers"].append({"type": "shoe_size", "value": "42"})
    answer = await storefront.post("/v1/requests", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/subject/identifiers/1/type")


async def test_blobs_that_no_row_names_are_swept(service, storefront, staff, ready):
    async def chunks():
        yield b"left behind"

    service.clock.set(datetime.now(UTC) + timedelta(days=2))  # files bear the time of the disk
    path = await started(storefront, staff, "portability")
    await service.run_jobs()
    await service.runtime.documents.put("packages/orphan/one", chunks())
    kept = {blob.key async for blob in service.runtime.documents.list("packages")} - {"packages/orphan/one"}
    async with service.runtime.operation(SYSTEM) as ctx:
        await job_queue.enqueue(ctx.session, Job("sweep_blobs"))
    await service.run_jobs()
    assert {blob.key async for blob in service.runtime.documents.list("packages")} == kept
    assert len(kept) == 1
    assert (await staff.get(path)).json()["status"] == "fulfilled"
