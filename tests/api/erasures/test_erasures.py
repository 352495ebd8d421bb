"""An erasure over HTTP: planned, approved by the DPO, cooled down, carried out, proved, certified."""

import base64
import json
from contextlib import AsyncExitStack

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text

from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.jobs import Job
from dsr_service.storage import job_queue
from dsr_service_tests import Service
from erasing import (
    CAMILLE,
    MAP,
    approved,
    carried_out,
    later,
    planned,
    settings,
    status,
    verified,
    wait_a_little,
)


async def test_from_plan_to_certificate(service, shop, staff, dpo, storefront):
    url = await verified(service, "erasure")
    plan = await planned(service, url)
    assert plan["status"] == "planned"
    assert plan["ground"] == {"code": "no_longer_necessary", "article": "17(1)(a)"}
    assert {(i["collection"], i["action"], i["rows"], i["keep_until"]) for i in plan["items"]} == {
        ("people", "mask", 1, None), ("orders", "keep", 1, "2034-12-31"), ("reviews", "delete", 1, None),
    }  # fmt: skip
    assert await status(service, url) == "awaiting_approval"
    before = shop.rows("people")
    assert (await staff.post(f"{url}/approval")).status_code == 403  # the DPO's
    await approved(service, url)
    assert await status(service, url) == "in_fulfilment"
    await service.run_jobs()
    assert shop.rows("people") == before  # it cools down
    later(service, hours=71)
    await wait_a_little(service)
    assert shop.rows("people") == before
    later(service, hours=2)
    await carried_out(service, url)
    assert await status(service, url) == "partly_refused"
    assert "camille" not in str(shop.rows("people")).lower()
    assert shop.rows("people")[1] == before[1]
    assert shop.rows("orders") == [(10, 1, "2024-05-01", "5.00"), (11, 2, "2024-05-01", "2.00")]
    assert shop.rows("reviews") == [(21, 2, "B did not")]
    done = (await dpo.get(f"{url}/erasure-plan")).json()
    assert done["status"] == "done"
    assert done["sources"][0]["state"] == "done"
    assert {(i["collection"], i["action"], i["rows"]) for i in done["outcome"]} == {
        ("people", "mask", 1), ("orders", "keep", 1), ("reviews", "delete", 1),
    }  # fmt: skip
    assert [(k["collection"], k["law"], k["keep_until"], k["done_at"]) for k in done["kept"]] == [
        ("orders", "Code de commerce L123-22", "2034-12-31", None)
    ]
    right = (await staff.get(url)).json()["rights"][0]
    assert right["outcome"] == "partly_refused"
    certified = (await storefront.get(f"{url}/erasure-certificate")).json()
    content = json.dumps(
        certified["certificate"], sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()
    key = base64.b64decode((await staff.get("/v1/erasure-certificates/key")).json()["public_key"])
    Ed25519PublicKey.from_public_bytes(key).verify(base64.b64decode(certified["signature"]["value"]), content)
    assert certified["certificate"]["rows"] == {"delete": 1, "mask": 1, "keep": 1, "unlink": 0}
    assert "amille" not in json.dumps(certified)
    for path in ("erasure-plan", "erasure-certificate"):
        page = await staff.get(f"{url}/{path}?format=html")
        assert page.headers["content-type"].startswith("text/html")
        assert "script-src" not in page.headers["content-security-policy"]
        assert "Code de commerce L123-22" in page.text


async def test_four_eyes_and_the_database_holds_them(service, dpo):
    url = await verified(service, "erasure")
    answer = await dpo.post(f"{url}/erasure-plan", json={"ground": "objection"})
    assert answer.status_code == 202, answer.text
    await service.run_jobs()
    answer = await dpo.post(f"{url}/approval")
    assert (answer.status_code, answer.json()["code"]) == (409, "four_eyes")
    for change in (
        "approved_by = planned_by",
        "status = 'executing'",
        "status = 'approved'",
        "status = 'done'",
    ):
        with pytest.raises(Exception, match="erasure"):
            async with service.runtime.operation(SYSTEM) as ctx:
                await ctx.session.execute(text(f"UPDATE erasures SET {change}"))


async def test_a_job_that_comes_too_early_waits_for_the_cool_down(service, shop, staff):
    """Whatever an operator queues: the approval says from when on."""
    url = await verified(service, "erasure")
    plan = await planned(service, url)
    await approved(service, url)
    before = shop.rows("people")
    async with service.runtime.operation(SYSTEM) as ctx:
        early = {"erasure_id": plan["id"], "request_id": plan["request_id"]}
        await job_queue.enqueue(ctx.session, Job("erase", early))
    await service.run_jobs()
    assert shop.rows("people") == before
    assert (await staff.get(f"{url}/erasure-plan")).json()["status"] == "approved"


async def test_an_edited_approval_is_not_carried_out(service, shop):
    url = await verified(service, "erasure")
    await planned(service, url)
    await approved(service, url)
    with pytest.raises(Exception, match="approved"):
        async with service.runtime.operation(SYSTEM) as ctx:
            await ctx.session.execute(text("UPDATE erasures SET not_before = approved_at"))
    async with service.runtime.operation(SYSTEM) as ctx:  # a DBA who drops the trigger first
        await ctx.session.execute(text("ALTER TABLE erasures DISABLE TRIGGER as_approved"))
        await ctx.session.execute(text("UPDATE erasures SET not_before = approved_at"))
    before = shop.rows("people")
    answer = await service.clients["staff"].get(f"{url}/erasure-plan")
    payload = {"erasure_id": answer.json()["id"]}
    async with service.runtime.operation(SYSTEM) as ctx:
        await job_queue.enqueue(ctx.session, Job("erase", payload))

    async def tried() -> bool:
        async with service.runtime.operation(SYSTEM) as ctx:
            found = await ctx.session.execute(text("SELECT max(attempts) FROM jobs WHERE kind = 'erase'"))
            return (found.scalar() or 0) > 0

    await service.run_jobs(until=tried)
    assert shop.rows("people") == before


async def test_the_person_cancels_during_the_cool_down(service, shop, storefront):
    url = await verified(service, "erasure")
    await planned(service, url)
    await approved(service, url)
    answer = await storefront.post(f"{url}/erasure-plan/cancellation")
    assert answer.json()["status"] == "in_progress"
    later(service, days=4)
    before = shop.rows("people")
    await wait_a_little(service)
    assert shop.rows("people") == before
    answer = await storefront.post(f"{url}/erasure-plan/cancellation")
    assert answer.status_code == 404
    assert (await planned(service, url))["attempt"] == 2  # and may be planned again


async def test_a_withdrawn_request_erases_nothing(service, shop, storefront):
    url = await verified(service, "erasure")
    await planned(service, url)
    await approved(service, url)
    assert (await storefront.post(f"{url}/withdrawal")).json()["status"] == "withdrawn"
    later(service, days=4)
    before = shop.rows("people")
    await wait_a_little(service)
    assert shop.rows("people") == before
    assert (await storefront.get(f"{url}/erasure-plan")).json()["status"] == "cancelled"


async def test_rows_that_appeared_since_are_in(service, shop):
    url = await verified(service, "erasure")
    await planned(service, url)
    await approved(service, url)
    shop.run("INSERT INTO reviews VALUES (22, 1, 'Camille again')")
    later(service, days=4)
    await carried_out(service, url)
    assert shop.rows("reviews") == [(21, 2, "B did not")]


async def test_a_schema_that_changed_stops_it(service, shop, staff):
    url = await verified(service, "erasure")
    await planned(service, url)
    await approved(service, url)
    shop.run("ALTER TABLE reviews ADD COLUMN stars integer")
    before = shop.rows("people")
    later(service, days=4)
    await carried_out(service, url)
    assert shop.rows("people") == before
    stopped = (await staff.get(f"{url}/erasure-plan")).json()
    assert (stopped["status"], stopped["end_reason"]) == ("stopped", "schema_changed")
    assert await status(service, url) == "in_progress"


async def test_what_blocks_it_is_told_and_nothing_is_touched(service, shop, staff):
    shop.run("CREATE TRIGGER no BEFORE UPDATE ON people BEGIN SELECT RAISE(ABORT, 'no'); END")
    shop.run("DROP TABLE reviews", "CREATE VIEW reviews AS SELECT 1 AS id, 1 AS person_id, 'x' AS body")
    url = await verified(service, "erasure")
    plan = await planned(service, url)
    assert plan["status"] == "blocked"
    assert plan["blocked"][0]["collection"] == "reviews"
    assert await status(service, url) == "in_progress"
    assert (await staff.get(f"{url}/erasure-certificate")).status_code == 404


async def test_the_copy_comes_first(service, staff):
    url = await verified(service, "access", "erasure")
    answer = await staff.post(f"{url}/erasure-plan", json={"ground": "objection"})
    assert (answer.status_code, answer.json()["code"]) == (409, "copy_comes_first")


async def test_faulty_input(service, staff, storefront):
    url = await verified(service, "erasure")
    for body, pointer in (
        ({}, "/ground"), ({"ground": "because"}, "/ground"), ({"ground": "objection", "categories": []}, "/categories"),
        ({"ground": "objection", "more": 1}, "/more"),
    ):  # fmt: skip
        answer = await staff.post(f"{url}/erasure-plan", json=body)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert (await staff.get(f"{url}/erasure-plan")).status_code == 404
    assert (await storefront.post(f"{url}/erasure-plan", json={"ground": "objection"})).status_code == 403
    other = service.clients["storefront_2"]
    assert (await other.get(f"{url}/erasure-plan")).status_code == 404
    assert (await other.post(f"{url}/erasure-plan/cancellation")).status_code == 404
    answer = await staff.post(
        f"{await verified(service, 'access')}/erasure-plan", json={"ground": "objection"}
    )
    assert answer.json()["code"] == "right_not_requested"


async def test_kept_data_comes_up_again_on_its_day(service, shop, staff):
    url = await verified(service, "erasure")
    await planned(service, url)
    await approved(service, url)
    later(service, days=4)
    await carried_out(service, url)
    shop.run(f"INSERT INTO people VALUES (3, '{CAMILLE}', 'Camille is back')")  # a new account is not meant
    await raise_kept(service)
    assert len(shop.rows("orders")) == 2
    later(service, days=9 * 365)
    await raise_kept(service)
    assert [row[0] for row in shop.rows("orders")] == [11]
    assert [row[0] for row in shop.rows("people")] == [2, 3]
    shown = (await staff.get(f"{url}/erasure-plan")).json()
    assert shown["kept"][0]["done_at"] is not None
    assert await status(service, url) == "partly_refused"
    await raise_kept(service)  # and only once
    names = [e["name"] for e in (await staff.get(f"{url}/events")).json()]
    assert names.count("kept_data_came_up") == 1


async def raise_kept(service) -> None:
    async with service.runtime.operation(SYSTEM) as ctx:
        await job_queue.enqueue(ctx.session, Job("raise_kept"))
    await service.run_jobs()


async def test_without_a_cool_down_it_runs_at_once(database, tmp_path, shop):
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, settings(database, tmp_path, shop, erasure_cool_down_hours=0))
        await service.clients["dpo"].put("/v1/data-map", json={"content": MAP})
        url = await verified(service, "erasure")
        await planned(service, url)
        await approved(service, url)
        await carried_out(service, url)
        assert await status(service, url) == "partly_refused"
