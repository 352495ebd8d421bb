"""What belongs to others is struck before release (art. 15(4)): seen, marked, undone, approved by another."""

import csv
import io
import json
import sqlite3
import zipfile
from contextlib import AsyncExitStack

import jsonschema
import pytest

from api import shared_household
from api.test_fulfilment import ACTIVITY, CARRIER, CONTROLLER, put, started
from dsr_service.domain.actors import SYSTEM
from dsr_service.jobs import redactions as job
from dsr_service.storage import job_queue
from dsr_service_tests import Service, settings_for

GROUND = "OTHERS_RIGHTS_COPY"


@pytest.fixture
def shop(tmp_path):
    path = tmp_path / "shop.sqlite"
    shared_household.write(path)
    return path


@pytest.fixture
async def service(database, tmp_path, shop):
    async with AsyncExitStack() as stack:
        settings = settings_for(database, tmp_path, sources={"shop": f"sqlite:///{shop}"})
        yield await Service.start(stack, settings)


@pytest.fixture
async def prepared(service, storefront, staff, dpo):
    """An access package that waits for approval: its request's path and its own."""
    assert (await dpo.put("/v1/data-map", json={"content": shared_household.MAP})).status_code == 200
    await put(dpo, "/v1/processing-activities/orders", ACTIVITY)
    await put(dpo, "/v1/recipients/carrier", CARRIER)
    await put(dpo, "/v1/policy/controller", CONTROLLER)
    path = await started(storefront, staff, "access")
    await service.run_jobs()
    [export] = (await staff.get(f"{path}/exports")).json()
    return path, f"{path}/exports/{export['id']}"


@pytest.fixture
def second(service):
    """A member of staff who did not start the fulfilment."""
    return service.clients["staff_2"]


async def strike(client, export: str, *targets: dict):
    body = {"redactions": [{"collection": "shop.messages", "ground": GROUND, **target} for target in targets]}
    return await client.post(f"{export}/redactions", json=body)


async def archive_of(client, export: str) -> zipfile.ZipFile:
    answer = await client.get(f"{export}/content")
    assert answer.status_code == 200, answer.text
    return zipfile.ZipFile(io.BytesIO(answer.content))


async def preview(client, export: str, **query):
    query = {"collection": "shop.messages", "reason": "redaction", **query}
    return await client.get(f"{export}/rows", params=query)


async def test_a_shared_thread_is_looked_through_struck_and_approved_by_another(
    service, staff, second, dpo, storefront, prepared
):
    path, export = prepared
    seen = (await preview(staff, export)).json()["items"]
    theirs = [item["row"] for item in seen if item["values"]["author"] == "Sasha"]
    assert len(theirs) == 2
    cell, whole = theirs
    answer = await strike(staff, export, {"row": cell, "field": "body"}, {"row": whole})
    assert answer.status_code == 201, answer.text
    waiting = await dpo.post(f"{path}/approval")
    assert (waiting.status_code, waiting.json()["code"]) == (409, "redaction_pending")
    await service.run_jobs()

    archive = await archive_of(dpo, export)
    assert archive.testzip() is None
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert everything.count(b"canary-own") >= 2
    assert b"canary-theirs" not in everything
    document = json.loads(archive.read("data.json"))
    jsonschema.validate(document, json.loads(archive.read("data.schema.json")))
    rows = next(c for c in document["collections"] if c["collection"] == "messages")["rows"]
    assert rows[cell - 1]["body"] == {"$redacted": GROUND}
    assert rows[cell - 1]["author"] == "Sasha"
    assert set(map(json.dumps, rows[whole - 1].values())) == {json.dumps({"$redacted": GROUND})}
    table = list(csv.DictReader(io.StringIO(archive.read("csv/shop.messages.csv").decode(), newline="")))
    assert table[cell - 1]["body"] == f"[redacted: {GROUND}]"
    assert "Droits d&#39;autrui" in archive.read("index.html").decode()
    manifest = json.loads(archive.read("manifest.json"))
    assert manifest["redactions"] == [
        {"collection": "shop.messages", "row": cell, "field": "body", "ground": GROUND},
        {"collection": "shop.messages", "row": whole, "field": None, "ground": GROUND},
    ]
    assert document["redactions"] == [
        {"collection": "shop.messages", "field": "*", "ground": GROUND, "rows": 1},
        {"collection": "shop.messages", "field": "body", "ground": GROUND, "rows": 1},
    ]
    for name, part in ((part["path"], part) for part in manifest["parts"]):
        assert len(archive.read(name)) == part["size"], name

    assert (await staff.post(f"{path}/approval")).json()["code"] == "four_eyes"
    assert (await dpo.post(f"{path}/approval")).status_code == 200
    await service.run_jobs()
    released = await archive_of(storefront, export)
    assert b"canary-theirs" not in released.read("data.json")
    blobs = [blob.key async for blob in service.runtime.documents.list("packages")]
    assert len(blobs) == 1, "what stood there before the redaction is gone with the release"


async def test_who_struck_is_no_second_person_until_it_is_undone(service, staff, second, dpo, prepared):
    path, export = prepared
    [redaction] = (await strike(second, export, {"row": 1})).json()
    await service.run_jobs()
    assert (await second.post(f"{path}/approval")).json()["code"] == "four_eyes"
    assert (await second.post(f"{export}/redactions/{redaction['id']}/undoing")).status_code == 200
    again = await second.post(f"{export}/redactions/{redaction['id']}/undoing")
    assert (again.status_code, again.json()["code"]) == (409, "redaction_undone")
    await service.run_jobs()
    archive = await archive_of(dpo, export)
    assert b"$redacted" not in archive.read("data.json"), "undone: the value is back"
    assert archive.read("data.json").count(b"canary-") == 4
    assert (await second.post(f"{path}/approval")).status_code == 200


async def test_a_column_and_a_collection(service, staff, dpo, prepared):
    _, export = prepared
    made = (await strike(staff, export, {"field": "author"})).json()
    assert (await strike(staff, export, {"field": "author"})).json() == made, "struck once"
    await strike(staff, export, {"collection": "shop.people"})
    await service.run_jobs()
    document = json.loads((await archive_of(dpo, export)).read("data.json"))
    people, messages = document["collections"]
    assert {json.dumps(value) for row in people["rows"] for value in row.values()} == {
        json.dumps({"$redacted": GROUND})
    }
    assert {json.dumps(row["author"]) for row in messages["rows"]} == {json.dumps({"$redacted": GROUND})}
    assert all("canary" in row["body"] for row in messages["rows"])
    listed = (await staff.get(f"{export}/redactions", params={"limit": 1})).json()
    rest = await staff.get(f"{export}/redactions", params={"limit": 1, "cursor": listed["next_cursor"]})
    both = (*listed["items"], *rest.json()["items"])
    assert sorted(redaction["collection"] for redaction in both) == ["shop.messages", "shop.people"]


async def test_the_preview_is_paged_audited_and_shows_what_is_struck(service, staff, auditor, prepared):
    path, export = prepared
    await strike(staff, export, {"row": 2, "field": "body"})
    first = await preview(staff, export, limit=3, reason="approval")
    assert first.headers["cache-control"] == "private, no-store"
    page = first.json()
    assert [item["row"] for item in page["items"]] == [1, 2, 3]
    assert page["items"][1]["values"]["body"] == {"$redacted": GROUND}
    last = (await preview(staff, export, cursor=page["next_cursor"])).json()
    assert ([item["row"] for item in last["items"]], last["next_cursor"]) == ([4], None)
    events = (await staff.get(f"{path}/events")).json()
    viewed = [e["data"] for e in events if e["name"] == "export_rows_viewed"]
    assert [(v["reason"], v["first_row"], v["rows"]) for v in viewed] == [
        ("approval", 1, 3),
        ("redaction", 4, 1),
    ]
    assert "canary" not in json.dumps(events)
    assert (await preview(auditor, export)).status_code == 403
    assert (await staff.get(f"{export}/rows", params={"collection": "shop.messages"})).status_code == 422
    other = await preview(staff, export, cursor=page["next_cursor"], collection="shop.people")
    assert other.json()["code"] == "invalid_cursor"


async def test_what_the_package_does_not_have_is_refused_with_a_pointer(staff, storefront, prepared):
    _, export = prepared
    faults = [
        ({"row": 5}, "/redactions/0/row"),
        ({"field": "nonsense"}, "/redactions/0/field"),
        ({"collection": "shop.orders"}, "/redactions/0/collection"),
        ({"ground": "PORT_OTHERS_RIGHTS"}, "/redactions/0/ground"),
        ({"row": 0}, "/redactions/0/row"),
        ({"row": 10**15}, "/redactions/0/row"),
    ]
    for target, pointer in faults:
        answer = await strike(staff, export, target)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), target
    assert (await preview(staff, export, collection="shop.orders")).status_code == 422
    assert (await strike(storefront, export, {"row": 1})).status_code == 403
    foreign = export[:-12] + "000000000000"
    assert (await strike(staff, foreign, {"row": 1})).status_code == 404


async def test_after_the_decision_nothing_can_be_struck_or_looked_through(service, staff, dpo, prepared):
    path, export = prepared
    await dpo.post(f"{path}/approval")
    for answer in (await strike(staff, export, {"row": 1}), await preview(staff, export)):
        assert (answer.status_code, answer.json()["code"]) == (409, "export_not_under_review")


async def test_a_kill_while_rebuilding_leaves_the_old_edition_unreleased(service, staff, dpo, prepared):
    """The worker dies after it sealed the new edition and before it could record it: another does it again."""
    path, export = prepared
    await strike(staff, export, {"row": 1, "field": "body"})

    class Dead(BaseException):
        pass

    class Killed:
        attempt = 1

        def __init__(self, request_id: str, package_id: str) -> None:
            self.payload = {"request_id": request_id, "package_id": package_id}

        def text(self, name: str) -> str:
            return self.payload[name]

        async def assert_still_mine(self, session) -> None:
            pass

        async def finish(self, session) -> None:
            raise Dead

    with pytest.raises(Dead):
        await job.carry_out(service.runtime, Killed(path.split("/")[3], export.split("/")[5]))
    [shown] = (await staff.get(f"{path}/exports")).json()
    assert (shown["edition"], shown["built_edition"]) == (1, 0)
    assert (await dpo.post(f"{path}/approval")).json()["code"] == "redaction_pending"
    await service.run_jobs()
    [shown] = (await staff.get(f"{path}/exports")).json()
    assert (shown["edition"], shown["built_edition"]) == (1, 1)
    assert (await dpo.post(f"{path}/approval")).status_code == 200


async def test_what_is_struck_while_an_edition_is_built_is_not_lost(service, staff, dpo, prepared):
    path, export = prepared
    await strike(staff, export, {"row": 1, "field": "body"})
    build = service.runtime.packages.build

    async def build_slowly(contents, key, sealing):
        if key.endswith("-1-1"):
            assert (await strike(staff, export, {"row": 2, "field": "body"})).status_code == 201
        return await build(contents, key, sealing)

    service.runtime.packages.build = build_slowly
    await service.run_jobs()
    del service.runtime.packages.build
    [shown] = (await staff.get(f"{path}/exports")).json()
    assert (shown["edition"], shown["built_edition"]) == (2, 2)
    rows = json.loads((await archive_of(dpo, export)).read("data.json"))["collections"][1]["rows"]
    assert [row["body"] for row in rows[:2]] == [{"$redacted": GROUND}] * 2
    blobs = [blob.key async for blob in service.runtime.documents.list("packages")]
    assert len(blobs) == 2, "the first edition, and the last one"


async def test_decline_destroys_every_edition(service, staff, dpo, prepared):
    path, export = prepared
    await strike(staff, export, {"row": 1})
    await service.run_jobs()
    await strike(staff, export, {"row": 2})
    await service.run_jobs()
    assert (await dpo.post(f"{path}/approval/decline")).status_code == 200
    async with service.runtime.operation(SYSTEM) as ctx:
        depth = await job_queue.depth(ctx.session)
    assert depth.waiting >= 2
    await service.run_jobs()
    assert [blob async for blob in service.runtime.documents.list("packages")] == []


async def test_a_rule_of_the_map_strikes_what_others_wrote(service, storefront, staff, dpo, prepared, shop):
    """The author's number tells: only the row of the person who asked counts, not that of the household's other."""
    with sqlite3.connect(shop) as rows:
        rows.execute("ALTER TABLE messages ADD COLUMN author_id integer")
        rows.execute("UPDATE messages SET author_id = CASE author WHEN 'Camille' THEN 1 ELSE 2 END")
    rule = """
          - name: author_id
            data_categories: [user.unique_id]
            fides_meta: {references: [{dataset: shop, field: people.id, direction: to}]}
          - {name: body, data_categories: [user.content.private], fides_meta: {dsr: {redact_unless: author_id}}}
"""
    plain = "          - {name: body, data_categories: [user.content.private]}\n"
    changed = shared_household.MAP.replace(plain, rule.lstrip("\n"))
    answer = await dpo.put("/v1/data-map", json={"content": changed}, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    path = await started(storefront, staff, "access", "restriction")
    await service.run_jobs()
    [export] = (await staff.get(f"{path}/exports")).json()
    document = json.loads((await archive_of(dpo, f"{path}/exports/{export['id']}")).read("data.json"))
    people, messages = document["collections"]
    assert {row["email"] for row in people["rows"]} == {"camille.martin@example.com", "sasha@example.com"}
    for row in messages["rows"]:
        assert row["body"] == {"$redacted": GROUND} or row["author"] == "Camille"
    assert sum(row["body"] == {"$redacted": GROUND} for row in messages["rows"]) == 2
    blind = changed.replace("redact_unless: author_id", "redact_unless: author")
    answer = await dpo.put("/v1/data-map", json={"content": blind}, headers={"If-Match": "*"})
    assert answer.status_code == 422
    assert "whose row" in answer.text
