"""A request's ETag names all that is shown of it, and If-Match binds whatever acts on it to the version seen."""

import pytest

from dsr_service_tests import submission

DOUBT = {"cause": "identity", "reasonable_doubt_reason": "The signatures differ."}
EXTENSION = {"ground": "complexity_volume", "reasons": "4 000 commandes à rassembler."}
REFUSAL = {
    "rights": ["restriction"],
    "ground": "RESTRICT_NO_GROUND",
    "reasons": "Aucun des cas de l'article 18.",
}


async def seen(caller, path):
    answer = await caller.get(path)
    shown = answer.json()
    del shown["next_actions"]  # of the caller, not of the request
    return answer.headers["etag"], shown


@pytest.fixture
async def path(storefront):
    made = await storefront.post("/v1/requests", json=submission("access", "restriction"))
    return f"/v1/requests/{made.json()['id']}"


async def test_the_tag_changes_with_what_is_shown(dpo, storefront, path):
    before, _ = await seen(dpo, path)
    assert (await seen(storefront, path))[0] == before
    suspension = (await dpo.post(f"{path}/suspensions", json=DOUBT)).json()
    suspended, shown = await seen(dpo, path)
    assert shown["deadline"]["suspension_open"]
    await dpo.post(f"{path}/suspensions/{suspension['id']}/end")
    resumed, _ = await seen(dpo, path)
    await dpo.post(f"{path}/extension", json=EXTENSION)
    extended, _ = await seen(dpo, path)
    refused = await dpo.post(f"{path}/refusal", json=REFUSAL)
    assert refused.status_code == 200, refused.text
    decided, shown = await seen(dpo, path)
    assert [right["outcome"] for right in shown["rights"]] == ["pending", "refused"]
    assert refused.headers["etag"] == decided
    assert before != suspended != resumed != extended != decided


@pytest.mark.parametrize(
    ("action", "body", "event"),
    [
        ("suspensions", DOUBT, "deadline_suspended"),
        ("extension", EXTENSION, "deadline_extended"),
        ("refusal", REFUSAL, "right_decided"),
        ("withdrawal", None, "status_changed"),
    ],
)
async def test_nothing_is_done_to_another_version_than_was_seen(dpo, path, action, body, event):
    old, _ = await seen(dpo, path)
    await dpo.put(f"{path}/assignment", json={"assignee": "lea"}, headers={"If-Match": old})
    new, _ = await seen(dpo, path)
    stale = await dpo.post(f"{path}/{action}", json=body, headers={"If-Match": old})
    assert (stale.status_code, stale.json()["code"], stale.headers["etag"]) == (412, "stale_version", new)
    assert event not in [e["name"] for e in (await dpo.get(f"{path}/events")).json()]
    once = {"If-Match": new, "Idempotency-Key": "once"}
    done = await dpo.post(f"{path}/{action}", json=body, headers=once)
    assert done.is_success, done.text
    again = await dpo.post(f"{path}/{action}", json=body, headers=once)  # what was done answers, not what is
    assert (again.status_code, again.headers["idempotent-replayed"]) == (done.status_code, "true")


async def test_a_condition_tells_nothing_of_a_request_that_is_not_the_callers(service, path):
    other = service.clients["storefront_2"]
    answer = await other.post(f"{path}/withdrawal", headers={"If-Match": '"v1"'})
    assert answer.status_code == 404
    assert "etag" not in answer.headers
    malformed = await other.post("/v1/requests/none/withdrawal", headers={"If-Match": '"v1"'})
    assert malformed.status_code == 404
