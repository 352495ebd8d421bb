"""Versions of the data map: kept, compared, changed by four eyes."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest
import yaml

from dsr_service.domain.actors import SYSTEM, Role
from dsr_service.services import api_keys
from dsr_service_tests import Service, client_of, settings_for

FIRST = """
dataset:
- fides_key: shop
  collections:
  - name: people
    fields:
    - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true}}
    - {name: email, data_categories: [user.contact.email], fides_meta: {identity: email}}
    - {name: shoe, data_categories: [user]}
"""
SECOND = FIRST.replace(
    "{name: shoe, data_categories: [user]}", "{name: hat, data_categories: [user]}"
).replace("[user.unique_id]", "[user]")
CHANGES = [
    {"address": "shop.people.hat", "change": "added", "keys": []},
    {"address": "shop.people.id", "change": "changed", "keys": ["data_categories"]},
    {"address": "shop.people.shoe", "change": "removed", "keys": []},
]


@pytest.fixture
async def service(database: str, tmp_path: Path) -> AsyncIterator[Service]:
    async with AsyncExitStack() as stack:
        made = await Service.start(stack, settings_for(database, tmp_path, data_map_review=True))
        async with made.runtime.operation(SYSTEM) as ctx:
            _, key = await api_keys.create(ctx, Role.DPO, name="dpo_2")
        made.clients["dpo_2"] = await stack.enter_async_context(
            client_of(made.app, {"Authorization": f"Bearer {key}"})
        )
        yield made


async def test_a_change_is_put_in_force_by_another_person_only(service: Service):
    dpo, other, staff = (service.clients[name] for name in ("dpo", "dpo_2", "staff"))
    assert (await dpo.put("/v1/data-map", json={"content": FIRST})).status_code == 200
    etag = (await dpo.get("/v1/data-map")).headers["ETag"]
    alone = await dpo.put("/v1/data-map", json={"content": SECOND}, headers={"If-Match": etag})
    assert (alone.status_code, alone.json()["code"]) == (409, "review_required")
    made = await dpo.post("/v1/data-map/proposals", json={"content": SECOND, "reason": "Hats now."})
    assert (made.status_code, made.json()["changes"]) == (201, CHANGES)
    path = made.headers["Location"]
    own = await dpo.post(f"{path}/approval")
    assert (own.status_code, own.json()["code"]) == (409, "own_proposal")
    assert (await staff.post(f"{path}/approval")).status_code == 403
    assert (await staff.get(path)).json()["content"] == SECOND
    service.clock.set(service.clock.now() + timedelta(seconds=1))
    done = await other.post(f"{path}/approval")
    assert (done.status_code, done.json()["status"]) == (200, "approved")
    assert (await dpo.get("/v1/data-map")).json()["content"] == SECOND
    assert (await other.post(f"{path}/rejection")).json()["code"] == "proposal_closed"
    versions = (await dpo.get("/v1/data-map/versions")).json()["items"]
    assert [version["active"] for version in versions] == [True, False]
    assert done.json()["version_id"] == versions[0]["id"]
    newest, oldest = (version["id"] for version in versions)
    assert (await dpo.get(f"/v1/data-map/versions/{newest}/diff")).json() == {"changes": CHANGES}
    same = await dpo.get(f"/v1/data-map/versions/{oldest}/diff", params={"against": oldest})
    assert same.json() == {"changes": []}
    from_nothing = (await dpo.get(f"/v1/data-map/versions/{oldest}/diff")).json()["changes"]
    assert {change["change"] for change in from_nothing} == {"added"}
    assert (await dpo.get(f"/v1/data-map/versions/{oldest}")).json()["content"] == FIRST


async def test_a_proposal_for_another_map_than_the_one_in_force_is_outdated(service: Service):
    dpo, other = service.clients["dpo"], service.clients["dpo_2"]
    await dpo.put("/v1/data-map", json={"content": FIRST})
    paths = [
        (await dpo.post("/v1/data-map/proposals", json={"content": SECOND, "reason": "x"})).headers[
            "Location"
        ]
        for _ in range(3)
    ]
    assert (await other.post(f"{paths[0]}/approval")).status_code == 200
    late = await other.post(f"{paths[1]}/approval")
    assert (late.status_code, late.json()["code"]) == (409, "proposal_outdated")
    assert (await other.post(f"{paths[2]}/rejection")).json()["status"] == "rejected"
    listed = (await dpo.get("/v1/data-map/proposals", params={"status": "open"})).json()
    assert [f"/v1/data-map/proposals/{one['id']}" for one in listed] == [paths[1]]


async def test_a_faulty_map_is_no_proposal(service: Service):
    answer = await service.clients["dpo"].post(
        "/v1/data-map/proposals", json={"content": "dataset: 3", "reason": "x"}
    )
    assert answer.status_code == 422


async def test_versions_come_in_pages(service: Service):
    dpo, other = service.clients["dpo"], service.clients["dpo_2"]
    await dpo.put("/v1/data-map", json={"content": FIRST})
    made = await dpo.post("/v1/data-map/proposals", json={"content": SECOND, "reason": "x"})
    service.clock.set(service.clock.now() + timedelta(seconds=1))
    await other.post(f"{made.headers['Location']}/approval")
    first = (await dpo.get("/v1/data-map/versions", params={"limit": 1})).json()
    second = (
        await dpo.get("/v1/data-map/versions", params={"limit": 1, "cursor": first["next_cursor"]})
    ).json()
    assert [page["items"][0]["active"] for page in (first, second)] == [True, False]
    assert second["next_cursor"] is None


async def test_the_formats_schema_is_served(service: Service):
    answer = await service.clients["staff"].get("/v1/data-map/schema")
    assert answer.headers["content-type"] == "application/schema+json"
    jsonschema.validate(yaml.safe_load(FIRST), answer.json())
