import asyncio
import re
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from dsr_service.domain.actors import SYSTEM
from dsr_service_tests import START, Service, settings_for, submission
from known_shop import CAMILLE, MAP, RECENT, UNDATED, code_in, mails, make_shop, put_registers

STRANGER = "stranger@example.com"


@pytest.fixture
async def service(database, tmp_path):
    shop = make_shop(tmp_path / "shop.sqlite")
    async with AsyncExitStack() as stack:
        settings = settings_for(database, tmp_path, sources={"shop": f"sqlite:///{shop}"})
        yield await Service.start(stack, settings)


@pytest.fixture(autouse=True)
async def registers(dpo):
    await put_registers(dpo)


async def submitted(storefront, email=CAMILLE, **more) -> str:
    made = await storefront.post("/v1/requests", json=submission("access", email=email, **more))
    assert made.status_code == 201, made.text
    return f"/v1/requests/{made.json()['id']}"


async def channels(service, staff, path) -> dict[str, str]:
    await service.run_jobs()
    return {c["email"]: c["standing"] for c in (await staff.get(f"{path}/known-channels")).json()}


async def test_the_shops_own_data_say_where_the_person_was_reached(service, storefront, staff):
    for email, standing in ((CAMILLE, "known"), (RECENT, "recent"), (UNDATED, "of_unknown_age")):
        path = await submitted(storefront, email)
        assert await channels(service, staff, path) == {email: standing}
    assert await channels(service, staff, await submitted(storefront, STRANGER)) == {}


async def test_whom_no_search_can_ask_does_not_hold_it_up(service, storefront, staff, dpo):
    """A processor and a box of cards know people by their address too; they answer requests, in days."""
    elsewhere = "".join(
        f"""
  - fides_key: {kind}_elsewhere
    dsr: {{kind: {kind}}}
    collections:
      - name: contacts
        fields:
          - {{name: email, data_categories: [user.contact.email], fides_meta: {{identity: email}}}}"""
        for kind in ("opendsr", "manual")
    )
    change = {"headers": {"If-Match": (await dpo.get("/v1/data-map")).headers["ETag"]}}
    assert (await dpo.put("/v1/data-map", json={"content": MAP + elsewhere}, **change)).status_code == 200
    path = await submitted(storefront)
    assert await channels(service, staff, path) == {CAMILLE: "known"}


async def test_an_identifier_of_another_person_makes_no_channel(service, storefront, staff):
    """Camille's address is known, and customer 2 is somebody else: neither is a way to the other's data."""
    both = {"identifiers": [{"type": "email", "value": CAMILLE}, {"type": "customer_id", "value": "2"}]}
    assert await channels(service, staff, await submitted(storefront, subject=both)) == {}
    own = {"identifiers": [{"type": "email", "value": CAMILLE}, {"type": "customer_id", "value": "1"}]}
    assert await channels(service, staff, await submitted(storefront, subject=own)) == {CAMILLE: "known"}


async def test_a_storefront_states_since_when_and_staff_need_a_second_person(service, storefront, staff, dpo):
    path = await submitted(storefront, STRANGER)
    old, new = "2020-01-01T00:00:00Z", (START + timedelta(hours=1)).isoformat()
    service.clock.set(START + timedelta(hours=2))
    state = f"{path}/known-channels"
    assert (await storefront.post(state, json={"email": "a@example.com"})).status_code == 422
    assert (
        await storefront.post(state, json={"email": "a@example.com", "known_since": old})
    ).status_code == 202
    assert (
        await storefront.post(state, json={"email": "b@example.com", "known_since": new})
    ).status_code == 202
    assert (await staff.post(state, json={"email": "c@example.com", "known_since": old})).status_code == 202
    assert (await storefront.get(state)).status_code == 403, "it would learn whom the shop knows"
    assert await channels(service, staff, path) == {
        "a@example.com": "known", "b@example.com": "after_request", "c@example.com": "after_request",
    }  # fmt: skip
    stated = {c["email"]: c for c in (await staff.get(state)).json()}
    confirm = f"{state}/{stated['c@example.com']['id']}/confirmation"
    alone = await staff.post(confirm, json={"how": "Called back."})
    assert (alone.status_code, alone.json()["code"]) == (409, "four_eyes")
    done = await dpo.post(confirm, json={"how": "Called back."})
    assert (done.status_code, done.json()["may_release"]) == (200, True)
    assert (await dpo.post(confirm, json={"how": "Again."})).json()["code"] == "channel_already_confirmed"


async def test_a_code_proves_once_and_only_its_own_request(service, storefront, staff):
    path, other = await submitted(storefront), await submitted(storefront, RECENT)
    assert (await storefront.post(f"{path}/identity-codes")).status_code == 202
    assert (await storefront.post(f"{other}/identity-codes")).status_code == 202
    await service.run_jobs()
    [mail] = [
        m for m in mails(service, CAMILLE) if re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}\b", m.replace("DSR-", ""))
    ][-1:]
    code = code_in(mail)
    body = {"method": "one_time_code", "code": code.lower().replace("-", " ")}
    foreign = await storefront.post(f"{other}/identity-verification", json=body)
    assert (foreign.status_code, foreign.json()["code"]) == (409, "code_refused")
    answers = await asyncio.gather(
        *(storefront.post(f"{path}/identity-verification", json=body) for _ in range(50))
    )
    assert sorted(a.status_code for a in answers) == [200] + [409] * 49
    done = (await storefront.get(path)).json()
    assert (done["status"], done["identity"]["method"]) == ("in_progress", "one_time_code")
    async with service.runtime.operation(SYSTEM) as ctx:
        dump = "".join((await ctx.session.scalars(text("SELECT m::text FROM messages m"))).all())
        dump += "".join((await ctx.session.scalars(text("SELECT c::text FROM identity_codes c"))).all())
        dump += "".join((await ctx.session.scalars(text("SELECT a::text FROM audit_events a"))).all())
    assert code not in dump
    assert code.replace("-", "") not in dump


async def test_five_wrong_codes_lock_the_code_also_in_parallel(service, storefront):
    path = await submitted(storefront)
    await storefront.post(f"{path}/identity-codes")
    await service.run_jobs()
    code = code_in(mails(service, CAMILLE)[-1])
    wrong = {"method": "one_time_code", "code": "00000000"}
    verify = f"{path}/identity-verification"
    refused = await asyncio.gather(*(storefront.post(verify, json=wrong) for _ in range(20)))
    assert {a.status_code for a in refused} == {409}
    locked = await storefront.post(verify, json={"method": "one_time_code", "code": code})
    assert (locked.status_code, locked.json()["code"]) == (409, "code_refused")
    events = [e for e in (await storefront.get(f"{path}/events")).json() if e["name"] == "proof_refused"]
    assert [e["data"]["reason"] for e in events].count("wrong") == 5
    # the person is not locked out: a new code proves
    service.clock.set(START + timedelta(minutes=1))
    await storefront.post(f"{path}/identity-codes")
    await service.run_jobs()
    fresh = code_in(mails(service, CAMILLE)[-1])
    assert (await storefront.post(verify, json={"method": "one_time_code", "code": fresh})).status_code == 200


async def test_a_code_expires(service, storefront):
    path = await submitted(storefront)
    await storefront.post(f"{path}/identity-codes")
    await service.run_jobs()
    code = code_in(mails(service, CAMILLE)[-1])
    service.clock.set(START + timedelta(minutes=10))
    late = await storefront.post(
        f"{path}/identity-verification", json={"method": "one_time_code", "code": code}
    )
    assert late.status_code == 409


@pytest.mark.parametrize("email", [CAMILLE, RECENT, STRANGER])
async def test_nobody_is_told_whether_the_shop_knows_them(service, storefront, email):
    """Status, body and the rows written are the same; a fourth code a day is refused alike."""
    path = await submitted(storefront, email)
    sent = [await storefront.post(f"{path}/identity-codes") for _ in range(4)]
    assert [a.status_code for a in sent] == [202, 202, 202, 429]
    assert {a.text for a in sent[:3]} == {'{"accepted":true}'}
    await service.run_jobs()
    wrong = await storefront.post(
        f"{path}/identity-verification", json={"method": "one_time_code", "code": "0" * 8}
    )
    assert (wrong.status_code, wrong.json()["code"]) == (409, "code_refused")
    if email == STRANGER:
        assert not [
            m for m in mails(service) if re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", m.replace("DSR-", ""))
        ]


async def test_a_recipient_gets_three_mails_a_day_whoever_asks(service, storefront):
    fronts = [storefront, service.clients["storefront_2"]]
    for number in range(12):
        body = submission("access", email=CAMILLE, particulars={"access": {"scope": f"Part {number}"}})
        assert (await fronts[number % 2].post("/v1/requests", json=body)).status_code == 201
    await service.run_jobs(until=lambda: _acknowledged(service, 12))
    assert len(mails(service, CAMILLE)) == 2, "of the three, one is kept for a code"
    service.clock.set(START + timedelta(days=1))
    await service.run_jobs(until=lambda: _mails(service, 3))
    assert len(mails(service, CAMILLE)) == 3, "the rest waits for its day, and comes in one mail"
    found = {each for mail in mails(service, CAMILLE) for each in re.findall(r"DSR-\d{4}-[0-9A-Z]{8}", mail)}
    assert len(found) == 12, "and none is lost"


async def _acknowledged(service, count: int) -> bool:
    async with service.runtime.operation(SYSTEM) as ctx:
        written = await ctx.session.scalar(text("SELECT count(*) FROM messages"))
        waiting = await ctx.session.scalar(
            text("SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running')")
        )
    return written >= count and waiting == 0


async def _mails(service, count: int) -> bool:
    async with service.runtime.operation(SYSTEM) as ctx:
        waiting = await ctx.session.scalar(
            text("SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running')")
        )
    return len(mails(service, CAMILLE)) >= count and waiting == 0


async def test_the_database_wants_a_second_enabled_person(service, storefront, dpo):
    """Whoever writes the row: the approver is not who started, not a key of the same client, not disabled."""
    path = await submitted(storefront)
    request_id = path.rpartition("/")[2]
    twin = (await dpo.post("/v1/api-keys", json={"role": "staff", "name": "twin", "client": "staff"})).json()
    gone = (await dpo.post("/v1/api-keys", json={"role": "staff", "name": "gone"})).json()
    await dpo.post(f"/v1/api-keys/{gone['id']}/revocation")
    ids = {}
    async with service.runtime.operation(SYSTEM) as ctx:
        for row in await ctx.session.execute(text("SELECT name, 'key:' || id AS actor FROM api_keys")):
            ids[row.name] = row.actor

    async def approve(starter: str, approver: str) -> None:
        async with service.runtime.operation(SYSTEM) as ctx:
            await ctx.session.execute(
                text(
                    "UPDATE subject_requests SET fulfilment_started_by = :starter, approved_by = :approver,"
                    " approved_at = :now WHERE id = :id"
                ),
                {"starter": ids[starter], "approver": ids[approver], "now": ctx.now, "id": request_id},
            )

    for starter, approver in (("staff", "staff"), ("staff", "twin"), ("twin", "dpo"), ("staff_2", "gone")):
        with pytest.raises(DBAPIError, match=r"four.eyes"):
            await approve(starter, approver)
    assert twin["client"] == "staff"
    await approve("staff", "dpo")
