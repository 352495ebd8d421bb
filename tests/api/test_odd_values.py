"""Values at the edges of what a type can hold, and parameters that occur twice: refused with a pointer."""

import pytest

from dsr_service_tests import submission

OUTSIDE_UTC = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
INFINITIES = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"]  # to the database's driver


def pointers(answer):
    assert answer.status_code == 422, answer.text
    return [error["pointer"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("instant", OUTSIDE_UTC + INFINITIES)
async def test_an_instant_that_cannot_be_stored_is_refused(dpo, instant):
    assert pointers(await dpo.get("/v1/requests", params={"due_before": instant})) == ["/due_before"]
    key = {"role": "staff", "name": "late", "expires_at": instant}
    assert pointers(await dpo.post("/v1/api-keys", json=key)) == ["/expires_at"]


@pytest.mark.parametrize("name", ["right", "sort", "limit", "due_before", "overdue", "assignee"])
async def test_a_filter_given_twice_is_refused(staff, name):
    assert pointers(await staff.get(f"/v1/requests?{name}=access&{name}=erasure")) == [f"/{name}"]


async def test_a_right_named_twice_is_pointed_at(dpo):
    assert pointers(await dpo.post("/v1/requests", json=submission("access", "access"))) == ["/rights"]
    path = f"/v1/requests/{(await dpo.post('/v1/requests', json=submission())).json()['id']}"
    refusal = {"rights": ["access", "access"], "ground": "MANIFESTLY_UNFOUNDED", "reasons": "Sans objet."}
    assert pointers(await dpo.post(f"{path}/refusal", json=refusal)) == ["/rights"]


@pytest.mark.parametrize("review", [{"verdict": "maybe"}, {}])
async def test_the_field_that_chooses_a_form_is_pointed_at(dpo, review):
    path = f"/v1/requests/{(await dpo.post('/v1/requests', json=submission())).json()['id']}"
    document = "0192f0c1-7a4e-7c33-9d3f-2b1e5a6c7d8e"
    assert pointers(await dpo.post(f"{path}/identity-documents/{document}/review", json=review)) == [
        "/verdict"
    ]
