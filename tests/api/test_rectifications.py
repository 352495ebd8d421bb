"""Rectification over HTTP on real sources: found, decided per field, written under a guard, told (art. 16)."""

# ruff: noqa: E501, ISC004 - a table is read more easily in one line

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text

from dsr_service.adapters.data_sources.engines import open_engine
from dsr_service.domain.actors import SYSTEM
from dsr_service_tests import Service, settings_for, submission
from walking import STORES, Store, store_of

CAMILLE = "camille.martin@example.com"
TABLES = (
    "CREATE TABLE places (id integer PRIMARY KEY, street varchar(30) NOT NULL, city varchar(20) NOT NULL)",
    "CREATE TABLE people (id integer PRIMARY KEY, email varchar(80) NOT NULL UNIQUE, name varchar(40), city varchar(20) NOT NULL,"
    " age integer CHECK (age < 150), credit decimal(8, 2), born date, level varchar(9), place_id integer REFERENCES places (id))",
    "CREATE TABLE orders (id integer PRIMARY KEY, person_id integer REFERENCES people (id), placed_on date, ship_name varchar(40))",
    "CREATE TABLE order_notes (id integer PRIMARY KEY, order_id integer, note varchar(400), kind varchar(20))",
)  # fmt: skip
ROWS = (
    "INSERT INTO places VALUES (1, '1 rue A', 'Paris')",
    f"INSERT INTO people VALUES (1, '{CAMILLE}', 'Camile', 'Paris', 30, 5.50, '1980-01-02', 'gold', 1),"
    " (2, 'b@example.com', 'B', 'Paris', 31, 1.00, '1981-01-02', 'gold', 1)",
    "INSERT INTO orders VALUES (10, 1, '2025-05-01', 'Camile'), (11, 2, '2025-05-01', 'B')",
)
MAP = """
dataset:
  - fides_key: shop
    collections:
      - name: places
        fields:
          - {name: id, fides_meta: {primary_key: true, data_type: integer}}
          - {name: street, data_categories: [user.contact.address.street]}
          - {name: city, data_categories: [user.contact.address.city]}
      - name: people
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
          - {name: email, data_categories: [user.contact.email], fides_meta: {identity: email}}
          - {name: name, data_categories: [user.name]}
          - {name: city, data_categories: [user.contact.address.city]}
          - {name: age, data_categories: [user.demographic.age_range]}
          - {name: credit, data_categories: [user.financial]}
          - {name: born, data_categories: [user.demographic.date_of_birth]}
          - {name: level, data_categories: [user.behavior], fides_meta: {dsr: {rectifiable: false}}}
          - name: place_id
            fides_meta: {references: [{dataset: shop, field: places.id, direction: to}]}
      - name: orders
        dsr:
          retention: accounting_documents
          retention_from: placed_on
          correction: {collection: shop.order_notes, key: {order_id: id}, text: note, values: {id: 7, kind: correction}}
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
          - name: person_id
            fides_meta: {references: [{dataset: shop, field: people.id, direction: from}]}
          - {name: placed_on, data_categories: [user.behavior.purchase_history]}
          - {name: ship_name, data_categories: [user.name]}
      - name: order_notes
        fields:
          - {name: id, fides_meta: {primary_key: true, data_type: integer}}
          - name: order_id
            fides_meta: {references: [{dataset: shop, field: orders.id, direction: from}]}
          - {name: note, data_categories: [user.content]}
  - fides_key: archive
    dsr: {kind: manual}
    collections:
      - name: cards
        fields:
          - {name: holder, data_categories: [user.name]}
"""


SHOUTING = {
    "sqlite": ["CREATE TRIGGER shout AFTER UPDATE OF name ON people BEGIN"
               " UPDATE people SET name = upper(new.name) WHERE id = new.id; END"],
    "mariadb": ["CREATE TRIGGER shout BEFORE UPDATE ON people FOR EACH ROW SET new.name = upper(new.name)"],
    "postgresql": ["CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS"
                   " 'BEGIN new.name = upper(new.name); RETURN new; END'",
                   "CREATE TRIGGER shout BEFORE UPDATE ON people FOR EACH ROW EXECUTE FUNCTION shout()"],
}  # fmt: skip


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path) -> Iterator[Store]:
    with store_of(request, tmp_path) as made:
        made.run(*TABLES, *ROWS)
        yield made


@pytest.fixture
async def service(database, tmp_path, store):
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, settings_for(database, tmp_path, sources={"shop": store.url}))
        answer = await service.clients["dpo"].put("/v1/data-map", json={"content": MAP})
        assert answer.status_code == 200, answer.text
        yield service


async def rows(store: Store, query: str) -> list[tuple]:
    engine = open_engine(store.url)
    async with engine.connect() as connection:
        found = [tuple(row) for row in (await connection.execute(text(query))).all()]
    await engine.dispose()
    return found


async def asked(service, *corrections) -> str:
    wishes = [dict(zip(("field", "new_value", "old_value"), each, strict=False)) for each in corrections]
    body = submission("rectification", email=CAMILLE)
    body["particulars"] = {"rectification": wishes}
    made = await service.clients["staff"].post("/v1/requests", json=body)
    assert made.status_code == 201, made.text
    url = f"/v1/requests/{made.json()['id']}"
    answer = await service.clients["staff"].post(
        f"{url}/identity-verification", json={"method": "authenticated_session"}
    )
    assert answer.status_code == 200, answer.text
    return url


async def proposed(service, url, body=None):
    answer = await service.clients["staff"].post(f"{url}/rectification", json=body or {})
    assert (answer.status_code, answer.json().get("status")) == (202, "reading"), answer.text
    await service.run_jobs()
    return (await service.clients["staff"].get(f"{url}/rectification")).json()


async def decided(service, url, *decisions, code=200, **more):
    body = {"decisions": [{"correction": n, **each} for n, each in enumerate(decisions)], **more}
    answer = await service.clients["staff"].post(f"{url}/rectification/decisions", json=body)
    assert answer.status_code == code, answer.text
    if code != 200:
        return answer.json()
    await service.run_jobs()
    return (await service.clients["staff"].get(f"{url}/rectification")).json()


ACCEPT = {"verdict": "accept", "evidence": "Justificatif de domicile."}
REFUSE = {"verdict": "refuse", "ground": "RECTIFY_DATA_ACCURATE", "reasons": "La date est la bonne."}


async def test_old_to_new_is_shown_decided_and_written_once(service, store):
    url = await asked(
        service, ("people.name", "Camille"), ("people.credit", "7.5"), ("shop.people.born", "1980-02-01")
    )
    found = await proposed(service, url)
    assert found["status"] == "proposed"
    cells = [change for each in found["corrections"] for change in each["changes"]]
    assert [(c["collection"], c["field"], c["key"], c["old_value"], c["new_value"]) for c in cells] == [
        ("people", "name", {"id": "1"}, "Camile", "Camille"),
        ("people", "credit", {"id": "1"}, cells[1]["old_value"], "7.5"),
        ("people", "born", {"id": "1"}, "1980-01-02", "1980-02-01"),
    ]
    assert float(cells[1]["old_value"]) == 5.5
    assert {c["state"] for c in cells} == {"proposed"}
    before = await rows(store, "SELECT * FROM people ORDER BY id")
    assert before[0][2] == "Camile"  # nothing was touched
    done = await decided(service, url, ACCEPT, ACCEPT, REFUSE, statement="Je conteste cette date.")
    assert done["status"] == "waiting"  # the statement is put on file by hand
    assert await rows(store, "SELECT name, credit FROM people WHERE id = 1") == [("Camille", 7.5)]
    assert (await rows(store, "SELECT * FROM people ORDER BY id"))[1] == before[1]
    staff = service.clients["staff"]
    assert (await staff.get(url)).json()["status"] == "in_progress"
    by_hand = f"{url}/source-changes/{done['statement']['id']}/completion"
    assert (await staff.post(by_hand)).json()["state"] == "done"
    assert (await staff.post(by_hand)).json()["code"] == "change_not_manual"
    request = (await staff.get(url)).json()
    assert request["status"] == "partly_refused"
    assert request["rights"][0]["ground"] == "RECTIFY_DATA_ACCURATE"
    letters = {m["kind"]: m["body"] for m in (await staff.get(f"{url}/messages")).json()}
    assert "ont été rectifiées" in letters["rectification_done"]
    assert "people.name: Camille" in letters["rectification_done"]
    assert "déclaration complémentaire a été jointe" in letters["rectification_done"]
    assert "comptables" not in letters["rectification_done"]
    assert "La date est la bonne." in letters["partial_refusal"]
    states = [c["state"] for each in (await staff.get(f"{url}/rectification")).json()["corrections"]
              for c in each["changes"]]  # fmt: skip
    assert states == ["done", "done", "dropped"]


async def test_a_value_that_moved_stops_it_and_nothing_is_written(service, store):
    url = await asked(service, ("people.name", "Camille"), ("people.city", "Lyon"))
    await proposed(service, url)
    store.run("UPDATE people SET city = 'Nice' WHERE id = 1")
    stopped = await decided(service, url, ACCEPT, ACCEPT)
    assert (stopped["status"], stopped["end_reason"]) == ("stopped", "value_moved")
    assert await rows(store, "SELECT name, city FROM people WHERE id = 1") == [("Camile", "Nice")]
    assert [c["state"] for each in stopped["corrections"] for c in each["changes"]] == ["dropped", "moved"]
    assert (await service.clients["staff"].get(url)).json()["status"] == "in_progress"
    again = await proposed(service, url)  # read anew, decided anew
    assert again["attempt"] == 2
    assert again["corrections"][1]["changes"][0]["old_value"] == "Nice"
    done = await decided(service, url, ACCEPT, ACCEPT)
    assert done["status"] == "done"
    assert await rows(store, "SELECT name, city FROM people WHERE id = 1") == [("Camille", "Lyon")]


async def test_case_counts_as_a_change_whatever_the_collation_says(service, store):
    url = await asked(service, ("people.name", "CAMILE"))
    await proposed(service, url)
    store.run("UPDATE people SET name = 'camile' WHERE id = 1")
    assert (await decided(service, url, ACCEPT))["end_reason"] == "value_moved"
    assert await rows(store, "SELECT name FROM people WHERE id = 1") == [("camile",)]
    await proposed(service, url)
    assert (await decided(service, url, ACCEPT))["status"] == "done"
    assert await rows(store, "SELECT name FROM people WHERE id = 1") == [("CAMILE",)]


async def test_the_live_schema_is_asked_before(service, store):
    url = await asked(
        service,
        ("people.city", "x" * 21),
        ("people.age", "many"),
        ("people.age", "151"),
        ("people.email", "b@example.com"),
        ("people.id", "9"),
        ("people.credit", "1.234"),
        ("people.name", "Camile"),
    )
    found = await proposed(service, url)
    changes = [each["changes"][0] for each in found["corrections"]]
    expected = ["too_long", "wrong_type", "check", "not_unique", "key", "too_precise", None]
    if store.kind == "sqlite":
        expected[1] = "wrong_type"
    assert [c["reason"] for c in changes] == expected
    assert [c["state"] for c in changes] == ["blocked"] * 6 + ["unchanged"]
    refused = await decided(service, url, ACCEPT, *[REFUSE] * 6, code=422)
    assert refused["code"] == "correction_blocked"
    assert refused["errors"][0]["pointer"] == "/decisions/0"
    assert (await service.clients["staff"].get(f"{url}/rectification")).json()["status"] == "proposed"
    nulled = await proposed(service, url, {"corrections": [{"field": "people.city", "new_value": None}]})
    assert nulled["corrections"][0]["changes"][0]["reason"] == "not_null"


async def test_an_accounting_record_stays_and_a_note_says_what_is_right(service, store):
    url = await asked(service, ("orders.ship_name", "Camille"))
    found = await proposed(service, url)
    [change] = found["corrections"][0]["changes"]
    assert (change["purpose"], change["state"], change["reason"]) == ("note", "proposed", "accounting_record")
    done = await decided(service, url, ACCEPT)
    assert done["status"] == "done", done
    assert await rows(store, "SELECT ship_name FROM orders ORDER BY id") == [("Camile",), ("B",)]
    [(order, note, kind)] = await rows(store, "SELECT order_id, note, kind FROM order_notes")
    assert (order, kind) == (10, "correction")
    assert note.startswith(f"[{change['id']}]")
    assert "ship_name: 'Camile' -> 'Camille'" in note
    [told] = [
        m["body"]
        for m in (await service.clients["staff"].get(f"{url}/messages")).json()
        if m["kind"] == "rectification_done"
    ]
    assert "ont été rectifiées" not in told, "the record was not altered"
    assert "- orders.ship_name: Camille" in told.partition("restent tels qu'ils ont été établis")[2]


async def test_what_others_use_or_nobody_may_write_waits_for_a_person(service, store):
    url = await asked(
        service,
        ("places.street", "2 rue B"),
        ("people.level", "silver"),
        ("cards.holder", "Camille"),
        ("my shoe size", "39"),
        ("people.city", "Lyon", "Marseille"),
    )
    found = await proposed(service, url)
    changes = [each["changes"][0] for each in found["corrections"]]
    assert [(c["state"], c["reason"]) for c in changes] == [
        ("manual", "shared_with_others"), ("manual", "not_rectifiable"), ("manual", "not_writable"),
        ("manual", "no_such_field"), ("manual", "another_value"),
    ]  # fmt: skip
    waiting = await decided(service, url, *[ACCEPT] * 5)
    assert waiting["status"] == "waiting"
    assert await rows(store, "SELECT street FROM places") == [("1 rue A",)]
    for change in changes:
        answer = await service.clients["staff"].post(f"{url}/source-changes/{change['id']}/completion")
        assert answer.status_code == 200, answer.text
    assert (await service.clients["staff"].get(url)).json()["status"] == "fulfilled"


async def test_decisions_are_whole_and_fit_the_right(service, store):
    url = await asked(service, ("people.name", "Camille"), ("people.city", "Lyon"))
    await proposed(service, url)
    for decisions, pointer in (
        ([ACCEPT], "/decisions"),
        ([ACCEPT, {**ACCEPT, "correction": 0}], "/decisions/1/correction"),
        ([ACCEPT, {**ACCEPT, "correction": 5}], "/decisions/1/correction"),
        ([ACCEPT, {"verdict": "refuse"}], "/decisions/1"),
        ([ACCEPT, {**REFUSE, "ground": "ERASE_LEGAL_OBLIGATION"}], "/decisions/1/ground"),
        ([ACCEPT, {**ACCEPT, "changes": ["0192f0c1-7a4e-7c33-9d3f-2b1e5a6c7d8e"]}], "/decisions/1/changes"),
    ):
        refused = await decided(service, url, *decisions, code=422)
        assert refused["errors"][0]["pointer"] == pointer, refused
    other = await asked(service, ("people.name", "C"))
    nothing = await service.clients["staff"].get(f"{other}/rectification")
    assert nothing.json()["code"] == "no_rectification"
    for who in ("storefront", "auditor"):
        assert (await service.clients[who].get(f"{url}/rectification")).status_code == 403


async def test_a_lost_answer_is_read_not_assumed(service, store):
    """The commit went through, and the worker died before it noted that."""
    url = await asked(service, ("people.name", "Camille"))
    found = await proposed(service, url)
    [change] = found["corrections"][0]["changes"]
    body = {"decisions": [{"correction": 0, **ACCEPT}]}
    assert (
        await service.clients["staff"].post(f"{url}/rectification/decisions", json=body)
    ).status_code == 200
    store.run("UPDATE people SET name = 'Camille' WHERE id = 1")
    async with service.runtime.operation(SYSTEM) as ctx:
        await ctx.session.execute(text("UPDATE source_changes SET state = 'writing', job_token = 0"))
    await service.run_jobs()
    done = (await service.clients["staff"].get(f"{url}/rectification")).json()
    assert done["status"] == "done"
    [change] = done["corrections"][0]["changes"]
    assert (change["state"], change["asked"]) == ("done", True)


async def test_a_withdrawn_request_writes_nothing(service, store):
    url = await asked(service, ("people.name", "Camille"))
    await proposed(service, url)
    body = {"decisions": [{"correction": 0, **ACCEPT}]}
    staff = service.clients["staff"]
    assert (await staff.post(f"{url}/rectification/decisions", json=body)).status_code == 200
    assert (await staff.post(f"{url}/withdrawal")).status_code == 200
    await service.run_jobs()
    assert await rows(store, "SELECT name FROM people WHERE id = 1") == [("Camile",)]
    assert (await staff.get(f"{url}/rectification")).json()["status"] == "cancelled"


async def test_a_trigger_that_stores_another_value_is_found_out(service, store):
    store.run(*SHOUTING[store.kind])
    url = await asked(service, ("people.name", "Camille"), ("people.city", "Lyon"))
    await proposed(service, url)
    stopped = await decided(service, url, ACCEPT, ACCEPT)
    assert (stopped["status"], stopped["end_reason"]) == ("stopped", "source_refused")
    assert await rows(store, "SELECT name, city FROM people WHERE id = 1") == [("Camile", "Paris")]


async def test_two_decisions_at_once_are_one(service, store):
    url = await asked(service, ("people.name", "Camille"))
    await proposed(service, url)
    body = {"decisions": [{"correction": 0, **ACCEPT}]}
    calls = [service.clients["staff"].post(f"{url}/rectification/decisions", json=body) for _ in range(5)]
    codes = sorted(answer.status_code for answer in await asyncio.gather(*calls))
    assert codes == [200, 409, 409, 409, 409]
    await service.run_jobs()
    assert await rows(store, "SELECT name FROM people WHERE id = 1") == [("Camille",)]
