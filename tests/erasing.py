"""What the tests of erasures share: a small shop, its map, and the steps from request to erasure."""

import sqlite3
import time
from datetime import timedelta

from dsr_service.adapters.data_sources.erasing import SqlEraser
from dsr_service.adapters.data_sources.registry import data_sources
from dsr_service.formats.data_map_yaml import read_data_map
from dsr_service.jobs.erasure_replay import replay
from dsr_service_tests import settings_for, submission

CAMILLE = "camille.martin@example.com"
MAP = """
dataset:
  - fides_key: shop
    collections:
      - name: people
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
          - {name: email, data_categories: [user.contact.email], fides_meta: {identity: email}}
          - {name: name, data_categories: [user.name]}
      - name: orders
        dsr: {retention: accounting_documents, retention_from: placed_on}
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
          - name: person_id
            data_categories: [user.unique_id]
            fides_meta: {references: [{dataset: shop, field: people.id, direction: from}]}
          - {name: placed_on, data_categories: [user.behavior.purchase_history]}
          - {name: total, data_categories: [user.financial]}
      - name: reviews
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
          - name: person_id
            data_categories: [user.unique_id]
            fides_meta: {references: [{dataset: shop, field: people.id, direction: from}]}
          - {name: body, data_categories: [user.content]}
"""


class Shop:
    def __init__(self, path) -> None:
        self.path = path

    def run(self, *statements: str) -> None:
        with sqlite3.connect(self.path) as connection:
            for statement in statements:
                connection.execute(statement)
        connection.close()

    def rows(self, table: str) -> list[tuple]:
        with sqlite3.connect(self.path) as connection:
            found = connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
        connection.close()
        return found


def make_shop(tmp_path) -> Shop:
    shop = Shop(tmp_path / "shop.sqlite")
    shop.run(
        "CREATE TABLE people (id integer PRIMARY KEY, email text NOT NULL UNIQUE, name text)",
        "CREATE TABLE orders (id integer PRIMARY KEY, person_id integer REFERENCES people (id), placed_on date, total)",
        "CREATE TABLE reviews (id integer PRIMARY KEY, person_id integer REFERENCES people (id), body text)",
        f"INSERT INTO people VALUES (1, '{CAMILLE}', 'Camille'), (2, 'b@example.com', 'B')",
        "INSERT INTO orders VALUES (10, 1, '2024-05-01', '5.00'), (11, 2, '2024-05-01', '2.00')",
        "INSERT INTO reviews VALUES (20, 1, 'Camille liked it'), (21, 2, 'B did not')",
    )
    return shop


def settings(database, tmp_path, shop, **changed):
    return settings_for(database, tmp_path, sources={"shop": f"sqlite:///{shop.path}"}, **changed)


async def verified(service, *rights: str, email: str = CAMILLE) -> str:
    storefront, staff = service.clients["storefront"], service.clients["staff"]
    made = await storefront.post("/v1/requests", json=submission(*rights, email=email))
    url = f"/v1/requests/{made.json()['id']}"
    answer = await staff.post(f"{url}/identity-verification", json={"method": "authenticated_session"})
    assert answer.status_code == 200, answer.text
    return url


async def planned(service, url: str, **body):
    answer = await service.clients["staff"].post(
        f"{url}/erasure-plan", json={"ground": "no_longer_necessary", **body}
    )
    assert answer.status_code == 202, answer.text
    await service.run_jobs()
    return (await service.clients["staff"].get(f"{url}/erasure-plan")).json()


async def approved(service, url: str) -> None:
    answer = await service.clients["dpo"].post(f"{url}/approval")
    assert answer.status_code == 200, answer.text


def later(service, **delta: float) -> None:
    service.clock.set(service.clock.now() + timedelta(**delta))


async def carried_out(service, url: str) -> None:
    """Work until the erasure is at an end."""

    async def ended() -> bool:
        shown = (await service.clients["staff"].get(f"{url}/erasure-plan")).json()
        return shown["status"] not in {"planning", "planned", "approved", "executing"}

    await service.run_jobs(until=ended)
    await service.run_jobs()


async def wait_a_little(service) -> None:
    """Long enough for what is due to be begun."""
    end = time.monotonic() + 1.5

    async def over() -> bool:
        return time.monotonic() > end

    await service.run_jobs(until=over)


async def status(service, url: str) -> str:
    return (await service.clients["staff"].get(url)).json()["status"]


async def replayed(service, shop, **options):
    """The re-erasure ledger gone through on the shop, as after a restore."""
    data_map = read_data_map(MAP.encode())
    url = f"sqlite:///{shop.path}"
    sources, eraser = data_sources(data_map, {"shop": url}), SqlEraser(url)
    try:
        return await replay(service.runtime, "shop", sources["shop"], eraser, **{"dry_run": False, **options})
    finally:
        await sources["shop"].close()
        await eraser.close()
