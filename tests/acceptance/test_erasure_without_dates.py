"""Rows without a date of their own are kept as long as the records around them, not a day longer and not a day less."""

import json
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from dsr_service.cli import app
from erasure_tables import ANA, rows
from walking import Store, sqlite_store

SCHEMA = (
    "CREATE TABLE people (id integer PRIMARY KEY, email varchar(80) NOT NULL)",
    "CREATE TABLE addresses (id integer PRIMARY KEY, person integer, street varchar(40), phone varchar(20))",
    "CREATE TABLE orders (id integer PRIMARY KEY, person integer, sent_to integer, placed date, total integer)",
    "CREATE TABLE items (id integer PRIMARY KEY, placed_in integer, note varchar(40))",
    "CREATE TABLE choices (id integer PRIMARY KEY, item integer, text varchar(40))",
    "CREATE TABLE payments (id integer PRIMARY KEY, placed_in integer, iban varchar(40))",
    f"INSERT INTO people VALUES (1, '{ANA}'), (2, 'b@example.com')",
    "INSERT INTO addresses VALUES (1, 1, 'Billed', '1'), (2, 1, 'Old', '2'), (3, 1, 'Never', '3'), (4, 2, 'B', '04')",
    "INSERT INTO orders VALUES (1, 1, 1, '2024-05-01', 9), (2, 1, 2, '2010-05-01', 9)",
    "INSERT INTO orders VALUES (3, 1, 1, '2022-01-01', 9), (4, 2, 4, '2024-05-01', 9)",
    "INSERT INTO items VALUES (1, 1, 'new'), (2, 2, 'old'), (3, 3, 'middle'), (4, 4, 'of b')",
    "INSERT INTO choices VALUES (1, 1, 'new'), (2, 2, 'old'), (3, 3, 'middle'), (4, 4, 'of b')",
    "INSERT INTO payments VALUES (1, 1, 'new'), (2, 2, 'old'), (3, 3, 'middle'), (4, 4, 'of b')",
)


def field(name: str, category: str, target: str = "", direction: str = "from", **rules: str) -> dict:
    meta: dict = {"primary_key": True} if name == "id" else {}
    if name == "email":
        meta["identity"] = "email"
    if target:
        meta["references"] = [{"dataset": "shop", "field": f"{target}.id", "direction": direction}]
    return {"name": name, "data_categories": [category], "fides_meta": {**meta, "dsr": rules}}


def collection(name: str, *fields: dict, **rules: object) -> dict:
    return {"name": name, "fields": [field("id", "user.unique_id"), *fields], "fides_meta": {"dsr": rules}}


MAP = {
    "dataset": [
        {
            "fides_key": "shop",
            "collections": [
                collection("people", field("email", "user.contact.email")),
                collection(
                    "addresses",
                    field("person", "user.unique_id", "people"),
                    field("street", "user.contact.address", retention="accounting_documents"),
                    field("phone", "user.contact.phone_number"),
                ),
                collection(
                    "orders",
                    field("person", "user.unique_id", "people"),
                    field("sent_to", "user.unique_id", "addresses", "to"),
                    field("placed", "user.behavior"),
                    field("total", "user.financial"),
                    retention="accounting_documents",
                    retention_from="placed",
                ),
                collection(
                    "items",
                    field("placed_in", "user.unique_id", "orders"),
                    field("note", "user.content"),
                    retention="accounting_documents",
                ),
                collection(
                    "choices",
                    field("item", "user.unique_id", "items"),
                    field("text", "user.content"),
                    retention="accounting_documents",
                ),
                collection(
                    "payments",
                    field("placed_in", "user.unique_id", "orders"),
                    field("iban", "user.financial"),
                    retention="contract_claims",
                ),
            ],
        }
    ]
}


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    with sqlite_store(tmp_path) as made:
        made.run(*SCHEMA)
        yield made


def planned(store: Store, tmp_path, *more: str, rules: dict | None = None) -> dict[str, list]:
    (tmp_path / "map.json").write_text(json.dumps(MAP))
    (tmp_path / "rules.json").write_text(json.dumps(rules or {}))
    given = [
        "--source",
        f"shop={store.url}",
        "--identity",
        f"email={ANA}",
        "--rules",
        str(tmp_path / "rules.json"),
    ]
    done = CliRunner().invoke(app, ["data-map", "plan-erasure", str(tmp_path / "map.json"), *given, *more])
    assert done.exit_code == 0, (done.stdout, done.stderr)
    found: dict[str, list] = {}
    for item in json.loads(done.stdout)["items"]:
        if item["action"] == "keep":
            ends = found.setdefault(item["collection"], [])
            ends.append((item["keep_until"], item["law"], item["rows"]))
    return found


ACCOUNTING = "Code de commerce L123-22"


def test_they_follow_the_records_of_their_rule(store, tmp_path):
    kept = planned(store, tmp_path, "--execute", "--yes")
    ends = [("2032-12-31", ACCOUNTING, 1), ("2034-12-31", ACCOUNTING, 1)]
    assert {name: sorted(kept[name]) for name in ("orders", "items", "choices")} == dict.fromkeys(
        ("orders", "items", "choices"), ends
    )
    assert kept["addresses"] == [("2034-12-31", ACCOUNTING, 1)]  # of its orders the one that is kept longest
    assert [row[0] for row in rows(store, "orders")] == [1, 3, 4]
    assert [row[0] for row in rows(store, "items")] == [1, 3, 4]
    assert [row[0] for row in rows(store, "choices")] == [1, 3, 4]
    assert rows(store, "addresses") == [(1, None, "Billed", None), (4, 2, "B", "04")]


def test_of_another_rule_they_take_over_the_date(store, tmp_path):
    kept = planned(store, tmp_path)
    assert sorted(kept["payments"]) == [
        ("2027-01-01", "Code civil 2224", 1), ("2029-05-01", "Code civil 2224", 1),
    ]  # fmt: skip


def test_what_a_dispute_holds_it_holds_with_all_that_belongs_to_it(store, tmp_path):
    held = {
        "collection": "shop.orders",
        "ground": "ERASE_LEGAL_CLAIMS",
        "law": "Dispute 7",
        "until": "2035-06-30",
    }
    held["where"] = {"field": "id", "equals": [2]}
    kept = planned(store, tmp_path, rules={"holds": [held]})
    assert ("2035-06-30", "Dispute 7", 1) in kept["items"]
    assert ("2035-06-30", "Dispute 7", 1) in kept["choices"]
    assert ("2035-06-30", "Dispute 7", 1) in kept["payments"]
    assert ("2035-06-30", "Dispute 7", 1) in kept["addresses"]
