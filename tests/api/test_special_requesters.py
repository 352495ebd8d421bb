"""Agents, parents and heirs: each shows its own list, checked piece by piece, and nothing is done before."""

import pytest

from dsr_service_tests import submission
from identity_papers import CHECKS, png

AGENT = {
    "name": "Maitre Dupont",
    "contact": "dupont@example.org",
    "capacity": "agent",
    "mandate": {
        "rights": ["access", "restriction"],
        "valid_from": "2026-01-01",
        "valid_until": "2026-12-31",
        "data": "Tout.",
        "addressee": "Boutique",
    },
}
PARENT = {"name": "Anne Martin", "contact": "anne@example.org", "capacity": "parent", "born_on": "2013-05-01"}
HEIR = {"name": "Anne Martin", "contact": "anne@example.org", "capacity": "heir", "scope": "account_closure"}
MANDATE = ["covers_rights", "within_duration", "covers_data", "names_addressee", "names_both", "signed"]
LISTS = {
    "agent": (AGENT, ["mandate", "agent_identity", "principal_identity"], "MANDATE_NOT_PROVEN"),
    "parent": (PARENT, ["parent_identity", "parental_authority", "minors_age"], "MANDATE_NOT_PROVEN"),
    "parent of a minor of 15": (
        {**PARENT, "born_on": "2011-03-02"},
        ["parent_identity", "parental_authority", "minors_age", "minors_agreement"],
        "MANDATE_NOT_PROVEN",
    ),
    "heir": (HEIR, ["death_record", "heirship", "heir_identity", "directives"], "DECEASED_NO_STANDING"),
    "the older form": (
        {"name": "Maitre Dupont", "contact": "dupont@example.org", "relation": "heir"},
        ["death_record", "heirship", "heir_identity", "directives"],
        "DECEASED_NO_STANDING",
    ),
}


async def asked(storefront, agent: dict, *rights: str) -> str:
    made = await storefront.post("/v1/requests", json=submission(*rights, agent=agent))
    assert made.status_code == 201, made.text
    return f"/v1/requests/{made.json()['id']}"


async def accept(staff, path: str, piece: dict, **changed):
    body = {"verdict": "accept", "checks": dict.fromkeys(piece["checks"], True), **changed}
    return await staff.post(f"{path}/evidence/{piece['kind']}/review", json=body)


@pytest.mark.parametrize("who", LISTS)
async def test_each_shows_its_own_list_and_nothing_is_done_before(storefront, staff, who):
    agent, kinds, ground = LISTS[who]
    right = "rectification"
    if agent.get("mandate"):
        right = "restriction"
    path = await asked(storefront, agent, right)
    standing = (await staff.get(f"{path}/evidence")).json()
    assert [piece["kind"] for piece in standing["evidence"]] == kinds
    assert (standing["proven"], standing["refusal_ground"]) == (False, ground)
    await staff.post(f"{path}/identity-verification", json={"method": "in_person"})
    settle = f"{path}/rights/{right}/settlement"
    refused = await staff.post(settle, json={"reasons": "Fait."})
    assert (refused.status_code, refused.json()["code"]) == (409, "standing_not_proven")
    for piece in standing["evidence"]:
        for missing in piece["checks"]:  # each check by itself
            checks = dict.fromkeys(piece["checks"], True) | {missing: False}
            half = await accept(staff, path, piece, checks=checks)
            assert (half.status_code, half.json()["errors"][0]["pointer"]) == (422, f"/checks/{missing}")
        assert (await accept(staff, path, piece)).status_code == 200
        assert (await accept(staff, path, piece)).json()["code"] == "evidence_already_accepted"
    assert (await staff.get(f"{path}/evidence")).json()["proven"] is True
    assert (await staff.post(settle, json={"reasons": "Fait."})).status_code == 200


async def test_complete_evidence_is_the_proof_of_identity_too(storefront, staff):
    path = await asked(storefront, HEIR, "erasure")
    for piece in (await staff.get(f"{path}/evidence")).json()["evidence"]:
        await accept(staff, path, piece)
    shown = (await staff.get(path)).json()
    assert (shown["status"], shown["identity"]["method"]) == ("in_progress", "identity_document")


async def test_a_mandate_that_says_otherwise_can_not_be_ticked(storefront, staff):
    for mandate, check in (
        ({"rights": ["erasure"]}, "covers_rights"),
        ({"valid_until": "2026-03-01"}, "within_duration"),
        ({"valid_from": "2026-03-03"}, "within_duration"),
    ):
        path = await asked(storefront, {**AGENT, "mandate": mandate}, "access")
        [piece] = [
            p for p in (await staff.get(f"{path}/evidence")).json()["evidence"] if p["kind"] == "mandate"
        ]
        refused = await accept(staff, path, piece)
        assert refused.status_code == 422
        assert [error["pointer"] for error in refused.json()["errors"]] == [f"/checks/{check}"]
        assert (await staff.post(f"{path}/withdrawal")).status_code == 200


async def test_an_heir_acts_within_the_scope_only(storefront, staff):
    path = await asked(storefront, HEIR, "portability", "erasure")
    standing = (await staff.get(f"{path}/evidence")).json()
    assert standing["out_of_scope"] == ["portability"]
    body = {
        "rights": ["portability"],
        "ground": "DECEASED_NO_STANDING",
        "reasons": "Hors du champ de l'article 85.",
    }
    assert (await staff.post(f"{path}/refusal", json=body)).status_code == 200
    for piece in standing["evidence"]:
        await accept(staff, path, piece)
    assert (await staff.get(f"{path}/evidence")).json()["proven"] is True


async def test_a_parent_of_an_adult_has_no_standing(storefront, staff):
    path = await asked(storefront, {**PARENT, "born_on": "2008-03-02"}, "access")
    standing = (await staff.get(f"{path}/evidence")).json()
    assert (standing["out_of_scope"], standing["refusal_ground"]) == (["access"], "MANDATE_NOT_PROVEN")
    younger = await asked(storefront, {**PARENT, "born_on": "2008-03-03"}, "access")
    assert (await staff.get(f"{younger}/evidence")).json()["out_of_scope"] == []


async def test_a_marketing_objection_needs_the_mandates_existence_alone(storefront, staff):
    bare = {"name": "Maitre Dupont", "contact": "dupont@example.org"}
    path = await asked(storefront, bare, "objection")
    [piece] = (await staff.get(f"{path}/evidence")).json()["evidence"]
    assert (piece["kind"], list(piece["checks"])) == ("mandate_exists", ["exists"])
    settle = f"{path}/rights/objection/settlement"
    assert (await staff.post(settle, json={"reasons": "Fait."})).json()["code"] == "standing_not_proven"
    assert (await accept(staff, path, piece)).json()["proven"] is True
    assert (await staff.post(settle, json={"reasons": "Fait."})).status_code == 200
    for agent in ({**bare, "mandate_reference": "M-1"}, PARENT, HEIR):
        made = await storefront.post(
            "/v1/requests", json=submission("objection", email="b@example.com", agent=agent)
        )
        assert made.json()["rights"][0]["outcome"] == "fulfilled", "at once"


async def test_what_is_not_needed_may_not_be_asked_for(storefront, staff):
    own = await storefront.post("/v1/requests", json=submission("access"))
    path = f"/v1/requests/{own.json()['id']}"
    assert (await staff.get(f"{path}/evidence")).json() == {
        "capacity": None, "proven": True, "evidence": [], "out_of_scope": [], "refusal_ground": None,
    }  # fmt: skip
    body = {"verdict": "accept", "checks": {"identity_matches": True}}
    answer = await staff.post(f"{path}/evidence/agent_identity/review", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "evidence_not_needed")
    ground = {"rights": ["access"], "ground": "MANDATE_NOT_PROVEN", "reasons": "Sans mandat."}
    assert (await staff.post(f"{path}/refusal", json=ground)).json()["code"] == "ground_does_not_fit"


async def test_an_uploaded_mandate_proves_no_identity_and_is_destroyed_on_the_verdict(
    storefront, staff, service
):
    path = await asked(storefront, AGENT, "access")
    files = [("file", ("mandate.png", png(), "image/png"))]
    sent = await storefront.post(f"{path}/identity-documents", files=files, data={"kind": "mandate"})
    assert sent.status_code == 201, sent.text
    [document] = sent.json()
    assert document["kind"] == "mandate"
    as_identity = await staff.post(
        f"{path}/identity-documents/{document['id']}/review", json={"verdict": "accept", "checks": CHECKS}
    )
    assert (as_identity.status_code, as_identity.json()["code"]) == (409, "evidence_reviewed_apart")
    pieces = {p["kind"]: p for p in (await staff.get(f"{path}/evidence")).json()["evidence"]}
    other = await accept(staff, path, pieces["agent_identity"], document_id=document["id"])
    assert other.status_code == 404, "a file of another kind"
    done = await accept(staff, path, pieces["mandate"], document_id=document["id"])
    assert done.status_code == 200
    await service.run_jobs()
    shown = (await staff.get(f"{path}/identity-documents/{document['id']}")).json()
    assert (shown["status"], shown["destroyed_at"] is not None) == ("accepted", True)
    bad = await storefront.post(f"{path}/identity-documents", files=files, data={"kind": "diary"})
    assert bad.status_code == 422


async def test_what_does_not_fit_together_is_refused(storefront):
    for agent in (
        {**PARENT, "born_on": None},
        {**HEIR, "scope": None},
        {**AGENT, "born_on": "2013-05-01"},
        {**AGENT, "scope": "estate"},
        {**HEIR, "mandate": {"reference": "M-1"}},
    ):
        answer = await storefront.post("/v1/requests", json=submission("access", agent=agent))
        assert answer.status_code == 422, agent
