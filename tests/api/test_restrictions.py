"""Restriction: the storefront's question, and lifting only after the person was told (art. 18)."""

import asyncio
from datetime import timedelta

import pytest

from dsr_service_tests import submission

EMAIL = "camille.martin@example.com"
GROUND = {"ground": "accuracy_contested"}


async def ready(service, *rights, email=EMAIL):
    staff = service.clients["staff"]
    request = (await staff.post("/v1/requests", json=submission(*rights, email=email))).json()["id"]
    verified = await staff.post(f"/v1/requests/{request}/identity-verification", json={"method": "in_person"})
    assert verified.status_code < 300, verified.text
    return request


async def check(service, *values, caller="storefront"):
    body = {"identifiers": [{"type": "email", "value": value} for value in values]}
    answer = await service.clients[caller].post("/v1/restrictions/check", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_restriction_is_told_to_the_storefront_until_it_is_lifted(service):
    staff = service.clients["staff"]
    request = await ready(service, "restriction")
    assert await check(service, EMAIL) == {"restricted": False, "suppressed_purposes": []}
    started = await staff.post(f"/v1/requests/{request}/restrictions", json=GROUND)
    assert started.status_code == 201, started.text
    assert (await staff.get(f"/v1/requests/{request}")).json()["status"] == "fulfilled"
    assert (await check(service, "other@example.com"))["restricted"] is False
    assert (await check(service, "other@example.com", f" {EMAIL.upper()}"))["restricted"] is True

    lift = f"/v1/requests/{request}/restrictions/lift"
    refused = await staff.post(lift)
    assert (refused.status_code, refused.json()["code"]) == (409, "person_not_told")
    ends_at = service.clock.now() + timedelta(days=2)
    notice = {"ends_at": ends_at.isoformat(), "reasons": "L'adresse est la bonne."}
    announced = await staff.post(f"/v1/requests/{request}/restrictions/lift-notice", json=notice)
    assert announced.status_code == 200, announced.text
    assert (await staff.post(lift)).json()["code"] == "person_not_told"  # written, not sent yet
    await service.run_jobs()
    assert (await staff.post(lift)).json()["code"] == "person_not_told"  # sent, but for another day
    service.clock.set(ends_at)
    assert (await check(service, EMAIL))["restricted"] is True
    assert (await staff.post(lift)).json()["lifted_at"] is not None
    assert (await check(service, EMAIL))["restricted"] is False
    letters = (await staff.get(f"/v1/requests/{request}/messages")).json()
    (told,) = [letter for letter in letters if letter["kind"] == "restriction_lifting"]
    assert "L'adresse est la bonne." in told["body"]
    history = (await staff.get(f"/v1/requests/{request}/restrictions")).json()
    assert [each["ground"] for each in history] == ["accuracy_contested"]


async def test_two_requests_of_one_person_restrict_apart(service):
    staff = service.clients["staff"]
    first = await ready(service, "restriction", "access")
    second = await ready(service, "restriction", "portability")
    for request in (first, second):
        await staff.post(f"/v1/requests/{request}/restrictions", json=GROUND)
    ends_at = service.clock.now() + timedelta(hours=1)
    notice = {"ends_at": ends_at.isoformat(), "reasons": "Fini."}
    await staff.post(f"/v1/requests/{first}/restrictions/lift-notice", json=notice)
    await service.run_jobs()
    service.clock.set(ends_at)
    assert (await staff.post(f"/v1/requests/{first}/restrictions/lift")).status_code == 200
    assert (await check(service, EMAIL))["restricted"] is True


async def test_many_starts_at_once_make_one_restriction(service):
    request = await ready(service, "restriction", "access")
    answers = await asyncio.gather(
        *(
            service.clients[caller].post(f"/v1/requests/{request}/restrictions", json=GROUND)
            for caller in ("staff", "staff_2", "dpo") * 4
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 11]


async def test_only_a_verified_open_request_restricts(service):
    staff = service.clients["staff"]
    body = submission("restriction", email="new@example.com")
    request = (await staff.post("/v1/requests", json=body)).json()["id"]
    refused = await staff.post(f"/v1/requests/{request}/restrictions", json=GROUND)
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal_transition")
    for suffix in ("/lift", "/lift-notice"):
        notice = {"ends_at": "2027-01-01T00:00:00Z", "reasons": "x"} if suffix == "/lift-notice" else None
        refused = await staff.post(f"/v1/requests/{request}/restrictions{suffix}", json=notice)
        assert (refused.status_code, refused.json()["code"]) == (409, "not_restricted")


async def test_the_person_is_not_told_of_an_end_in_the_past(service):
    request = await ready(service, "restriction", "access")
    await service.clients["staff"].post(f"/v1/requests/{request}/restrictions", json=GROUND)
    notice = {"ends_at": "2020-01-01T00:00:00Z", "reasons": "x"}
    refused = await service.clients["staff"].post(
        f"/v1/requests/{request}/restrictions/lift-notice", json=notice
    )
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/ends_at"


@pytest.mark.parametrize("caller", ["storefront", "auditor"])
async def test_others_may_not_restrict(service, caller):
    request = await ready(service, "restriction")
    refused = await service.clients[caller].post(f"/v1/requests/{request}/restrictions", json=GROUND)
    assert refused.status_code == 403


async def test_the_database_holds_no_plain_identifier(service):
    request = await ready(service, "restriction")
    await service.clients["staff"].post(f"/v1/requests/{request}/restrictions", json=GROUND)
    from sqlalchemy import text

    async with service.runtime.engine.connect() as connection:
        rows = (await connection.execute(text("SELECT * FROM restricted_identifiers"))).all()
    assert rows
    assert EMAIL.encode() not in b"".join(bytes(row.lookup) for row in rows)
