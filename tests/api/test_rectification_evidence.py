"""Evidence that data are wrong: uploaded, sealed, looked at, named by a decision, destroyed with it (art. 16)."""

from contextlib import AsyncExitStack
from uuid import uuid4

import pytest

from dsr_service_tests import Service, submission
from erasing import CAMILLE, MAP, make_shop, settings
from identity_papers import png

KIND = {"kind": "rectification_evidence"}


@pytest.fixture
async def service(database, tmp_path):
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, settings(database, tmp_path, make_shop(tmp_path)))
        assert (await service.clients["dpo"].put("/v1/data-map", json={"content": MAP})).status_code == 200
        yield service


async def proposed(service) -> str:
    body = submission("rectification", email=CAMILLE)
    body["particulars"] = {"rectification": [{"field": "people.name", "new_value": "Camille M."}]}
    made = await service.clients["storefront"].post("/v1/requests", json=body)
    url, staff = f"/v1/requests/{made.json()['id']}", service.clients["staff"]
    await staff.post(f"{url}/identity-verification", json={"method": "authenticated_session"})
    assert (await staff.post(f"{url}/rectification", json={})).status_code == 202
    await service.run_jobs()
    return url


async def uploaded(service, url: str, content: bytes | None = None):
    files = [("file", ("proof.png", content or png(), "image/png"))]
    storefront = service.clients["storefront"]
    return await storefront.post(f"{url}/identity-documents", files=files, data=KIND)


def decided(*documents: str, verdict: str = "accept") -> dict:
    refused = {"ground": "RECTIFY_DATA_ACCURATE", "reasons": "It is right as it stands."}
    more = refused if verdict == "refuse" else {}
    return {"decisions": [{"correction": 0, "verdict": verdict, "documents": list(documents), **more}]}


async def states(service, url: str) -> dict[str, tuple[str, bool]]:
    found = (await service.clients["staff"].get(f"{url}/identity-documents")).json()
    return {each["id"]: (each["status"], each["destroyed_at"] is not None) for each in found}


async def test_a_copy_serves_the_decision_and_goes_when_it_is_carried_out(service, staff):
    url = await proposed(service)
    [named] = (await uploaded(service, url)).json()
    [other] = (await uploaded(service, url)).json()
    assert (named["kind"], named["status"]) == ("rectification_evidence", "pending")
    view = await staff.post(f"{url}/identity-documents/{named['id']}/views", json={"reason": "The new name"})
    assert view.status_code == 201, view.text
    review = {"verdict": "reject", "reason": "illegible"}
    apart = await staff.post(f"{url}/identity-documents/{named['id']}/review", json=review)
    assert apart.status_code == 409, apart.text
    foreign = await staff.post(f"{url}/rectification/decisions", json=decided(named["id"], str(uuid4())))
    assert foreign.status_code == 422
    assert foreign.json()["errors"][0]["pointer"] == "/decisions/0/documents/1"
    assert (await staff.post(f"{url}/rectification/decisions", json=decided(named["id"]))).status_code == 200
    assert await states(service, url) == {named["id"]: ("pending", False), other["id"]: ("pending", False)}
    await service.run_jobs()
    shown = (await staff.get(f"{url}/rectification")).json()
    assert (shown["status"], shown["corrections"][0]["documents"]) == ("done", [named["id"]])
    assert await states(service, url) == {named["id"]: ("accepted", True), other["id"]: ("unreviewed", True)}
    gone = await staff.post(f"{url}/identity-documents/{named['id']}/views", json={"reason": "Again"})
    assert gone.status_code == 410


async def test_a_refusal_and_a_withdrawal_end_its_purpose_too(service, staff, storefront):
    url = await proposed(service)
    [copy] = (await uploaded(service, url)).json()
    await staff.post(f"{url}/rectification/decisions", json=decided(copy["id"], verdict="refuse"))
    await service.run_jobs()
    assert await states(service, url) == {copy["id"]: ("accepted", True)}
    late = await uploaded(service, url)
    assert (late.status_code, late.json()["code"]) == (409, "illegal_transition")
    second = await proposed(service)
    [copy] = (await uploaded(service, second)).json()
    assert (await storefront.post(f"{second}/withdrawal")).status_code == 200
    await service.run_jobs()
    assert await states(service, second) == {copy["id"]: ("unreviewed", True)}


async def test_nobodys_papers_are_taken_for_nothing_or_unlooked_at(service, staff):
    made = await staff.post("/v1/requests", json=submission("access", email=CAMILLE))
    url = f"/v1/requests/{made.json()['id']}"
    refused = await uploaded(service, url)
    assert (refused.status_code, refused.json()["code"]) in {(409, "illegal_transition"), (404, "not_found")}
    url = await proposed(service)
    assert (await uploaded(service, url, b"\x89PNG\r\n\x1a\n not a picture")).status_code == 422
    assert await states(service, url) == {}
