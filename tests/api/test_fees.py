"""Fees: the person is warned, the request waits, goes on when paid or waived, and marketing objections never wait."""

from dsr_service_tests import submission

FEE = {
    "ground": "FEE_ABUSE",
    "amount_cents": 450,
    "cost_basis": "Copie papier.",
    "reasons": "Cinquième demande.",
}


async def ready(service, *rights, **more):
    staff = service.clients["staff"]
    made = await staff.post("/v1/requests", json=submission(*rights, **more))
    url = f"/v1/requests/{made.json()['id']}"
    await staff.post(f"{url}/identity-verification", json={"method": "in_person"})
    return url


async def test_the_request_waits_for_payment_and_the_person_is_told_first(service, staff, auditor):
    url = await ready(service, "restriction", "access")
    due = (await staff.get(url)).json()["deadline"]["due_date"]
    asked = await staff.post(f"{url}/fee", json=FEE)
    assert asked.status_code == 201, asked.text
    assert (await staff.post(f"{url}/fee", json=FEE)).json()["code"] == "fee_asked"
    assert (await auditor.get(f"{url}/fee")).json()["cost_basis"] == "Copie papier."
    waits = await staff.post(f"{url}/rights/restriction/settlement", json={"reasons": "Fait."})
    assert (waits.status_code, waits.json()["code"]) == (409, "fee_unpaid")
    assert (await staff.post(f"{url}/fulfilment")).status_code == 409
    assert (await staff.post(f"{url}/fee/payment")).json()["code"] == "fee_not_told"
    await service.run_jobs()
    [letter] = [m for m in (await staff.get(f"{url}/messages")).json() if m["kind"] == "fee_notice"]
    assert all(said in letter["body"] for said in ("4,50 EUR", "Copie papier.", "Cinquième demande."))
    assert (await staff.post(f"{url}/fee/payment")).json()["status"] == "paid"
    assert (await staff.post(f"{url}/fee/waiver")).json()["code"] == "fee_settled"
    assert (await staff.get(url)).json()["deadline"]["due_date"] == due  # no clock stops for it
    done = await staff.post(f"{url}/rights/restriction/settlement", json={"reasons": "Fait."})
    assert done.status_code == 200, done.text
    assert (await service.clients["storefront_2"].get(f"{url}/fee")).status_code == 404


async def test_a_waived_fee_lets_the_request_go_on_and_a_withdrawal_costs_nothing(service, staff):
    url = await ready(service, "restriction")
    assert (await staff.get(f"{url}/fee")).json()["code"] == "no_fee"
    assert (await staff.post(f"{url}/fee", json=FEE)).status_code == 201
    assert (await staff.post(f"{url}/fee/waiver")).json()["status"] == "waived"
    done = await staff.post(f"{url}/rights/restriction/settlement", json={"reasons": "Fait."})
    assert done.status_code == 200
    other = await ready(service, "restriction", email="b@example.com")
    assert (await staff.post(f"{other}/fee", json=FEE)).status_code == 201
    assert (await staff.post(f"{other}/withdrawal")).json()["status"] == "withdrawn"


async def test_grounds_fit_the_right_and_some_rights_are_always_free(service, staff):
    url = await ready(service, "restriction")
    copy = await staff.post(f"{url}/fee", json={**FEE, "ground": "FEE_FURTHER_COPY"})
    assert (copy.status_code, copy.json()["errors"][0]["pointer"]) == (422, "/ground")
    consent = await ready(service, "consent_withdrawal", email="c@example.com")
    free = await staff.post(f"{consent}/fee", json=FEE)
    assert free.status_code == 422
    assert (await staff.post(f"{url}/fee", json={**FEE, "amount_cents": 0})).status_code == 422
