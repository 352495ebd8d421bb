"""The attacks on access (threat T1): each ends refused, releases nothing, and leaves its trace in the audit log."""

from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from sqlalchemy import text

from assertion_signing import SigningStorefront, body_of, submit
from dsr_service.domain.actors import SYSTEM
from dsr_service_tests import START, Service, client_of, settings_for, submission
from identity_papers import CHECKS, uploaded
from known_shop import CAMILLE, RECENT, mails, make_shop, put_registers, token_in

THIEF = "thief@example.net"


@pytest.fixture
async def service(request, database, tmp_path):
    shop = make_shop(tmp_path / "shop.sqlite")
    async with AsyncExitStack() as stack:
        changed = getattr(request, "param", {})
        settings = settings_for(database, tmp_path, sources={"shop": f"sqlite:///{shop}"}, **changed)
        yield await Service.start(stack, settings)


@pytest.fixture(autouse=True)
async def registers(dpo):
    await put_registers(dpo)


async def submitted(storefront, **more) -> str:
    made = await storefront.post("/v1/requests", json=submission("access", **more))
    assert made.status_code == 201, made.text
    return f"/v1/requests/{made.json()['id']}"


async def trail(service, path: str) -> list[str]:
    return [event["name"] for event in (await service.clients["dpo"].get(f"{path}/events")).json()]


async def nothing_left(service, path: str, *, to: str = THIEF) -> None:
    exports = (await service.clients["staff"].get(f"{path}/exports")).json()
    assert [e for e in exports if e["status"] == "released"] == []
    assert mails(service, to, "/v1/track#") == []


async def document_accepted(service, path: str) -> None:
    storefront, staff = service.clients["storefront"], service.clients["staff"]
    [document] = (await uploaded(storefront, path)).json()
    body = {"verdict": "accept", "checks": CHECKS}
    review = await staff.post(f"{path}/identity-documents/{document['id']}/review", json=body)
    assert review.status_code == 200, review.text
    await service.run_jobs(until=lambda: idle(service))


async def idle(service) -> bool:
    async with service.runtime.operation(SYSTEM) as ctx:
        query = text("SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running')")
        return not await ctx.session.scalar(query)


async def approved(service, path: str) -> dict:
    assert (await service.clients["staff"].post(f"{path}/fulfilment")).status_code == 202
    await service.run_jobs(until=lambda: idle(service))
    answer = await service.clients["dpo"].post(f"{path}/approval")
    assert answer.status_code == 200, answer.text
    await service.run_jobs(until=lambda: idle(service))
    return (await service.clients["staff"].get(path)).json()


async def test_a_right_name_and_birth_date_with_a_new_address_prove_nothing(service, storefront, staff):
    path = await submitted(storefront, email=THIEF)
    await storefront.post(f"{path}/identity-codes")
    await storefront.post(f"{path}/access-links", json={})
    await service.run_jobs(until=lambda: idle(service))
    guess = await storefront.post(
        f"{path}/identity-verification", json={"method": "one_time_code", "code": "00000000"}
    )
    assert guess.status_code == 409
    assert (await staff.post(f"{path}/fulfilment")).json()["code"] == "identity_not_verified"
    await nothing_left(service, path)
    assert {"proof_refused", "release_channel_missing"} <= set(await trail(service, path))


async def test_b_the_thiefs_mailbox_beside_the_victims_number_gets_nothing(service, storefront, staff):
    """A stolen passport is accepted, and still nothing leaves: the true person is told first, and says no."""
    identifiers = [{"type": "customer_id", "value": "1"}, {"type": "email", "value": THIEF}]
    path = await submitted(storefront, subject={"name": "Camille Martin", "identifiers": identifiers})
    await service.run_jobs(until=lambda: idle(service))
    assert (await staff.get(f"{path}/known-channels")).json() == []
    by_number = [{"type": "customer_id", "value": "1"}]
    path = await submitted(
        storefront,
        subject={"name": "Camille Martin", "identifiers": by_number},
        agent={"name": "Nobody", "contact": THIEF},
    )
    await service.run_jobs(until=lambda: idle(service))
    await document_accepted(service, path)
    notices = mails(service, CAMILLE, "/v1/track#")
    assert len(notices) == 1
    nobody = service.clients["nobody"]
    session = (await nobody.post("/v1/track/sessions", json={"token": token_in(notices[0])})).json()[
        "session"
    ]
    async with client_of(service.app, {"Authorization": f"Bearer {session}"}) as camille:
        stopped = await camille.post("/v1/track/disavowal")
    assert (stopped.status_code, stopped.json()["status"]) == (200, "awaiting_identity")
    assert (await staff.post(f"{path}/fulfilment")).json()["code"] == "identity_not_verified"
    await nothing_left(service, path)
    assert {"release_held", "known_channels_notified", "request_disavowed"} <= set(await trail(service, path))


async def test_c_a_replayed_assertion_proves_nothing(service, storefront, dpo):
    shop = await SigningStorefront.registered(dpo)
    body, digest = body_of("access")
    token = shop.sign(shop.claims(digest))
    assert (await submit(storefront, body, token)).status_code == 201
    other, other_digest = body_of("access", "restriction")
    replayed = await submit(storefront, other, token)
    assert replayed.status_code == 422, "it is bound to another body"
    same = await submit(service.clients["storefront"], body, token)
    assert same.status_code == 200, "the reminder of a request that is verified already needs no second proof"
    victim = await submitted(storefront, email=RECENT)
    assertion = {"method": "authenticated_session", "assertion": token}
    refused = await storefront.post(f"{victim}/identity-verification", json=assertion)
    assert refused.status_code == 422
    assert "proof_refused" in await trail(service, victim)
    assert (await storefront.get(victim)).json()["status"] == "received"
    assert other_digest != digest


async def test_d_an_assertion_for_another_audience_proves_nothing(service, storefront, dpo):
    shop = await SigningStorefront.registered(dpo)
    body, digest = body_of("access")
    made = (await submit(storefront, body)).json()
    path = f"/v1/requests/{made['id']}"
    token = shop.sign(shop.claims(digest, made["id"], aud="https://forum.example"))
    refused = await storefront.post(
        f"{path}/identity-verification", json={"method": "authenticated_session", "assertion": token}
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "assertion_refused")
    assert (await storefront.get(path)).json()["status"] == "received"
    await nothing_left(service, path)
    assert "proof_refused" in await trail(service, path)


async def test_e_a_contact_changed_after_the_submission_is_no_channel(service, storefront, staff):
    path = await submitted(storefront, email=CAMILLE)
    await service.run_jobs(until=lambda: idle(service))
    service.clock.set(START + timedelta(hours=3))
    changed = {"email": THIEF, "known_since": (START + timedelta(hours=2)).isoformat()}
    assert (await storefront.post(f"{path}/known-channels", json=changed)).status_code == 202
    await staff.post(f"{path}/identity-verification", json={"method": "in_person"})
    assert (await approved(service, path))["status"] == "fulfilled"
    assert mails(service, THIEF) == []
    assert len(mails(service, CAMILLE, "/v1/track#")) == 1, "the older channel gets the answer"
    by_email = {c["email"]: c for c in (await staff.get(f"{path}/known-channels")).json()}
    refused = await staff.post(f"{path}/access-links", json={"channel_id": by_email[THIEF]["id"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_release_channel")
    assert by_email[THIEF]["standing"] == "after_request"
    assert "known_channel_recorded" in await trail(service, path)


async def test_f_a_contact_changed_a_day_before_is_no_channel(service, storefront, staff, dpo):
    path = await submitted(storefront, email=RECENT)
    await storefront.post(f"{path}/identity-codes")
    await service.run_jobs(until=lambda: idle(service))
    assert mails(service, RECENT, "/v1/track#") == []
    refused = await storefront.post(
        f"{path}/identity-verification", json={"method": "one_time_code", "code": "00000000"}
    )
    assert refused.status_code == 409
    # even when somebody else than the thief is convinced, nothing goes to that address
    await staff.post(f"{path}/identity-verification", json={"method": "callback"})
    await approved(service, path)
    assert mails(service, RECENT, "/v1/track#") == []
    assert "release_channel_missing" in await trail(service, path)
    [channel] = (await staff.get(f"{path}/known-channels")).json()
    assert (channel["standing"], channel["may_release"]) == ("recent", False)
    # a second person's recorded check opens it, the first one's does not
    confirm = f"{path}/known-channels/{channel['id']}/confirmation"
    assert (await staff.post(confirm, json={"how": "Me again."})).json()["code"] == "four_eyes"
    assert (await dpo.post(confirm, json={"how": "Letter to the billing address."})).status_code == 200
    assert (await staff.post(f"{path}/access-links", json={"channel_id": channel["id"]})).status_code == 202


async def test_a_document_alone_waits_72_hours(service, storefront, staff):
    path = await submitted(storefront, email=CAMILLE)
    await service.run_jobs(until=lambda: idle(service))
    await document_accepted(service, path)
    waiting = await approved(service, path)
    assert waiting["status"] == "in_fulfilment"
    [package] = (await storefront.get(f"{path}/exports")).json()
    content = f"{path}/exports/{package['id']}/content"
    assert (await storefront.get(content)).json()["code"] == "export_not_released"
    service.clock.set(START + timedelta(hours=71, minutes=59))
    await service.run_jobs(until=lambda: idle(service))
    assert (await storefront.get(content)).status_code == 409
    service.clock.set(START + timedelta(hours=72, minutes=1))
    await service.run_jobs(until=lambda: released(service, path))
    assert (await storefront.get(content)).status_code == 200
    assert (await staff.get(path)).json()["status"] == "fulfilled"


async def released(service, path: str) -> bool:
    return (await service.clients["staff"].get(path)).json()["status"] == "fulfilled"


async def test_a_second_persons_proof_ends_the_wait(service, storefront, staff, dpo):
    path = await submitted(storefront, email=CAMILLE)
    await service.run_jobs(until=lambda: idle(service))
    await document_accepted(service, path)
    assert (await approved(service, path))["status"] == "in_fulfilment"
    own = await staff.post(f"{path}/identity-verification", json={"method": "in_person"})
    assert own.status_code == 200, own.text
    await service.run_jobs(until=lambda: idle(service))
    assert (await staff.get(path)).json()["status"] == "in_fulfilment", (
        "who accepted the copy can't end the wait"
    )
    done = await dpo.post(f"{path}/identity-verification", json={"method": "in_person"})
    assert done.status_code == 200, done.text
    await service.run_jobs(until=lambda: released(service, path))
    assert (await staff.get(path)).json()["status"] == "fulfilled"


@pytest.mark.parametrize("service", [{"document_alone_waits_hours": 0}], indirect=True)
async def test_no_wait_where_the_controller_wants_none(service, storefront):
    path = await submitted(storefront, email=CAMILLE)
    await document_accepted(service, path)
    assert (await approved(service, path))["status"] == "fulfilled"


@pytest.mark.parametrize("service", [{"identity_policy": "proportionate"}], indirect=True)
async def test_without_a_proof_the_answer_goes_to_the_known_channel_alone(service, storefront, staff):
    path = await submitted(storefront, email=CAMILLE)
    await service.run_jobs(until=lambda: idle(service))
    assert (await staff.post(f"{path}/identity-request", json={})).json()["code"] == "doubt_not_recorded"
    assert (await approved(service, path))["status"] == "fulfilled"
    [package] = (await storefront.get(f"{path}/exports")).json()
    refused = await storefront.get(f"{path}/exports/{package['id']}/content")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_release_channel")
    assert len(mails(service, CAMILLE, "/v1/track#")) == 1


async def test_no_proof_is_asked_for_a_marketing_objection(storefront, staff):
    made = (await storefront.post("/v1/requests", json=submission("objection"))).json()
    assert (made["status"], made["identity"]["required"]) == ("fulfilled", False), "at once (art. 21(3))"
    made = (await storefront.post("/v1/requests", json=submission("consent_withdrawal"))).json()
    assert (made["status"], made["identity"]["required"]) == ("in_progress", False)
    path = f"/v1/requests/{made['id']}"
    asked = await staff.post(f"{path}/identity-request", json={"reasonable_doubt_reason": "Odd."})
    assert (asked.status_code, asked.json()["code"]) == (409, "proof_not_askable")
    assert (await staff.get(path)).json()["status"] == "in_progress"
