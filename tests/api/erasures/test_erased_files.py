"""Files that erased rows name go with them, stay for other rows, or become somebody's task (art. 17)."""

import json
import sqlite3
from contextlib import AsyncExitStack

import pytest
from typer.testing import CliRunner

from dsr_service.cli import app
from dsr_service_tests import Service, settings_for
from erasing import approved, carried_out, planned, verified

MAP = """
dataset:
  - fides_key: shop
    collections:
      - name: people
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
          - {name: email, data_categories: [user.contact.email], fides_meta: {identity: email}}
      - name: pictures
        fides_meta: {dsr: {files: {field: path, from: media}}}
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
          - name: person_id
            data_categories: [user.unique_id]
            fides_meta: {references: [{dataset: shop, field: people.id, direction: from}]}
          - {name: path, data_categories: [user.content]}
      - name: invoices
        dsr: {retention: accounting_documents, retention_from: placed_on}
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
          - name: person_id
            data_categories: [user.unique_id]
            fides_meta: {references: [{dataset: shop, field: people.id, direction: from}]}
          - {name: placed_on, data_categories: [user.behavior.purchase_history]}
          - {name: path, data_categories: [user.financial], fides_meta: {dsr: {file: media}}}
      - name: letters
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
          - name: person_id
            data_categories: [user.unique_id]
            fides_meta: {references: [{dataset: shop, field: people.id, direction: from}]}
          - {name: scan, data_categories: [user.content], fides_meta: {dsr: {file: archive}}}
"""
FILES = ("own.png", "twice.png", "shared.png", "kept.pdf", "other.png", "sub/deep.png")
LEFT = {"shared.png", "kept.pdf", "other.png"}


@pytest.fixture
def shop(tmp_path):
    path = tmp_path / "shop.sqlite"
    with sqlite3.connect(path) as shop:
        shop.executescript(
            """
            CREATE TABLE people (id integer PRIMARY KEY, email text);
            CREATE TABLE pictures (id integer PRIMARY KEY, person_id integer, path text);
            CREATE TABLE invoices (id integer PRIMARY KEY, person_id integer, placed_on date, path text);
            CREATE TABLE letters (id integer PRIMARY KEY, person_id integer, scan text);
            INSERT INTO people VALUES (1, 'camille.martin@example.com'), (2, 'b@example.com');
            INSERT INTO pictures VALUES (1, 1, 'own.png'), (2, 1, 'twice.png'), (3, 1, './twice.png'),
                (4, 1, 'shared.png'), (5, 2, '/shared.png'), (6, 1, 'gone.png'), (7, 1, '../shop.sqlite'),
                (8, 1, NULL), (9, 1, 'kept.pdf'), (10, 2, 'other.png'), (11, 1, 'sub/deep.png');
            INSERT INTO invoices VALUES (1, 1, '2025-05-01', 'kept.pdf');
            INSERT INTO letters VALUES (1, 1, 'scan-7.pdf');
            """
        )
    media = tmp_path / "media"
    (media / "sub").mkdir(parents=True)
    for name in FILES:
        (media / name).write_bytes(name.encode())
    return path


@pytest.fixture
async def service(database, tmp_path, shop):
    async with AsyncExitStack() as stack:
        settings = settings_for(
            database,
            tmp_path,
            sources={"shop": f"sqlite:///{shop}"},
            file_sources={"media": f"file://{tmp_path}/media"},
            erasure_cool_down_hours=0,
        )
        service = await Service.start(stack, settings)
        answer = await service.clients["dpo"].put("/v1/data-map", json={"content": MAP})
        assert answer.status_code == 200, answer.text
        yield service


def files_in(tmp_path) -> set[str]:
    media = tmp_path / "media"
    return {path.relative_to(media).as_posix() for path in media.rglob("*") if path.is_file()}


def told(items) -> set[tuple[str, str, str, int]]:
    return {(item["collection"], item["store"], item["action"], item["files"]) for item in items}


EXPECTED = {
    ("pictures", "media", "delete", 4),  # one of them named twice
    ("pictures", "media", "shared", 2),
    ("pictures", "media", "by_hand", 1),  # a name that leads out of the store
    ("letters", "archive", "by_hand", 1),  # a store that nobody configured
}


async def test_files_go_with_their_rows_and_stay_for_other_rows(service, tmp_path, shop, staff, dpo):
    url = await verified(service, "erasure")
    plan = await planned(service, url)
    assert told(plan["files"]) == EXPECTED
    assert files_in(tmp_path) == set(FILES)
    page = (await staff.get(f"{url}/erasure-plan", params={"format": "html"})).text
    assert "Conservés : une autre ligne les désigne aussi" in page
    assert "own.png" not in page
    await approved(service, url)
    await carried_out(service, url)
    assert files_in(tmp_path) == LEFT
    assert shop.exists()
    shown = (await staff.get(f"{url}/erasure-plan")).json()
    assert shown["status"] == "done"
    assert told(shown["file_outcome"]) == EXPECTED
    certificate = await staff.get(f"{url}/erasure-certificate")
    assert told(certificate.json()["certificate"]["files"]) == EXPECTED
    assert "own.png" not in certificate.text
    page = (await staff.get(f"{url}/erasure-certificate", params={"format": "html"})).text
    assert "À supprimer à la main" in page


def test_on_the_command_line(tmp_path, shop):
    (tmp_path / "map.yml").write_text(MAP)
    command = ["data-map", "plan-erasure", str(tmp_path / "map.yml"), "--source", f"shop=sqlite:///{shop}"]
    command += ["--identity", "email=camille.martin@example.com", "--execute", "--yes"]
    done = CliRunner().invoke(app, [*command, "--files", f"media=file://{tmp_path}/media"])
    assert done.exit_code == 0, done.output
    assert told(json.loads(done.stdout)["files"]) == EXPECTED
    assert files_in(tmp_path) == LEFT


async def test_what_cant_be_deleted_from_here_is_somebodys_task(service, staff):
    url = await verified(service, "erasure")
    await planned(service, url)
    await approved(service, url)
    await carried_out(service, url)
    tasks = (await staff.get("/v1/manual-tasks", params={"status": "open"})).json()["items"]
    assert {task["collection"] for task in tasks} == {"pictures", "letters"}
    shown = {t["collection"]: (await staff.get(f"/v1/manual-tasks/{t['id']}")).json() for t in tasks}
    assert shown["pictures"]["files"] == [{"store": "media", "name": "../shop.sqlite"}]
    assert shown["letters"]["files"] == [{"store": "archive", "name": "scan-7.pdf"}]
    assert shown["letters"]["form"] == shown["letters"]["identifiers"] == []
    result = f"/v1/manual-tasks/{shown['letters']['id']}/result"
    refused = await staff.post(result, json={"rows": [{"scan": "x"}]})
    assert refused.status_code == 422, refused.text
    answered = await staff.post(result, json={"nothing_found": True})
    assert (answered.status_code, answered.json()["status"]) == (200, "nothing_found")
    again = (await staff.get(f"/v1/manual-tasks/{shown['letters']['id']}")).json()
    assert again["files"] == []
    assert "scan-7" not in (await staff.get("/v1/manual-tasks")).text
    await service.run_jobs()  # what is destroyed with the request's papers: not the task that is left
    [left] = (await staff.get("/v1/manual-tasks", params={"status": "open"})).json()["items"]
    assert left["collection"] == "pictures"


async def test_a_store_that_is_away_is_waited_for(service, tmp_path, staff):
    """Nothing is touched before all files were looked for; then it goes on by itself."""
    url = await verified(service, "erasure")
    await planned(service, url)
    media, away = tmp_path / "media", tmp_path / "away"
    media.rename(away)
    await approved(service, url)

    async def tried() -> bool:
        async with service.runtime.engine.connect() as connection:
            found = await connection.exec_driver_sql("SELECT max(attempts) FROM jobs WHERE kind = 'erase'")
            return bool(found.scalar())

    await service.run_jobs(until=tried)
    assert (await staff.get(f"{url}/erasure-plan")).json()["status"] == "executing"
    away.rename(media)
    async with service.runtime.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE jobs SET retry_at = now() WHERE kind = 'erase'")
    await carried_out(service, url)
    assert files_in(tmp_path) == LEFT
    assert told((await staff.get(f"{url}/erasure-plan")).json()["file_outcome"]) == EXPECTED
