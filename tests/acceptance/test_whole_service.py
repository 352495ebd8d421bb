"""`dsr run` as a newcomer starts it: the demo shop's data comes out, also when everything is killed half-way."""

import csv
import hashlib
import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from running_service import Running, environment, started, until

CAMILLE = "camille.martin@example.com"


def verified_request(service: Running) -> str:
    storefront, staff = service.client("storefront"), service.client("staff")
    answer = storefront.post(
        "/v1/requests",
        json={
            "rights": ["access", "portability"],
            "subject": {"name": "Camille Martin", "identifiers": [{"type": "email", "value": CAMILLE}]},
        },
    )
    assert answer.status_code == 201, answer.text
    path = f"/v1/requests/{answer.json()['id']}"
    picture = io.BytesIO()
    Image.effect_noise((600, 400), 80).save(picture, "PNG")
    [document] = storefront.post(
        f"{path}/identity-documents", files=[("file", ("id.png", picture.getvalue(), "image/png"))]
    ).json()
    checks = {"valid_on_receipt": True, "signed": True, "name_matches": True}
    review = staff.post(
        f"{path}/identity-documents/{document['id']}/review", json={"verdict": "accept", "checks": checks}
    )
    assert review.status_code == 200, review.text
    return path


@pytest.fixture(scope="module")
def service(tmp_path_factory) -> Iterator[Running]:
    with started(tmp_path_factory.mktemp("run") / "data") as running:
        yield running


def test_a_customer_gets_her_data(service):
    path = verified_request(service)
    staff, dpo, storefront = service.client("staff"), service.client("dpo"), service.client("storefront")
    assert staff.post(f"{path}/fulfilment").status_code == 202
    until(lambda: staff.get(path).json()["status"], lambda status: status == "awaiting_approval")
    steps = staff.get(f"{path}/fulfilment").json()["steps"]
    assert {step["outcome"] for step in steps} == {"done"}
    exports = storefront.get(f"{path}/exports").json()
    assert {(e["right"], e["status"]) for e in exports} == {
        ("access", "prepared"),
        ("portability", "prepared"),
    }
    content = f"{path}/exports/{exports[0]['id']}/content"
    assert storefront.get(content).status_code == 409, "nothing leaves before the approval"
    own = staff.post(f"{path}/approval")
    assert (own.status_code, own.json()["code"]) == (409, "four_eyes")
    assert dpo.post(f"{path}/approval").json()["status"] == "fulfilled"
    for export in storefront.get(f"{path}/exports").json():
        open_package(storefront, f"{path}/exports/{export['id']}/content", export)
    names = [event["name"] for event in staff.get(f"{path}/events").json()]
    assert names.count("export_package_released") == 2
    assert names.count("collection_searched") == len(steps)


def open_package(storefront: httpx.Client, content: str, export: dict[str, Any]) -> None:
    whole = storefront.get(content, params={"format": "zip"})
    assert whole.status_code == 200, whole.text
    assert hashlib.sha256(whole.content).hexdigest() == export["sha256"]
    part = storefront.get(content, headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, part.content) == (206, whole.content[1000:2000])
    with zipfile.ZipFile(io.BytesIO(whole.content)) as archive:
        assert archive.testzip() is None
        data = json.loads(archive.read("data.json"))
        for name in ("index.html", "manifest.json", "README.txt", "datapackage.json", "data.schema.json"):
            assert archive.read(name)
        assert ("information.json" in archive.namelist()) == (export["right"] == "access")
    assert CAMILLE in json.dumps(data)
    assert "camille.martin@example.org" not in json.dumps(data), "a namesake's row"
    document = storefront.get(content, params={"format": "json"})
    assert document.json() == data
    table = storefront.get(content, params={"format": "csv", "collection": "kilometre_paris.customers"})
    assert table.headers["content-type"].startswith("text/csv")
    [row] = csv.DictReader(io.StringIO(table.text))
    assert row["email"] == CAMILLE
    every = storefront.get(content, params={"format": "csv"})
    assert zipfile.ZipFile(io.BytesIO(every.content)).testzip() is None
    assert (
        storefront.get(content, params={"format": "csv", "collection": "kilometre_paris.none"}).status_code
        == 404
    )


def test_the_docs_answer(service):
    assert httpx.get(service.docs).status_code == 200
    assert httpx.get(f"{service.url}/openapi.json").json()["openapi"].startswith("3.1")


def test_a_second_start_on_the_folder_is_told_why_not(service, tmp_path_factory):
    folder = next(Path(a) for a in reversed(service.process.args) if a.startswith("/"))
    second = subprocess.run(
        [sys.executable, "-m", "dsr_service.cli", "run", "--port", "0", "--data-dir", str(folder)],
        capture_output=True, text=True, env=environment(), timeout=60, check=False,
    )  # fmt: skip
    assert second.returncode == 1
    assert "in use" in second.stderr


@pytest.mark.timeout(600)
@pytest.mark.parametrize("pause", [pytest.param(0.0, marks=pytest.mark.faults), 0.4])
def test_everything_is_killed_in_the_middle_of_a_fulfilment(tmp_path, pause):
    folder = tmp_path / "data"
    with started(folder) as service:
        path = verified_request(service)
        assert service.client("staff").post(f"{path}/fulfilment").status_code == 202
        time.sleep(pause)
        keys = service.keys
        service.kill_everything()
    with started(folder) as service:
        assert service.keys == keys
        staff = service.client("staff")
        until(lambda: staff.get(path).json()["status"], lambda status: status == "awaiting_approval", 250)
        assert service.client("dpo").post(f"{path}/approval").json()["status"] == "fulfilled"
        released = [e for e in staff.get(f"{path}/exports").json() if e["status"] == "released"]
        assert sorted(e["right"] for e in released) == ["access", "portability"]
        names = [event["name"] for event in staff.get(f"{path}/events").json()]
        assert names.count("fulfilment_started") == 1
        assert names.count("export_package_built") == 2
