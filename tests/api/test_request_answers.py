"""What is written past the models is what the models would write."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from dsr_service.api.request_answers import answer, request_fields
from dsr_service.api.subject_request_bodies import RequestOut
from dsr_service.domain.actors import SYSTEM
from dsr_service.services import deadlines
from dsr_service.storage import subject_requests as storage
from dsr_service.storage import whole_requests
from dsr_service_tests import submission

# one state each: a refused right with its ground, an extension, a suspension, a closed request, an agent
STATES = {
    "as submitted": "SELECT 1",
    "refused": "UPDATE requested_rights SET outcome = 'refused', ground = 'UNFOUNDED', reasons = 'Because é.', "
    "decided_at = '2026-11-20 10:00:00.5+01' WHERE position = 0",
    "extended": "UPDATE deadlines SET extended_at = now(), extension_ground = 'complexity_volume', "
    "safe_due = '2026-12-01'",
    "extension lapsed": "UPDATE deadlines SET extended_at = now(), extension_lapsed_at = now()",
    "suspended": "UPDATE deadlines SET due_date = NULL, due_before = NULL, internal_target = NULL",
    "overdue": "UPDATE deadlines SET due_before = '2020-01-01'",
    "closed": "UPDATE subject_requests SET status = 'withdrawn', closed_at = '2026-11-20 10:00+00', assignee = 'X'",
    "proved": "UPDATE subject_requests SET identity_verified_at = '2026-11-20 10:00:00.000001+02', "
    "identity_method = 'code', identity_required = false, reminders = 2",
    "for another": 'UPDATE subject_requests SET agent = \'{"kind": "agent", "name": "Z", "n": [1, null]}\'',
    "without a name": "UPDATE subjects SET name = NULL",
}


@pytest.mark.parametrize("state", STATES)
async def test_a_request_is_written_as_its_model_would_be(service, state):
    body = submission("access", "objection", email="a@example.com")
    body["subject"]["identifiers"].append({"type": "phone", "value": "+33 1 \u2028"})
    submitted = await service.clients["storefront"].post("/v1/requests", json=body)
    assert submitted.status_code == 201, submitted.text
    request_id = UUID(submitted.json()["id"])
    async with service.runtime.operation(SYSTEM) as ctx:
        await ctx.session.execute(text(STATES[state]))
    async with service.runtime.operation(SYSTEM) as ctx:
        mapped = await storage.get(ctx.session, request_id)
        clock = (await deadlines.of_requests(ctx, [mapped]))[request_id]
        model = RequestOut.of(mapped, clock, ctx.now, ["assign", "refuse"])
        whole = await whole_requests.get(ctx.session, request_id)
        for request, its_clock in ((mapped, clock), whole):
            written = answer(request_fields(request, its_clock, ctx.now, ["assign", "refuse"]))
            assert written.body == model.model_dump_json().encode()
            assert written.headers["content-type"] == "application/json"


async def test_all_ways_to_an_answer_show_the_same(service):
    storefront = service.clients["storefront"]
    body = submission("access", email="b@example.com")
    submitted = (await storefront.post("/v1/requests", json=body)).json()
    read = (await storefront.get(f"/v1/requests/{submitted['id']}")).json()
    listed = (await storefront.get("/v1/requests")).json()["items"]
    searched = await storefront.post(
        "/v1/requests/search", json={"identifiers": body["subject"]["identifiers"]}
    )
    assert read == submitted
    assert listed == searched.json()["items"] == [submitted]
    assert json.dumps(read) == json.dumps(submitted)  # the order of the fields, too


async def test_overdue_is_by_the_clock_of_the_call(service):
    storefront = service.clients["storefront"]
    submitted = (await storefront.post("/v1/requests", json=submission("access"))).json()
    assert submitted["deadline"]["overdue"] is False
    service.clock.set(service.clock.now() + timedelta(days=60))
    assert (await storefront.get(f"/v1/requests/{submitted['id']}")).json()["deadline"]["overdue"] is True
