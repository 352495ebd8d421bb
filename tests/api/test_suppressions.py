"""Objection carried out: marketing at once, other purposes on decision, a list to follow (art. 21)."""

import asyncio
import base64
import csv
import hashlib
import hmac
import io

from sqlalchemy import text

from dsr_service_tests import submission


def objection(*purposes, email="camille.martin@example.com"):
    body = submission("objection", email=email)
    body["particulars"]["objection"] = {"purposes": list(purposes)}
    return body


async def submit(service, body, caller="storefront"):
    answer = await service.clients[caller].post("/v1/requests", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def suppressed(service, email="camille.martin@example.com"):
    body = {"identifiers": [{"type": "email", "value": email}]}
    answer = await service.clients["storefront"].post("/v1/restrictions/check", json=body)
    return answer.json()["suppressed_purposes"]


async def followed(service, cursor=None, limit=200):
    query = {"limit": limit, **({"cursor": cursor} if cursor else {})}
    answer = await service.clients["storefront"].get("/v1/suppressions", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def verified(service, request):
    staff = service.clients["staff"]
    await staff.post(f"/v1/requests/{request}/identity-verification", json={"method": "in_person"})
    return staff


async def test_a_marketing_objection_takes_effect_with_its_submission(service):
    request = await submit(service, objection("direct_marketing"))
    assert request["status"] == "fulfilled"
    assert request["rights"][0]["outcome"] == "fulfilled"
    assert await suppressed(service) == ["direct_marketing"]
    assert await suppressed(service, "CAMILLE.martin@example.com ") == ["direct_marketing"]
    assert await suppressed(service, "other@example.com") == []


async def test_marketing_beside_other_rights_is_settled_while_they_go_on(service):
    body = objection("direct_marketing")
    body["rights"] = ["objection", "access"]
    request = await submit(service, body)
    assert request["status"] == "received"
    assert {r["right"]: r["outcome"] for r in request["rights"]} == {
        "objection": "fulfilled",
        "access": "pending",
    }
    assert await suppressed(service) == ["direct_marketing"]


async def test_other_purposes_wait_for_the_decision(service):
    request = await submit(service, objection("direct_marketing", "profiling", "statistics"))
    assert request["rights"][0]["outcome"] == "pending"
    assert await suppressed(service) == ["direct_marketing"]
    staff = await verified(service, request["id"])
    base = f"/v1/requests/{request['id']}"
    assert (await staff.get(f"{base}/rights/objection/grounds")).json() == []
    offered = await staff.get(f"{base}/rights/objection/grounds", params={"purpose": "profiling"})
    assert "OBJECT_COMPELLING" in {ground["code"] for ground in offered.json()}
    refusal = {"rights": ["objection"], "ground": "OBJECT_COMPELLING", "reasons": "Fraude avérée."}
    assert (await staff.post(f"{base}/refusal", json=refusal)).json()["code"] == "never_refusable"
    for purposes, code in ((["direct_marketing"], "never_refusable"), (["other"], "invalid_input")):
        answer = await staff.post(f"{base}/refusal", json={**refusal, "purposes": purposes})
        assert answer.json()["code"] == code
    wrong = {**refusal, "ground": "ERASE_NO_GROUND", "purposes": ["profiling"]}
    assert (await staff.post(f"{base}/refusal", json=wrong)).json()["code"] == "ground_does_not_fit"
    decided = await staff.post(f"{base}/refusal", json={**refusal, "purposes": ["profiling"]})
    assert decided.json()["status"] == "partly_refused"
    assert await suppressed(service) == ["direct_marketing", "statistics"]


async def letters(service, request, kind):
    found = (await service.clients["staff"].get(f"/v1/requests/{request}/messages")).json()
    return [each for each in found if each["kind"] == kind]


async def test_the_letters_say_which_purposes_ended_and_which_go_on(service):
    request = await submit(service, objection("direct_marketing", "profiling", "statistics"))
    [upheld] = await letters(service, request["id"], "objection_upheld")
    assert "prospection commerciale" in upheld["body"]
    assert "séparément sur les autres finalités" in upheld["body"]
    staff = await verified(service, request["id"])
    refusal = {"rights": ["objection"], "ground": "OBJECT_COMPELLING", "reasons": "Fraude avérée."}
    refusal["purposes"] = ["profiling"]
    await staff.post(f"/v1/requests/{request['id']}/refusal", json=refusal)
    [told] = await letters(service, request["id"], "objection_refused")
    assert "est suivie en partie" in told["subject"]
    followed, _, left = told["body"].partition("Nous ne pouvons pas la suivre pour celles-ci")
    assert "- prospection commerciale\n- statistics" in followed
    assert "- profiling" in left
    assert "réclamation" in left


async def test_a_refusal_of_all_purposes_is_told_as_one(service):
    request = await submit(service, objection("profiling"))
    assert await letters(service, request["id"], "objection_upheld") == []
    staff = await verified(service, request["id"])
    refusal = {"rights": ["objection"], "ground": "OBJECT_COMPELLING", "reasons": "Fraude avérée."}
    await staff.post(f"/v1/requests/{request['id']}/refusal", json=refusal)
    [told] = await letters(service, request["id"], "objection_refused")
    assert "ne peut pas être suivie" in told["subject"]


async def test_an_upheld_objection_and_a_withdrawn_consent_suppress_their_purposes(service):
    request = await submit(service, objection("profiling"))
    staff = await verified(service, request["id"])
    settled = await staff.post(
        f"/v1/requests/{request['id']}/rights/objection/settlement", json={"reasons": "Arrêté."}
    )
    assert settled.json()["status"] == "fulfilled"
    body = submission("consent_withdrawal")
    body["particulars"] = {"consent_withdrawal": {"purposes": ["newsletter"]}}
    request = await submit(service, body)
    await staff.post(
        f"/v1/requests/{request['id']}/rights/consent_withdrawal/settlement", json={"reasons": "Retiré."}
    )
    assert await suppressed(service) == ["newsletter", "profiling"]


async def test_the_list_is_followed_and_lifted(service):
    for number in range(5):
        await submit(service, objection("direct_marketing", email=f"p{number}@example.com"))
    first = await followed(service, limit=3)
    second = await followed(service, first["next_cursor"], limit=3)
    assert (len(first["items"]), len(second["items"]), second["next_cursor"]) == (3, 2, None)
    assert (await followed(service, second["follow_cursor"]))["items"] == []
    storefront = service.clients["storefront"]
    lift = {"purpose": "direct_marketing", "identifiers": [{"type": "email", "value": "P1@example.com"}]}
    assert (await storefront.post("/v1/suppressions/lift", json=lift)).json() == {"lifted": 1}
    assert (await storefront.post("/v1/suppressions/lift", json=lift)).json() == {"lifted": 0}
    assert await suppressed(service, "p1@example.com") == []
    news = await followed(service, second["follow_cursor"])
    assert [item["lifted_at"] is not None for item in news["items"]] == [True]
    await submit(service, objection("direct_marketing", email="p1@example.com"))
    again = await followed(service, news["follow_cursor"])
    assert [(i["lifted_at"], i["hash"]) for i in again["items"]] == [(None, news["items"][0]["hash"])]
    downloaded = await storefront.get("/v1/suppressions.csv", params={"purpose": "direct_marketing"})
    rows = list(csv.DictReader(io.StringIO(downloaded.text)))
    assert len(rows) == 5
    assert {row["hash"] for row in rows} == {i["hash"] for i in [*first["items"], *second["items"]]}


async def test_the_storefront_makes_the_same_hashes(service):
    await submit(service, objection("direct_marketing", email="Zoé@Example.com"))
    told = (await service.clients["storefront"].get("/v1/suppressions/key")).json()
    key = base64.b64decode(told["key"])
    ours = hmac.digest(key, "email\0zoé@example.com".encode(), hashlib.sha256).hex()
    assert [item["hash"] for item in (await followed(service))["items"]] == [ours]


async def test_an_entry_outlives_the_file_of_its_request(service):
    request = await submit(service, objection("direct_marketing"))
    async with service.runtime.engine.begin() as connection:
        await connection.execute(text("DELETE FROM deadlines"))
        await connection.execute(text(f"DELETE FROM subject_requests WHERE id = '{request['id']}'"))
    assert await suppressed(service) == ["direct_marketing"]


async def test_no_change_is_missed_by_who_follows_while_others_object(service):
    async def object_all():
        for start in range(0, 24, 4):
            await asyncio.gather(
                *(
                    submit(service, objection("direct_marketing", email=f"r{n}@example.com"))
                    for n in range(start, start + 4)
                )
            )

    writing = asyncio.create_task(object_all())
    seen, cursor = [], None
    while not writing.done() or seen[-1]:
        page = await followed(service, cursor)
        seen.append([item["hash"] for item in page["items"]])
        cursor = page["follow_cursor"]
    await writing
    seen.append([item["hash"] for item in (await followed(service, cursor))["items"]])
    found = [each for page in seen for each in page]
    assert len(found) == len(set(found)) == 24


async def test_others_may_not_read_the_list(service):
    for path in ("/v1/suppressions", "/v1/suppressions.csv", "/v1/suppressions/key"):
        assert (await service.clients["auditor"].get(path)).status_code == 403
        assert (await service.clients["nobody"].get(path)).status_code == 401
