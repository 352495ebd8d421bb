"""After an erasure: copies are gone, a restored source forgets again, and what went wrong is seen."""

import asyncio
import json
import os
import shutil
import sys
from asyncio.subprocess import PIPE

import pytest
from sqlalchemy import text

from dsr_service.adapters.data_sources.erasing import SqlErasure
from dsr_service.domain.actors import SYSTEM
from dsr_service.services.ports.erasing import ErasureFailed
from dsr_service_tests import settings_for, submission
from erasing import CAMILLE, MAP, approved, carried_out, planned, replayed, status, verified
from identity_papers import png
from known_shop import ACTIVITY


@pytest.fixture
def changed():
    return {"erasure_cool_down_hours": 0}


async def erased(service, **who: str) -> str:
    url = await verified(service, "erasure", **who)
    await planned(service, url)
    await approved(service, url)
    await carried_out(service, url)
    return url


async def command(database, tmp_path, shop) -> dict:
    """`dsr erasures replay`, as an operator runs it after a restore."""
    chosen = settings_for(database, tmp_path)
    environment = {
        **os.environ,
        "DSR_DATABASE_URL": database,
        "DSR_DATA_DIR": str(tmp_path / "data"),
        "DSR_SECRET_KEY": chosen.secret_key.get_secret_value(),
        "DSR_KEY_ENCRYPTION_KEYS": chosen.key_encryption_keys.get_secret_value(),
    }
    given = ["-m", "dsr_service.cli", "erasures", "replay", "--source", f"shop=sqlite:///{shop.path}"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *given, env=environment, stdout=PIPE, stderr=PIPE
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode() + out.decode()
    return json.loads(out)


async def test_a_restored_source_forgets_again(service, shop, database, tmp_path):
    backup = shop.path.with_suffix(".backup")
    shutil.copy(shop.path, backup)
    await erased(service)
    async with service.runtime.operation(SYSTEM) as ctx:  # the ledger knows nobody
        ledger = str((await ctx.session.execute(text("SELECT * FROM erasure_ledger"))).all())
    assert "amille" not in ledger
    shutil.copy(backup, shop.path)
    shop.run("INSERT INTO people VALUES (4, 'new@example.com', 'New'), (5, 'c@example.com', 'C')")
    before = {table: shop.rows(table) for table in ("people", "orders", "reviews")}
    dry = await replayed(service, shop, dry_run=True)
    assert (dry.rows, dry.erasures) == (1, 1)
    assert {table: shop.rows(table) for table in before} == before
    done = await command(database, tmp_path, shop)
    assert (done["recognised"], done["blocked"]) == (1, [])
    assert done["left"] == {"shop": {"people": 1, "orders": 1}}  # masked, and kept by law
    assert "amille" not in str(shop.rows("people"))
    assert shop.rows("people")[1:] == before["people"][1:]
    assert shop.rows("orders") == before["orders"]
    assert shop.rows("reviews") == [(21, 2, "B did not")]
    again = await replayed(service, shop)
    assert (again.rows, again.as_json()["items"]) == (0, [])


async def test_a_new_account_of_the_same_person_is_not_meant(service, shop):
    await erased(service)
    shop.run(f"INSERT INTO people VALUES (9, '{CAMILLE}', 'Camille came back')")
    before = shop.rows("people")
    assert (await replayed(service, shop)).rows == 0
    assert shop.rows("people") == before


async def test_earlier_copies_are_gone_in_all_requests_of_that_person(service, staff, storefront):
    made = await storefront.post("/v1/requests", json=submission("rectification"))
    other = f"/v1/requests/{made.json()['id']}"
    [document] = (
        await storefront.post(f"{other}/identity-documents", files={"file": ("id.png", png(), "image/png")})
    ).json()
    made = await storefront.post("/v1/requests", json=submission("rectification", email="b@example.com"))
    theirs = f"/v1/requests/{made.json()['id']}"
    answer = await storefront.post(
        f"{theirs}/identity-documents", files={"file": ("id.png", png(), "image/png")}
    )
    assert answer.status_code == 201
    url = await erased(service)
    certificate = (await staff.get(f"{url}/erasure-certificate")).json()["certificate"]
    assert certificate["identity_documents_destroyed"] == 1
    view = await staff.post(f"{other}/identity-documents/{document['id']}/views", json={"reason": "Look"})
    assert view.status_code == 410
    view = await staff.post(
        f"{theirs}/identity-documents/{answer.json()[0]['id']}/views", json={"reason": "Look"}
    )
    assert view.status_code == 201


async def test_an_earlier_package_is_revoked_and_its_key_destroyed(service, staff, dpo):
    based = MAP.replace(
        "    collections:",
        "    dsr: {purposes: [orders], legal_basis: contract, provided: true}\n    collections:",
        1,
    )
    held = (await dpo.get("/v1/data-map")).headers["ETag"]
    for path, body, headers in (
        ("data-map", {"content": based}, {"If-Match": held}),
        ("processing-activities/orders", {"entry": ACTIVITY}, {}),
        ("recipients/carrier", {"entry": {"name": "Transports Exemple", "country": "FR"}}, {}),
        ("policy/controller", {"entry": {"name": "Boutique", "contact": "privacy@example.com"}}, {}),
    ):
        answer = await dpo.put(f"/v1/{path}", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
    copy = await verified(service, "portability")
    assert (await staff.post(f"{copy}/fulfilment")).status_code == 202
    await service.run_jobs()
    [package] = (await staff.get(f"{copy}/exports")).json()
    assert package["status"] == "released", package
    content = f"{copy}/exports/{package['id']}/content?format=zip"
    assert (await staff.get(content)).status_code == 200
    url = await erased(service)
    certificate = (await staff.get(f"{url}/erasure-certificate")).json()["certificate"]
    assert certificate["packages_revoked"] == 1
    assert (await staff.get(f"{copy}/exports")).json()[0]["status"] == "revoked"
    gone = await staff.get(content)
    assert (gone.status_code, gone.json()["code"]) == (410, "export_gone")
    async with service.runtime.operation(SYSTEM) as ctx:
        left = await ctx.session.scalar(
            text("SELECT count(*) FROM request_keys WHERE wrapped_identity IS NOT NULL")
        )
    assert left == 0


async def test_an_answer_that_was_lost_is_asked(service, shop, staff, monkeypatch):
    """The commit happens and its answer gets lost: the next attempt asks the source, and counts nothing twice."""
    commit = SqlErasure.commit
    lost = []

    async def lossy(self) -> None:
        await commit(self)
        if not lost:
            lost.append(1)
            raise ErasureFailed("commit", "the connection was lost")

    monkeypatch.setattr(SqlErasure, "commit", lossy)
    url = await erased(service)
    assert lost
    done = (await staff.get(f"{url}/erasure-plan")).json()
    assert done["status"] == "done"
    assert {(i["collection"], i["action"], i["rows"]) for i in done["outcome"]} == {
        ("people", "mask", 1), ("orders", "keep", 1), ("reviews", "delete", 1),
    }  # fmt: skip
    events = [e for e in (await staff.get(f"{url}/events")).json() if e["name"] == "erasure_source_done"]
    assert events[0]["data"]["asked"] is True
    assert "amille" not in str(shop.rows("people"))


async def test_what_is_left_is_a_failure_that_the_staff_see(service, shop, staff):
    """A trigger of the shop brings the review back: nobody is told that it was erased."""
    shop.run(
        "CREATE TRIGGER back AFTER DELETE ON reviews WHEN OLD.person_id = 1 BEGIN"
        " INSERT INTO reviews VALUES (OLD.id + 1000, OLD.person_id, OLD.body); END"
    )
    url = await erased(service)
    shown = (await staff.get(f"{url}/erasure-plan")).json()
    assert shown["status"] == "left_over"
    assert shown["left"]["shop"]["reviews"] == 1
    assert await status(service, url) == "in_progress"
    assert (await staff.get(f"{url}/erasure-certificate")).status_code == 404
    shop.run("DROP TRIGGER back")
    assert (await planned(service, url))["status"] == "planned"  # the masked person is found by her row
    await approved(service, url)
    await carried_out(service, url)
    assert [row[0] for row in shop.rows("reviews")] == [21]
    assert await status(service, url) == "partly_refused"
