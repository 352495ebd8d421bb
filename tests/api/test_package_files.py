"""Documents that rows refer to are in the package, or why they are not; what is struck takes its file along."""

import hashlib
import io
import json
import sqlite3
import zipfile
from contextlib import AsyncExitStack

import jsonschema
import pytest

from api.test_fulfilment import ACTIVITY, CARRIER, CONTROLLER, put, started
from dsr_service_tests import Service, settings_for

MAP = """
dataset:
  - fides_key: shop
    fides_meta: {dsr: {source: You, purposes: [orders]}}
    collections:
      - name: people
        fides_meta: {dsr: {files: {field: photo, from: inline}}}
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
          - {name: email, data_categories: [user.contact.email], fides_meta: {identity: email}}
          - {name: photo, data_categories: [user.content]}
      - name: invoices
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
          - name: person_id
            data_categories: [user.unique_id]
            fides_meta: {references: [{dataset: shop, field: people.id, direction: from}]}
          - {name: path, data_categories: [user.financial], fides_meta: {dsr: {file: {from: media, name: title}}}}
          - {name: title, data_categories: [user.financial]}
"""
PNG = bytes.fromhex("89504e470d0a1a0a")


@pytest.fixture
def shop(tmp_path):
    path = tmp_path / "shop.sqlite"
    with sqlite3.connect(path) as shop:
        shop.executescript(
            """
            CREATE TABLE people (id integer PRIMARY KEY, email text, photo blob);
            CREATE TABLE invoices (id integer PRIMARY KEY, person_id integer, path text, title text);
            INSERT INTO invoices VALUES (1, 1, 'a.pdf', 'Facture n°1.pdf'), (2, 1, 'gone.pdf', NULL),
                (3, 1, '../shop.sqlite', NULL), (4, 1, NULL, NULL), (5, 2, 'b.pdf', NULL), (6, 1, 'c.pdf', NULL);
            """
        )
        shop.execute("INSERT INTO people VALUES (1, 'camille.martin@example.com', ?)", (PNG,))
    media = tmp_path / "media"
    media.mkdir()
    for name in ("a", "b", "c"):
        (media / f"{name}.pdf").write_bytes(f"%PDF canary-{name}".encode())
    return path


@pytest.fixture
async def service(database, tmp_path, shop):
    async with AsyncExitStack() as stack:
        settings = settings_for(
            database,
            tmp_path,
            sources={"shop": f"sqlite:///{shop}"},
            file_sources={"media": f"file://{tmp_path}/media"},
        )
        yield await Service.start(stack, settings)


@pytest.fixture
async def path(service, storefront, staff, dpo):
    answer = await dpo.put("/v1/data-map", json={"content": MAP})
    assert answer.status_code == 200, answer.text
    await put(dpo, "/v1/processing-activities/orders", ACTIVITY)
    await put(dpo, "/v1/recipients/carrier", CARRIER)
    await put(dpo, "/v1/policy/controller", CONTROLLER)
    path = await started(storefront, staff, "access")
    await service.run_jobs()
    return path


async def archive_of(client, path: str) -> tuple[zipfile.ZipFile, str]:
    [export] = (await client.get(f"{path}/exports")).json()
    export_path = f"{path}/exports/{export['id']}"
    answer = await client.get(f"{export_path}/content")
    assert answer.status_code == 200, answer.text
    return zipfile.ZipFile(io.BytesIO(answer.content)), export_path


async def test_files_are_in_the_package_and_what_is_not_there_is_said(path, dpo):
    archive, _ = await archive_of(dpo, path)
    assert archive.testzip() is None
    files = {name: archive.read(name) for name in archive.namelist() if name.startswith("files/")}
    assert files == {
        "files/shop.people/1-photo-file": PNG,
        "files/shop.invoices/1-path-Facture_n_1.pdf": b"%PDF canary-a",
        "files/shop.invoices/5-path-c.pdf": b"%PDF canary-c",
    }
    document = json.loads(archive.read("data.json"))
    jsonschema.validate(document, json.loads(archive.read("data.schema.json")))
    told = {(f["collection"], f["row"]): (f["path"], f["reason"]) for f in document["files"]}
    assert told[("shop.invoices", 2)] == (None, "missing")
    assert told[("shop.invoices", 3)] == (None, "refused")
    assert ("shop.invoices", 4) not in told, "a row without a file"
    for file in document["files"]:
        if file["path"]:
            assert file["sha256"] == hashlib.sha256(files[file["path"]]).hexdigest()
    page = archive.read("index.html").decode()
    assert 'href="files/shop.invoices/1-path-Facture_n_1.pdf"' in page
    assert "introuvable dans nos fichiers" in page
    assert {part["path"] for part in json.loads(archive.read("manifest.json"))["parts"]} >= set(files)


async def test_what_is_struck_takes_its_file_along(service, path, staff, dpo):
    _, export = await archive_of(dpo, path)
    strikes = [
        {"collection": "shop.invoices", "row": 1, "ground": "OTHERS_RIGHTS_COPY"},
        {"collection": "shop.people", "field": "photo", "ground": "OTHERS_RIGHTS_COPY"},
    ]
    assert (await staff.post(f"{export}/redactions", json={"redactions": strikes})).status_code == 201
    await service.run_jobs()
    archive, _ = await archive_of(dpo, path)
    names = [name for name in archive.namelist() if name.startswith("files/")]
    assert names == ["files/shop.invoices/5-path-c.pdf"]
    assert archive.read(names[0]) == b"%PDF canary-c"
    assert b"canary-a" not in b"".join(archive.read(name) for name in archive.namelist())
    document = json.loads(archive.read("data.json"))
    jsonschema.validate(document, json.loads(archive.read("data.schema.json")))
    reasons = [file["reason"] for file in document["files"]]
    assert reasons.count("OTHERS_RIGHTS_COPY") == 2
    assert "Droits d&#39;autrui" in archive.read("index.html").decode()


async def test_a_store_that_is_not_configured_stops_the_answer(service, storefront, staff, dpo, path):
    changed = MAP.replace("from: media", "from: elsewhere")
    answer = await dpo.put("/v1/data-map", json={"content": changed}, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    again = await started(storefront, staff, "access", "restriction")
    await service.run_jobs()
    events = (await staff.get(f"{again}/events")).json()
    [incomplete] = [e for e in events if e["name"] == "fulfilment_incomplete"]
    assert incomplete["data"]["missing"] == ["files: elsewhere is not configured"]


async def test_a_rule_that_names_no_field_is_an_error_of_the_map(dpo, path):
    changed = MAP.replace("name: title}", "name: nonsense}")
    answer = await dpo.put("/v1/data-map", json={"content": changed}, headers={"If-Match": "*"})
    assert answer.status_code == 422
    assert "nonsense" in answer.text
