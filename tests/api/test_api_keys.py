"""API keys: scoped, expiring, rotated with overlap, revoked; what is told of them."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from dsr_service.domain.actors import SYSTEM
from dsr_service_tests import client_of, submission


async def made(dpo, **changed):
    answer = await dpo.post("/v1/api-keys", json={"role": "storefront", "name": "shop", **changed})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def opens(service, key: str) -> bool:
    async with client_of(service.app, {"Authorization": f"Bearer {key}"}) as client:
        answer = await client.get("/v1/requests")
    assert answer.status_code in {200, 401}
    return answer.status_code == 200


async def test_a_rotated_key_overlaps_with_its_successor_and_sees_the_same_requests(dpo, service):
    old = await made(dpo, scopes=["submit_request", "read_request", "read_queue"])
    async with client_of(service.app, {"Authorization": f"Bearer {old['key']}"}) as shop:
        request = (await shop.post("/v1/requests", json=submission())).json()["id"]
    answer = await dpo.post(f"/v1/api-keys/{old['id']}/rotation", json={"overlap_hours": 48})
    assert answer.status_code == 201, answer.text
    new = answer.json()
    assert new["key"] != old["key"]
    assert new["rotated_from"] == old["id"]
    assert [new[name] for name in ("role", "client", "scopes", "name")] == [
        old[name] for name in ("role", "client", "scopes", "name")
    ]
    assert answer.headers["Location"] == f"/v1/api-keys/{new['id']}"
    async with client_of(service.app, {"Authorization": f"Bearer {new['key']}"}) as shop:
        assert (await shop.get(f"/v1/requests/{request}")).status_code == 200
    service.clock.set(service.clock.now() + timedelta(hours=47, minutes=59))
    assert await opens(service, old["key"])
    service.clock.set(service.clock.now() + timedelta(minutes=1))
    assert not await opens(service, old["key"])
    assert await opens(service, new["key"])
    again = await dpo.post(f"/v1/api-keys/{old['id']}/rotation", json={})
    assert (again.status_code, again.json()["code"]) == (409, "api_key_ended")


async def test_no_overlap_ends_the_old_key_at_once(dpo, service):
    old = await made(dpo)
    new = (await dpo.post(f"/v1/api-keys/{old['id']}/rotation", json={"overlap_hours": 0})).json()
    assert not await opens(service, old["key"])
    assert await opens(service, new["key"])


async def test_an_overlap_never_prolongs_a_key(dpo, service):
    ends = service.clock.now() + timedelta(hours=1)
    old = await made(dpo, expires_at=ends.isoformat())
    await dpo.post(f"/v1/api-keys/{old['id']}/rotation", json={"overlap_hours": 24})
    service.clock.set(ends)
    assert not await opens(service, old["key"])


async def test_a_replayed_rotation_shows_no_key_and_makes_no_second(dpo):
    old = await made(dpo)
    first, second = [
        await dpo.post(f"/v1/api-keys/{old['id']}/rotation", json={}, headers={"Idempotency-Key": "turn"})
        for _ in range(2)
    ]
    assert first.json()["id"] == second.json()["id"]
    assert (second.json()["key"], second.json()["replayed"]) == (None, True)


@pytest.mark.parametrize("hours", [-1, 721, 1.5, "24", None, True])
async def test_the_overlap_is_bounded(dpo, hours):
    old = await made(dpo)
    answer = await dpo.post(f"/v1/api-keys/{old['id']}/rotation", json={"overlap_hours": hours})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/overlap_hours"


async def test_a_key_that_is_not_there_is_not_rotated(dpo, staff):
    foreign = "/v1/api-keys/0190f1aa-0000-7000-8000-000000000000/rotation"
    assert (await dpo.post(foreign, json={})).status_code == 404
    assert (await staff.post(foreign, json={})).status_code == 403


async def test_scopes_and_expiry_are_of_the_role_and_of_the_future(dpo, service):
    answer = await dpo.post(
        "/v1/api-keys",
        json={"role": "storefront", "name": "x", "scopes": ["read_request", "approve", "read_audit"]},
    )
    assert (answer.status_code, [e["pointer"] for e in answer.json()["errors"]]) == (
        422,
        ["/scopes/1", "/scopes/2"],
    )
    past = (service.clock.now() - timedelta(seconds=1)).isoformat()
    answer = await dpo.post("/v1/api-keys", json={"role": "staff", "name": "x", "expires_at": past})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/expires_at")


async def test_a_scoped_key_may_no_more_than_its_scopes(dpo, service):
    key = (await made(dpo, scopes=["read_queue"]))["key"]
    async with client_of(service.app, {"Authorization": f"Bearer {key}"}) as shop:
        assert (await shop.get("/v1/requests")).status_code == 200
        assert (await shop.post("/v1/requests", json=submission())).status_code == 403


async def test_last_use_is_told_to_within_minutes_and_costs_no_write_a_call(dpo, service):
    key = await made(dpo)

    async def last_used():
        return next(k for k in (await dpo.get("/v1/api-keys")).json() if k["id"] == key["id"])["last_used_at"]

    assert await last_used() is None
    began = service.clock.now()
    assert all(await asyncio.gather(*(opens(service, key["key"]) for _ in range(4))))
    assert await last_used() == began.isoformat().replace("+00:00", "Z")
    service.clock.set(began + timedelta(minutes=4))
    await opens(service, key["key"])
    assert await last_used() == began.isoformat().replace("+00:00", "Z")
    service.clock.set(began + timedelta(minutes=5))
    await opens(service, key["key"])
    assert await last_used() == (began + timedelta(minutes=5)).isoformat().replace("+00:00", "Z")


async def test_neither_list_nor_database_nor_audit_holds_a_key(dpo, service):
    old = await made(dpo)
    new = (
        await dpo.post(f"/v1/api-keys/{old['id']}/rotation", json={}, headers={"Idempotency-Key": "k"})
    ).json()
    listed = (await dpo.get("/v1/api-keys")).text
    async with service.runtime.operation(SYSTEM) as ctx:
        tables = (
            await ctx.session.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        ).scalars()
        dump = ""
        for name in tables.all():
            dump += str((await ctx.session.execute(text(f'SELECT t::text FROM "{name}" t'))).scalars().all())
        actions = (await ctx.session.execute(text("SELECT t::text FROM audit_events t"))).scalars().all()
    assert any("ApiKeyRotated" in action or "api_key_rotated" in action for action in actions)
    for key in (old["key"], new["key"]):
        assert key not in listed
        assert key not in dump
        assert key.encode().hex() not in dump
