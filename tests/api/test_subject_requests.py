import asyncio

from dsr_service_tests import submission


async def test_a_submitted_request_has_a_reference_a_status_and_a_deadline(storefront):
    answer = await storefront.post("/v1/requests", json=submission("access", "portability"))
    assert answer.status_code == 201, answer.text
    request = answer.json()
    assert request["status"] == "received"
    assert [(r["right"], r["outcome"]) for r in request["rights"]] == [
        ("access", "pending"),
        ("portability", "pending"),
    ]
    assert request["deadline"]["due_date"] == "2026-04-02"
    assert answer.headers["location"] == f"/v1/requests/{request['id']}"
    assert (await storefront.get(answer.headers["location"])).json() == request
    assert answer.headers["etag"] == (await storefront.get(answer.headers["location"])).headers["etag"]


async def test_a_marketing_objection_asks_for_no_identity(storefront):
    request = (await storefront.post("/v1/requests", json=submission("objection"))).json()
    assert request["status"] == "fulfilled"  # it takes effect at once (art. 21(3))
    assert request["identity"]["required"] is False


async def test_a_reminder_is_linked_to_the_open_request(storefront, service):
    first = (await storefront.post("/v1/requests", json=submission("access", "erasure"))).json()
    answer = await storefront.post(
        "/v1/requests", json=submission("access", email="Camille.Martin@Example.com ")
    )
    assert answer.status_code == 200
    assert answer.json()["id"] == first["id"]
    assert answer.json()["reminders"] == 1
    other = await storefront.post("/v1/requests", json=submission("restriction"))
    assert other.status_code == 201
    stranger = await service.clients["storefront_2"].post("/v1/requests", json=submission("access"))
    assert stranger.status_code == 201, "another integration must not learn of the request"


async def test_simultaneous_submissions_of_one_person_make_one_request(storefront):
    answers = await asyncio.gather(
        *(storefront.post("/v1/requests", json=submission("access")) for _ in range(5))
    )
    assert sorted(a.status_code for a in answers) == [200, 200, 200, 200, 201]
    assert len({a.json()["id"] for a in answers}) == 1


async def test_an_idempotency_key_makes_one_request(storefront):
    body, key = submission("access"), {"Idempotency-Key": "k1"}
    first = await storefront.post("/v1/requests", json=body, headers=key)
    again = await storefront.post("/v1/requests", json=body, headers={"Idempotency-Key": '"k1"'})
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    other = await storefront.post("/v1/requests", json=submission("erasure"), headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_foreign_request_is_not_found(storefront, service, staff):
    request = (await storefront.post("/v1/requests", json=submission())).json()
    other = service.clients["storefront_2"]
    path = f"/v1/requests/{request['id']}"
    for method, target in [
        ("GET", path), ("GET", f"{path}/events"), ("GET", f"{path}/deadline"), ("GET", f"{path}/fulfilment"),
        ("POST", f"{path}/withdrawal"),
    ]:  # fmt: skip
        answer = await other.request(method, target)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), target
    assert (await other.get("/v1/requests")).json()["items"] == []
    found = await other.post(
        "/v1/requests/search", json={"identifiers": submission()["subject"]["identifiers"]}
    )
    assert found.json()["items"] == []
    assert (await staff.get(path)).status_code == 200


async def test_pages_follow_one_another(storefront):
    made = [
        (await storefront.post("/v1/requests", json=submission(email=f"p{n}@example.com"))).json()["id"]
        for n in range(5)
    ]
    seen, cursor = [], None
    while True:
        answer = await storefront.get(
            "/v1/requests", params={"limit": 2} | ({"cursor": cursor} if cursor else {})
        )
        assert answer.status_code == 200, answer.text
        seen += [item["id"] for item in answer.json()["items"]]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            break
    assert seen == sorted(made)


async def test_the_queue_sorts_by_due_date_with_suspended_clocks_last(staff, service):
    late = (await staff.post("/v1/requests", json=submission(email="a@example.com"))).json()
    early = submission(email="b@example.com", channel="post", received_at="2026-02-20T10:00:00+01:00")
    early = (await staff.post("/v1/requests", json=early)).json()
    held = (await staff.post("/v1/requests", json=submission(email="c@example.com"))).json()
    answer = await staff.post(f"/v1/requests/{held['id']}/suspensions", json={"cause": "clarification"})
    assert answer.status_code == 201, answer.text
    seen, cursor = [], None
    while True:
        params = {"sort": "due_at", "limit": 1} | ({"cursor": cursor} if cursor else {})
        page = (await staff.get("/v1/requests", params=params)).json()
        seen += [item["id"] for item in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert seen == [early["id"], late["id"], held["id"]]


async def test_withdrawal_ends_the_request_once(storefront, staff):
    request = (await storefront.post("/v1/requests", json=submission())).json()
    path = f"/v1/requests/{request['id']}"
    answers = await asyncio.gather(*(storefront.post(f"{path}/withdrawal") for _ in range(5)))
    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409, 409]
    events = [e["name"] for e in (await staff.get(f"{path}/events")).json()]
    assert events == ["request_submitted", "right_decided", "status_changed", "message_written"]


async def test_assignment_needs_the_current_version(staff):
    request = await staff.post("/v1/requests", json=submission())
    path = f"/v1/requests/{request.json()['id']}/assignment"
    assert (await staff.put(path, json={"assignee": "lea"})).status_code == 428
    done = await staff.put(path, json={"assignee": "lea"}, headers={"If-Match": request.headers["etag"]})
    assert (done.status_code, done.json()["assignee"]) == (200, "lea")
    stale = await staff.put(path, json={"assignee": "max"}, headers={"If-Match": request.headers["etag"]})
    assert stale.status_code == 412
