"""Retention rules and legal holds: versioned, previewed, in force for the next plan; a lifted hold frees its data."""

from datetime import UTC, datetime

import pytest

from erasing import CAMILLE, MAP, approved, carried_out, later, planned, verified

RULES = """
rules:
- {key: accounting_documents, ground: ERASE_LEGAL_OBLIGATION, law: Code de commerce L123-22, years: 3}
"""
HOLD = {"reference": "LITIGE-2026-12", "law": "GDPR 17(3)(e)"}


async def put(service, content, etag=None):
    headers = {"If-Match": etag} if etag else {}
    return await service.clients["dpo"].put("/v1/retention-rules", json={"content": content}, headers=headers)


def kept(plan):
    return {(i["collection"], i["law"], i["keep_until"]) for i in plan["items"] if i["action"] == "keep"}


async def test_the_rules_in_force_decide_the_next_plan(service):
    dpo = service.clients["dpo"]
    before = (await dpo.get("/v1/retention-rules")).json()
    assert (before["version"], before["content"]) == (0, None)
    assert "accounting_documents" in {rule["key"] for rule in before["defaults"]}
    answer = await put(service, RULES)
    assert (answer.status_code, answer.json()["number"]) == (200, 1), answer.text
    assert (await put(service, RULES)).status_code == 428
    assert (await put(service, RULES + "# x", '"9"')).status_code == 412
    plan = await planned(service, await verified(service, "erasure"))
    # 1 May 2024 and three years are not over on 2 March 2026
    assert kept(plan) == {("orders", "Code de commerce L123-22", "2027-05-01")}
    second = await put(service, RULES.replace("years: 3", "years: 1"), answer.headers["ETag"])
    assert second.json()["number"] == 2
    assert [v["active"] for v in (await dpo.get("/v1/retention-rules/versions")).json()] == [True, False]


async def test_a_plan_made_by_other_rules_is_not_carried_out(service, shop):
    url = await verified(service, "erasure")
    await planned(service, url)
    await approved(service, url)
    assert (await put(service, RULES)).status_code == 200
    before = shop.rows("reviews")
    later(service, hours=73)
    await carried_out(service, url)
    shown = (await service.clients["staff"].get(f"{url}/erasure-plan")).json()
    assert (shown["status"], shown["end_reason"]) == ("stopped", "rules_changed")
    assert shop.rows("reviews") == before


async def test_a_preview_changes_nothing(service):
    url = await verified(service, "erasure")
    await planned(service, url)
    await approved(service, url)
    later(service, hours=73)
    await carried_out(service, url)
    answer = await service.clients["dpo"].post("/v1/retention-rules/preview", json={"content": RULES})
    assert (answer.json()["keeps"], answer.json()["financial_year_end"]) == ([], None)
    (change,) = answer.json()["rules"]
    assert (change["key"], change["before"]["years"], change["after"]["years"]) == (
        "accounting_documents",
        10,
        3,
    )
    assert (change["kept_parts"], change["kept_rows"], change["kept_until"]) == (1, 1, "2034-12-31")
    assert (await service.clients["dpo"].get("/v1/retention-rules")).json()["version"] == 0


async def test_a_preview_tells_where_rules_and_holds_would_begin_or_cease_to_keep(service):
    now = """
keep: [{rule: contract_claims, collection: shop.reviews}]
holds:
- {collection: shop.orders, ground: ERASE_LEGAL_CLAIMS, law: Dispute 1, until: 2027-06-30}
"""
    then = """
financial_year_end: "06-30"
keep: [{rule: contract_claims, collection: shop.orders, from: placed_on, where: {field: total, at_least: 120}}]
holds:
- {collection: shop.orders, ground: ERASE_LEGAL_CLAIMS, law: Dispute 1, until: 2028-06-30}
- {collection: shop.reviews, ground: ERASE_LEGAL_CLAIMS, law: Dispute 2, fields: [body],
   where: {field: id, equals: [7]}}
"""
    assert (await put(service, now)).status_code == 200
    url = await verified(service, "erasure")
    await planned(service, url)
    await approved(service, url)
    later(service, hours=73)
    await carried_out(service, url)
    answer = await service.clients["dpo"].post("/v1/retention-rules/preview", json={"content": then})
    found = answer.json()
    assert (answer.status_code, found["rules"]) == (200, []), answer.text
    assert found["financial_year_end"] == {"before": "12-31", "after": "06-30"}
    told = [
        (k["change"], k["collection"], k["rule"] or k["law"], k["until"], k["kept_rows"])
        for k in found["keeps"]
    ]
    assert told == [
        ("removed", "shop.reviews", "contract_claims", None, 1),
        ("removed", "shop.orders", "Dispute 1", "2027-06-30", 1),
        ("added", "shop.orders", "contract_claims", None, 0),
        ("added", "shop.orders", "Dispute 1", "2028-06-30", 1),
        ("added", "shop.reviews", "Dispute 2", None, 0),
    ]
    assert found["keeps"][2]["date_field"] == "placed_on"
    assert found["keeps"][2]["where"] == {"field": "total", "at_least": "120"}
    assert (found["keeps"][4]["fields"], found["keeps"][4]["where"]) == (
        ["body"],
        {"field": "id", "equals": [7]},
    )


@pytest.mark.parametrize(
    "content", ["rules: 3", "rule: []", "keep: [{rule: nobody, collection: shop.orders}]", "a: [", "\u0001"]
)
async def test_rules_that_cannot_be_read_are_refused(service, content):
    for call in (
        put(service, content),
        service.clients["dpo"].post("/v1/retention-rules/preview", json={"content": content}),
    ):
        answer = await call
        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"]
        assert "nobody" not in answer.text


async def test_a_hold_on_a_person_keeps_everything_until_it_is_lifted(service, shop):
    dpo = service.clients["dpo"]
    body = {**HOLD, "identifiers": [{"type": "email", "value": CAMILLE.upper()}]}
    hold = await dpo.post("/v1/legal-holds", json=body)
    assert hold.status_code == 201, hold.text
    assert hold.json()["of_one_person"] is True
    assert CAMILLE not in hold.text.lower()
    url = await verified(service, "erasure")
    plan = await planned(service, url)
    assert {(i["collection"], i["action"]) for i in plan["items"]} == {
        ("people", "keep"),
        ("orders", "keep"),
        ("reviews", "keep"),
    }
    await approved(service, url)
    later(service, hours=73)
    await carried_out(service, url)
    assert shop.rows("reviews")[0] == (20, 1, "Camille liked it")
    lifted = await dpo.post(f"/v1/legal-holds/{hold.json()['id']}/lift", json={"reasons": "Clos."})
    assert lifted.status_code == 200, lifted.text
    again = await dpo.post(f"/v1/legal-holds/{hold.json()['id']}/lift", json={"reasons": "Clos."})
    assert (again.status_code, again.json()["code"]) == (409, "hold_lifted_already")
    later(service, days=1)
    await service.run_jobs(until=lambda: _gone(shop))
    assert shop.rows("reviews") == [(21, 2, "B did not")]
    assert shop.rows("orders")[0] == (10, 1, "2024-05-01", "5.00"), "the law keeps it still"


async def test_the_date_of_a_kept_row_stays_so_that_its_day_comes(service, shop):
    """A rule for one category alone masks the rest, but not that by which the row is judged again."""
    shop.run("UPDATE orders SET total = '500' WHERE id = 10")
    rules = """
rules:
- {key: accounting_documents, ground: ERASE_LEGAL_OBLIGATION, law: none, years: 1, ceiling: true}
- {key: deliveries, ground: ERASE_LEGAL_CLAIMS, law: Code civil 2224, years: 3}
keep:
- {rule: deliveries, collection: shop.orders, from: placed_on, categories: [user.name],
   where: {field: total, at_least: 120}}
"""
    named = MAP.replace(
        "- {name: total,", "- {name: recipient, data_categories: [user.name]}\n          - {name: total,"
    )
    shop.run(
        "ALTER TABLE orders ADD COLUMN recipient text",
        "UPDATE orders SET recipient = 'Camille M.' WHERE id = 10",
    )
    dpo = service.clients["dpo"]
    held = (await dpo.get("/v1/data-map")).headers["ETag"]
    answer = await dpo.put("/v1/data-map", json={"content": named}, headers={"If-Match": held})
    assert answer.status_code == 200, answer.text
    assert (await put(service, rules)).status_code == 200
    url = await verified(service, "erasure")
    await planned(service, url)
    await approved(service, url)
    later(service, hours=73)
    await carried_out(service, url)
    assert shop.rows("orders")[0][2:] == ("2024-05-01", "500", "Camille M.")
    service.clock.set(datetime(2027, 5, 2, 10, tzinfo=UTC))  # the day after three years

    async def gone() -> bool:
        return "Camille M." not in str(shop.rows("orders"))

    await service.run_jobs(until=gone)


async def _gone(shop):
    return len(shop.rows("reviews")) == 1


async def test_a_hold_on_another_person_or_row_leaves_this_erasure_as_it_is(service):
    dpo = service.clients["dpo"]
    bodies = (
        {**HOLD, "identifiers": [{"type": "email", "value": "b@example.com"}]},
        {**HOLD, "collection": "shop.reviews", "where": {"field": "id", "equals": ["21"]}},
        {**HOLD, "collection": "shop.orders", "until": "2026-03-03"},
    )
    for body in bodies:
        answer = await dpo.post("/v1/legal-holds", json=body)
        assert answer.status_code == 201, answer.text
    later(service, days=3)
    plan = await planned(service, await verified(service, "erasure"))
    assert kept(plan) == {("orders", "Code de commerce L123-22", "2034-12-31")}


async def test_a_hold_on_a_row_keeps_that_row(service):
    body = {**HOLD, "collection": "shop.reviews", "where": {"field": "id", "equals": ["20"]}}
    await service.clients["dpo"].post("/v1/legal-holds", json=body)
    plan = await planned(service, await verified(service, "erasure"))
    assert ("reviews", "GDPR 17(3)(e)", None) in kept(plan)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({}, "/identifiers"),
        ({"collection": "shop.none"}, "/collection"),
        ({"collection": "shop.orders", "fields": ["none"]}, "/fields/0"),
        ({"collection": "shop.orders", "where": {"field": "none", "equals": ["1"]}}, "/where/field"),
        ({"collection": "shop.orders", "until": "2020-01-01"}, "/until"),
        ({"collection": "shop.orders", "where": {"field": "id"}}, "/where"),
        ({"collection": "shop.orders", "ground": "BECAUSE"}, "/ground"),
    ],
)
async def test_a_hold_that_names_nothing_is_refused_with_its_place(service, change, pointer):
    answer = await service.clients["dpo"].post("/v1/legal-holds", json={**HOLD, **change})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_only_the_dpo_sets_rules_and_holds(service):
    for caller in ("staff", "storefront", "auditor"):
        client = service.clients[caller]
        body = {**HOLD, "collection": "shop.orders"}
        assert (await client.post("/v1/legal-holds", json=body)).status_code == 403
        assert (await client.put("/v1/retention-rules", json={"content": RULES})).status_code == 403
