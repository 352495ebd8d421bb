"""An erasure that leaves a part out says why, by a ground of the catalogue; what nobody asked for is not erased."""

import pytest

from dsr_service_tests import submission
from erasing import CAMILLE, approved, carried_out, later, planned, replayed, verified

REVIEWS = {
    "categories": ["user.content"],
    "ground": "ERASE_LEGAL_CLAIMS",
    "law": "Litige 2026-12",
    "reasons": "Votre avis est une pièce du litige en cours.",
    "keep_until": "2026-12-31",
}


async def letter(service, url: str) -> dict:
    found = (await service.clients["staff"].get(f"{url}/messages")).json()
    return next(each for each in found if each["kind"] == "erasure_done")


async def asked(service, *categories: str, email: str = CAMILLE) -> str:
    body = submission("erasure", email=email, particulars={"erasure": {"data_categories": list(categories)}})
    made = await service.clients["storefront"].post("/v1/requests", json=body)
    assert made.status_code == 201, made.text
    url = f"/v1/requests/{made.json()['id']}"
    proof = {"method": "authenticated_session"}
    await service.clients["staff"].post(f"{url}/identity-verification", json=proof)
    return url


async def done(service, url: str) -> None:
    await approved(service, url)
    later(service, hours=73)
    await carried_out(service, url)


async def test_a_refused_category_stays_until_its_day_and_the_letter_says_why(service, shop, staff):
    url = await verified(service, "erasure")
    plan = await planned(service, url, refused=[REVIEWS])
    assert plan["refused"] == [REVIEWS]
    kept = [i for i in plan["items"] if i["action"] == "keep" and i["collection"] == "reviews"]
    assert [(i["ground"], i["law"], i["keep_until"]) for i in kept] == [
        ("ERASE_LEGAL_CLAIMS", "Litige 2026-12", "2026-12-31")
    ]
    await done(service, url)
    assert (20, 1, "Camille liked it") in shop.rows("reviews")
    right = (await staff.get(url)).json()["rights"][0]
    assert right["outcome"] == "partly_refused"
    assert REVIEWS["reasons"] in right["reasons"]
    body = (await letter(service, url))["body"]
    assert REVIEWS["reasons"] in body
    assert "droits en justice (Litige 2026-12), jusqu'au 31 décembre 2026" in body
    assert "la loi nous oblige à conserver certaines données (Code de commerce L123-22)" in body
    assert "réclamation" in body
    assert "recours juridictionnel" in body
    later(service, days=400)

    async def gone() -> bool:
        return (20, 1, "Camille liked it") not in shop.rows("reviews")

    await service.run_jobs(until=gone)


async def test_a_restore_does_not_undo_the_refusal(service, shop):
    url = await verified(service, "erasure")
    await planned(service, url, refused=[REVIEWS])
    await done(service, url)
    shop.run(f"UPDATE people SET email = '{CAMILLE}', name = 'Camille' WHERE id = 1")  # as a backup has her
    found = await replayed(service, shop)
    assert found.rows == 1
    assert "amille" not in str(shop.rows("people"))
    assert (20, 1, "Camille liked it") in shop.rows("reviews")


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"categories": ["user.contact"]}, "invalid_input", "/refused"),
        ({"categories": ["user.nope"]}, "invalid_input", "/categories/0"),
        ({"refused": [{**REVIEWS, "categories": ["user.nope"]}]}, "invalid_input", "/refused/0/categories/0"),
        (
            {"refused": [{**REVIEWS, "ground": "OBJECT_COMPELLING"}]},
            "ground_does_not_fit",
            "/refused/0/ground",
        ),
        ({"refused": [{**REVIEWS, "ground": "NOT_CONTROLLER"}]}, "ground_does_not_fit", "/refused/0/ground"),
        ({"refused": [{**REVIEWS, "keep_until": "2020-01-01"}]}, "invalid_input", "/refused/0/keep_until"),
        ({"refused": [{**REVIEWS, "reasons": " "}]}, "invalid_input", "/refused/0/reasons"),
    ],
)
async def test_what_is_left_out_without_a_ground_is_no_plan(service, staff, body, code, pointer):
    url = await verified(service, "erasure")
    answer = await staff.post(f"{url}/erasure-plan", json={"ground": "no_longer_necessary", **body})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, code), answer.text
    assert problem["errors"][0]["pointer"] == pointer


async def test_only_what_the_person_named_is_erased(service, shop, staff):
    url = await asked(service, "user.content")
    beyond = {"ground": "no_longer_necessary", "categories": ["user.contact"]}
    answer = await staff.post(f"{url}/erasure-plan", json=beyond)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/categories/0"), answer.text
    plan = await planned(service, url)
    assert plan["categories"] == ["user.content"]
    assert {(i["collection"], i["action"]) for i in plan["items"]} == {("reviews", "mask")}
    people, orders = shop.rows("people"), shop.rows("orders")
    await done(service, url)
    assert (shop.rows("people"), shop.rows("orders")) == (people, orders)
    assert [row[0] for row in shop.rows("reviews")] == [20, 21]
    assert "Camille" not in str(shop.rows("reviews"))
    assert (await staff.get(url)).json()["status"] == "fulfilled"


async def test_words_that_are_no_category_are_for_the_staff_to_read(service, staff):
    url = await asked(service, "mes avis")
    answer = await staff.post(f"{url}/erasure-plan", json={"ground": "no_longer_necessary"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/categories"), answer.text
    assert (await planned(service, url, categories=["user.content"]))["categories"] == ["user.content"]


async def test_nobody_is_told_that_data_were_erased_where_there_were_none(service):
    url = await verified(service, "erasure", email="nobody@example.com")
    await planned(service, url)
    await done(service, url)
    told = await letter(service, url)
    assert "aucune donnée à effacer" in told["subject"]
    assert "ont été effacées" not in told["body"]


async def test_the_letter_says_what_was_masked_and_never_calls_it_erased(service, shop):
    url = await verified(service, "erasure")
    await planned(service, url)
    await done(service, url)
    told = await letter(service, url)
    assert told["subject"].endswith("sauf celles que nous devons conserver")
    masked = told["body"].partition("pas effacés mais masqués")[2]
    assert "Adresse électronique" in masked
    assert "people" not in told["body"], "a table's name tells the person nothing"
