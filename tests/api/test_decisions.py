import asyncio

import pytest

from dsr_service_tests import submission


async def in_progress(storefront, staff, *rights: str, **more) -> str:
    made = await storefront.post("/v1/requests", json=submission(*rights, **more))
    assert made.status_code == 201, made.text
    path = f"/v1/requests/{made.json()['id']}"
    if made.json()["status"] == "received":
        assert (
            await staff.post(f"{path}/identity-verification", json={"method": "in_person"})
        ).status_code == 200
    return path


async def test_a_right_settled_by_hand_closes_the_request_with_the_last_one(storefront, staff):
    path = await in_progress(storefront, staff, "rectification", "restriction")
    first = await staff.post(f"{path}/rights/rectification/settlement", json={"reasons": "Ville corrigée."})
    assert first.json()["status"] == "in_progress"
    again = await staff.post(f"{path}/rights/rectification/settlement", json={"reasons": "Encore."})
    assert (again.status_code, again.json()["code"]) == (409, "right_already_decided")
    last = await staff.post(f"{path}/rights/restriction/settlement", json={"reasons": "Marqué."})
    assert last.json()["status"] == "fulfilled"
    assert last.json()["closed_at"] is not None
    assert last.json()["next_actions"] == []


async def test_access_is_not_settled_by_hand(storefront, staff):
    path = await in_progress(storefront, staff, "access")
    answer = await staff.post(f"{path}/rights/access/settlement", json={"reasons": "Envoyé."})
    assert (answer.status_code, answer.json()["code"]) == (409, "carried_out_by_worker")


async def test_nothing_is_carried_out_before_identity(storefront, staff):
    made = (await storefront.post("/v1/requests", json=submission("erasure", "access"))).json()
    path = f"/v1/requests/{made['id']}"
    assert (
        await staff.post(f"{path}/rights/erasure/settlement", json={"reasons": "Fait."})
    ).status_code == 409
    answer = await staff.post(f"{path}/fulfilment")
    assert (answer.status_code, answer.json()["code"]) == (409, "identity_not_verified")


async def test_a_partial_refusal_ends_partly_refused(storefront, staff):
    path = await in_progress(storefront, staff, "erasure", "restriction")
    refused = await staff.post(
        f"{path}/refusal",
        json={
            "rights": ["erasure"],
            "ground": "ERASE_LEGAL_OBLIGATION",
            "reasons": "Code de commerce L123-22.",
        },
    )
    assert refused.status_code == 200, refused.text
    done = await staff.post(f"{path}/rights/restriction/settlement", json={"reasons": "Fait."})
    assert done.json()["status"] == "partly_refused"


@pytest.mark.parametrize(
    ("rights", "body", "status", "code"),
    [
        (
            ["objection", "access"],
            {"rights": ["objection"], "ground": "OBJECT_COMPELLING"},
            409,
            "never_refusable",
        ),
        (["access"], {"rights": ["access"], "ground": "ERASE_LEGAL_CLAIMS"}, 422, "ground_does_not_fit"),
        (["access"], {"rights": ["access"], "ground": "OTHERS_RIGHTS_COPY"}, 422, "ground_does_not_fit"),
        (["access"], {"rights": ["erasure"], "ground": "MANIFESTLY_UNFOUNDED"}, 409, "right_not_requested"),
        (["access"], {"rights": ["access"], "ground": "BECAUSE"}, 422, "ground_does_not_fit"),
        (["access"], {"rights": ["access", "access"], "ground": "NOT_CONTROLLER"}, 422, "invalid_input"),
    ],
)
async def test_a_refusal_needs_a_ground_that_fits(storefront, staff, rights, body, status, code):
    path = await in_progress(storefront, staff, *rights)
    answer = await staff.post(f"{path}/refusal", json=body | {"reasons": "Motif."})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await staff.get(path)).json()["closed_at"] is None


async def test_no_ground_is_offered_where_none_is_possible(storefront, staff):
    path = await in_progress(storefront, staff, "objection")
    assert (await staff.get(f"{path}/rights/objection/grounds")).json() == []
    path = await in_progress(storefront, staff, "portability", email="p@example.com")
    offered = {g["code"] for g in (await staff.get(f"{path}/rights/portability/grounds")).json()}
    assert "PORT_BASIS" in offered
    assert "ERASE_LEGAL_CLAIMS" not in offered


async def test_of_refusal_and_withdrawal_at_once_one_wins(storefront, staff):
    for n in range(5):
        path = await in_progress(storefront, staff, "restriction", email=f"r{n}@example.com")
        refusal = {"rights": ["restriction"], "ground": "RESTRICT_NO_GROUND", "reasons": "Motif."}
        answers = await asyncio.gather(
            staff.post(f"{path}/refusal", json=refusal), storefront.post(f"{path}/withdrawal")
        )
        assert sorted(a.status_code for a in answers) == [200, 409]
        names = [e["name"] for e in (await staff.get(f"{path}/events")).json()]
        assert names.count("status_changed") == 2, "verified, then closed once"


async def test_an_agent_asks_in_a_persons_name(storefront, staff):
    agent = {"name": "Maitre Dupont", "contact": "dupont@example.org", "relation": "mandate"}
    made = (await storefront.post("/v1/requests", json=submission("access", agent=agent))).json()
    assert made["agent"]["name"] == "Maitre Dupont"
    own = await storefront.post("/v1/requests", json=submission("access"))
    assert own.status_code == 201, "the person's own request is no reminder of the agent's"


async def test_staff_state_channel_and_receipt(staff, storefront):
    body = submission("access", channel="post", received_at="2026-02-27T23:30:00+01:00")
    refused = await storefront.post("/v1/requests", json=body)
    assert refused.status_code == 403
    made = await staff.post("/v1/requests", json=body)
    assert (made.status_code, made.json()["deadline"]["due_date"]) == (201, "2026-03-27")
    late = await staff.post("/v1/requests", json=body | {"received_at": "2027-01-01T00:00:00Z"})
    assert (late.status_code, late.json()["errors"][0]["pointer"]) == (422, "/received_at")
