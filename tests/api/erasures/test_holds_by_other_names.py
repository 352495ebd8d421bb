"""A hold names a person by whichever identifier its author knew; an erasure asked for by another one meets it."""

import pytest

from dsr_service_tests import submission
from erasing import MAP, approved, carried_out, later, planned, replayed, verified
from identity_papers import png

NUMBERED = MAP.replace(
    "fides_meta: {primary_key: true, data_type: integer}}",
    "fides_meta: {primary_key: true, data_type: integer, identity: customer_number}}",
    1,
)
HOLD = {
    "reference": "LITIGE-2026-12",
    "law": "GDPR 17(3)(e)",
    "identifiers": [{"type": "customer_number", "value": "1"}],
}


@pytest.fixture
async def numbered(service):
    held = (await service.clients["dpo"].get("/v1/data-map")).headers["ETag"]
    answer = await service.clients["dpo"].put(
        "/v1/data-map", json={"content": NUMBERED}, headers={"If-Match": held}
    )
    assert answer.status_code == 200, answer.text
    return service


async def test_a_hold_by_customer_number_meets_the_erasure_by_address(numbered, shop):
    dpo = numbered.clients["dpo"]
    hold = await dpo.post("/v1/legal-holds", json=HOLD)
    assert hold.status_code == 201, hold.text
    url = await verified(numbered, "erasure")
    plan = await planned(numbered, url)
    assert {(i["collection"], i["action"]) for i in plan["items"]} == {
        ("people", "keep"),
        ("orders", "keep"),
        ("reviews", "keep"),
    }
    await approved(numbered, url)
    later(numbered, hours=73)
    await carried_out(numbered, url)
    assert (20, 1, "Camille liked it") in shop.rows("reviews")
    assert (await replayed(numbered, shop)).rows == 1
    assert (20, 1, "Camille liked it") in shop.rows("reviews"), "a restore is no way around a hold"
    lifted = await dpo.post(f"/v1/legal-holds/{hold.json()['id']}/lift", json={"reasons": "Clos."})
    assert lifted.status_code == 200, lifted.text
    later(numbered, days=1)

    async def gone() -> bool:
        return (20, 1, "Camille liked it") not in shop.rows("reviews")

    await numbered.run_jobs(until=gone)


async def test_a_hold_that_comes_during_the_cool_down_stops_it(numbered, shop):
    url = await verified(numbered, "erasure")
    await planned(numbered, url)
    await approved(numbered, url)
    assert (await numbered.clients["dpo"].post("/v1/legal-holds", json=HOLD)).status_code == 201
    later(numbered, hours=73)
    await carried_out(numbered, url)
    shown = (await numbered.clients["staff"].get(f"{url}/erasure-plan")).json()
    assert (shown["status"], shown["end_reason"]) == ("stopped", "rules_changed")
    assert (20, 1, "Camille liked it") in shop.rows("reviews")


async def test_a_number_that_the_rows_show_only_now_is_asked_for_too(numbered, shop):
    """Between approval and execution the person's row came to bear a number that a hold names."""
    url = await verified(numbered, "erasure")
    other = {**HOLD, "identifiers": [{"type": "customer_number", "value": "7"}]}
    assert (await numbered.clients["dpo"].post("/v1/legal-holds", json=other)).status_code == 201
    await planned(numbered, url)
    await approved(numbered, url)
    shop.run("UPDATE reviews SET person_id = 7 WHERE person_id = 1", "UPDATE people SET id = 7 WHERE id = 1")
    later(numbered, hours=73)
    await carried_out(numbered, url)
    shown = (await numbered.clients["staff"].get(f"{url}/erasure-plan")).json()
    assert (shown["status"], shown["end_reason"]) == ("stopped", "rules_changed")
    assert (20, 7, "Camille liked it") in shop.rows("reviews")


async def test_copies_that_were_asked_for_by_number_are_gone_too(numbered):
    storefront, staff = numbered.clients["storefront"], numbered.clients["staff"]
    body = submission("rectification")
    body["subject"]["identifiers"] = HOLD["identifiers"]
    made = await storefront.post("/v1/requests", json=body)
    paper = f"/v1/requests/{made.json()['id']}/identity-documents"
    [document] = (await storefront.post(paper, files={"file": ("id.png", png(), "image/png")})).json()
    url = await verified(numbered, "erasure")
    await planned(numbered, url)
    await approved(numbered, url)
    later(numbered, hours=73)
    await carried_out(numbered, url)
    certificate = (await staff.get(f"{url}/erasure-certificate")).json()["certificate"]
    assert certificate["identity_documents_destroyed"] == 1
    view = await staff.post(f"{paper}/{document['id']}/views", json={"reason": "Look"})
    assert view.status_code == 410
