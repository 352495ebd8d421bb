"""Restriction marks in real sources: set at the restriction, cleared at its end, for each person once (art. 18)."""

# ruff: noqa: E501 - a table is read more easily in one line

from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from sqlalchemy import text

from dsr_service.adapters.data_sources.engines import open_engine
from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.jobs import Job
from dsr_service.storage import job_queue
from dsr_service_tests import Service, settings_for, submission
from walking import STORES, Store, store_of

CAMILLE, BEA = "camille.martin@example.com", "bea@example.com"
TABLES = (
    "CREATE TABLE people (id integer PRIMARY KEY, email varchar(80) NOT NULL UNIQUE, name varchar(40), frozen boolean)",
    "CREATE TABLE orders (id integer PRIMARY KEY, person_id integer REFERENCES people (id), state varchar(12) NOT NULL)",
    f"INSERT INTO people VALUES (1, '{CAMILLE}', 'Camille', NULL), (2, '{BEA}', 'Bea', NULL)",
    "INSERT INTO orders VALUES (10, 1, 'open'), (11, 2, 'open'), (12, 1, 'open')",
)
MAP = """
dataset:
  - fides_key: shop
    collections:
      - name: people
        dsr: {restriction: frozen}
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
          - {name: email, data_categories: [user.contact.email], fides_meta: {identity: email}}
          - {name: name, data_categories: [user.name]}
          - {name: frozen, data_categories: [system.operations]}
      - name: orders
        dsr: {restriction: {field: state, value: frozen, cleared: open}}
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
          - name: person_id
            fides_meta: {references: [{dataset: shop, field: people.id, direction: from}]}
          - {name: state, data_categories: [user.behavior]}
  - fides_key: crm
    dsr: {kind: manual}
    collections:
      - name: cards
        dsr: {restriction: {move_to: crm.locked}}
        fields:
          - {name: holder, data_categories: [user.name]}
      - name: locked
        fields:
          - {name: holder, data_categories: [user.name]}
"""
GROUND = {"ground": "accuracy_contested"}


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path) -> Iterator[Store]:
    with store_of(request, tmp_path) as made:
        made.run(*TABLES)
        yield made


@pytest.fixture
async def service(database, tmp_path, store):
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, settings_for(database, tmp_path, sources={"shop": store.url}))
        answer = await service.clients["dpo"].put("/v1/data-map", json={"content": MAP})
        assert answer.status_code == 200, answer.text
        yield service


async def flags(store: Store) -> tuple[list, list]:
    engine = open_engine(store.url)
    async with engine.connect() as connection:
        people = (await connection.execute(text("SELECT frozen FROM people ORDER BY id"))).all()
        orders = (await connection.execute(text("SELECT state FROM orders ORDER BY id"))).all()
    await engine.dispose()
    return [None if row[0] is None else bool(row[0]) for row in people], [row[0] for row in orders]


async def restricted(service, email=CAMILLE) -> str:
    staff = service.clients["staff"]
    made = await staff.post("/v1/requests", json=submission("restriction", "objection", email=email))
    url = f"/v1/requests/{made.json()['id']}"
    await staff.post(f"{url}/identity-verification", json={"method": "in_person"})
    started = await staff.post(f"{url}/restrictions", json=GROUND)
    assert started.status_code == 201, started.text
    return url


async def lifted(service, url) -> None:
    staff = service.clients["staff"]
    ends_at = service.clock.now() + timedelta(hours=1)
    notice = {"ends_at": ends_at.isoformat(), "reasons": "Vérifié."}
    assert (await staff.post(f"{url}/restrictions/lift-notice", json=notice)).status_code == 200
    await service.run_jobs()
    service.clock.set(ends_at)
    assert (await staff.post(f"{url}/restrictions/lift")).status_code == 200
    await service.run_jobs()


async def changes(service, url):
    return (await service.clients["staff"].get(f"{url}/source-changes")).json()


async def test_marks_are_set_and_cleared_for_that_person_alone(service, store):
    url = await restricted(service)
    assert await flags(store) == ([None, None], ["open"] * 3)
    await service.run_jobs()
    assert await flags(store) == ([True, None], ["frozen", "open", "frozen"])
    listed = await changes(service, url)
    assert sorted((c["purpose"], c["collection"], c["state"]) for c in listed) == [
        ("mark", "cards", "manual"), ("mark", "orders", "done"), ("mark", "orders", "done"), ("mark", "people", "done"),
    ]  # fmt: skip
    by_hand = next(c for c in listed if c["state"] == "manual")
    answer = await service.clients["staff"].post(f"{url}/source-changes/{by_hand['id']}/completion")
    assert answer.json()["state"] == "done"
    await lifted(service, url)
    assert await flags(store) == ([False, None], ["open"] * 3)
    cleared = [c for c in await changes(service, url) if c["purpose"] == "clear"]
    assert sorted((c["collection"], c["state"]) for c in cleared) == [
        ("cards", "manual"), ("orders", "done"), ("orders", "done"), ("people", "done"),
    ]  # fmt: skip


async def known_as(service, kind: str, value: str) -> bool:
    body = {"identifiers": [{"type": kind, "value": value}]}
    answer = await service.clients["storefront"].post("/v1/restrictions/check", json=body)
    return bool(answer.json()["restricted"])


async def test_the_storefront_may_ask_by_any_name_of_the_person(service):
    numbered = MAP.replace("data_type: integer}}", "data_type: integer, identity: customer_number}}", 1)
    held = (await service.clients["dpo"].get("/v1/data-map")).headers["ETag"]
    answer = await service.clients["dpo"].put(
        "/v1/data-map", json={"content": numbered}, headers={"If-Match": held}
    )
    assert answer.status_code == 200, answer.text
    url = await restricted(service)
    assert await known_as(service, "email", CAMILLE)
    await service.run_jobs()
    assert await known_as(service, "customer_number", "1")
    assert not await known_as(service, "customer_number", "2")
    await lifted(service, url)
    assert not await known_as(service, "customer_number", "1")


async def test_rows_that_appear_later_are_marked_by_the_next_renewal(service, store):
    url = await restricted(service)
    await service.run_jobs()
    store.run("INSERT INTO orders VALUES (13, 1, 'open')")
    async with service.runtime.operation(SYSTEM) as ctx:
        await job_queue.enqueue(ctx.session, Job("renew_restriction_marks", {}))
    await service.run_jobs()
    assert (await flags(store))[1] == ["frozen", "open", "frozen", "frozen"]
    assert len([c for c in await changes(service, url) if c["collection"] == "orders"]) == 3


async def test_a_second_restriction_of_the_person_keeps_the_marks(service, store):
    first = await restricted(service)
    await service.run_jobs()
    staff = service.clients["staff"]
    made = await staff.post("/v1/requests", json=submission("rectification", email=CAMILLE))
    second = f"/v1/requests/{made.json()['id']}"
    await staff.post(f"{second}/identity-verification", json={"method": "in_person"})
    assert (await staff.post(f"{second}/restrictions", json=GROUND)).status_code == 201
    await service.run_jobs()
    await lifted(service, first)
    assert await flags(store) == ([True, None], ["frozen", "open", "frozen"])
    await lifted(service, second)
    assert await flags(store) == ([False, None], ["open"] * 3)


async def test_what_the_shop_changed_meanwhile_is_not_cleared_over(service, store):
    url = await restricted(service)
    await service.run_jobs()
    store.run("UPDATE orders SET state = 'sent' WHERE id = 10", "DELETE FROM orders WHERE id = 12")
    await lifted(service, url)
    assert await flags(store) == ([False, None], ["sent", "open"])
    states = {
        c["state"]
        for c in await changes(service, url)
        if c["purpose"] == "clear" and c["collection"] == "orders"
    }
    assert states == {"moved"}
