import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from dsr_service.formats import retention_rules_file

ROOT = Path(__file__).parents[2]
SHOP = """
CREATE TABLE addresses (id INTEGER PRIMARY KEY, street VARCHAR(100) NOT NULL, city VARCHAR(100) NOT NULL,
  country CHAR(2));
CREATE TABLE customers (id INTEGER PRIMARY KEY, email VARCHAR(100) UNIQUE NOT NULL CHECK (email LIKE '%@%'),
  name VARCHAR(40) NOT NULL, phone VARCHAR(20), level TEXT NOT NULL CHECK (level IN ('gold', 'silver')),
  address_id INTEGER REFERENCES addresses (id));
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id),
  ship_to INTEGER NOT NULL REFERENCES addresses (id), placed_on DATE, total NUMERIC NOT NULL, note TEXT NOT NULL);
CREATE TABLE items (order_id INTEGER REFERENCES orders (id), line INTEGER, sku TEXT, PRIMARY KEY (order_id, line));
CREATE TABLE logins (customer_id INTEGER NOT NULL, at TIMESTAMP, ip TEXT);
INSERT INTO addresses VALUES (1, 'Shared street', 'Paris', 'FR'), (2, 'Own street', 'Lyon', 'FR'),
  (3, 'Else', 'Nice', 'FR');
INSERT INTO customers VALUES (0, 'zoe@example.com', 'Zoe', '0600', 'gold', 1),
  (1, 'bob@example.com', 'Bob', NULL, 'silver', 1),
  (2, 'eve@example.com', 'Eve', NULL, 'silver', 3);
INSERT INTO orders VALUES (10, 0, 2, '2024-05-01', 100, 'ring twice'), (11, 0, 1, '2010-05-01', 200, 'old'),
  (12, 1, 1, '2024-05-01', 300, 'for bob');
INSERT INTO items VALUES (10, 1, 'a'), (10, 2, 'b'), (11, 1, 'c'), (12, 1, 'd');
INSERT INTO logins VALUES (0, '2026-01-01', '10.0.0.1'), (0, '2026-01-02', '10.0.0.1'), (1, '2026-01-01', '10.0.0.2');
"""
FIELDS = {
    "addresses": "id:key street:user.contact.address.street city:user.contact.address.city"
    " country:user.contact.address.country",
    "customers": "id:key email:user.contact.email name:user.name phone:user.contact.phone_number level:user.behavior"
    " address_id:system",
    "orders": "id:key customer_id:user.unique_id ship_to:system placed_on:system total:user.financial"
    " note:user.content",
    "items": "order_id:key line:key sku:system",
    "logins": "customer_id:user.unique_id at:user.behavior ip:user.device.ip_address",
}
REFERENCES = {
    "customers.address_id": ("addresses.id", "to"),
    "orders.customer_id": ("customers.id", "from"),
    "orders.ship_to": ("addresses.id", "to"),
    "items.order_id": ("orders.id", "from"),
    "logins.customer_id": ("customers.id", "from"),
}


def make_map(
    fields=FIELDS, references=REFERENCES, rules=None, identity="customers.email", meta=None, key="shop"
):
    collections = []
    for name, listed in fields.items():
        described = []
        for text in listed.split():
            field, _, category = text.partition(":")
            at = f"{name}.{field}"
            found = {"primary_key": True} if category == "key" else {}
            if at == identity:
                found["identity"] = "email"
            if at in references:
                target, direction = references[at]
                found["references"] = [{"dataset": key, "field": target, "direction": direction}]
            found.update((meta or {}).get(at, {}))
            described.append(
                {
                    "name": field,
                    "data_categories": ["system" if category == "key" else category],
                    "fides_meta": found,
                }
            )
        rule = (rules or {}).get(name)
        collections.append({"name": name, "fields": described, **({"dsr": rule} if rule else {})})
    return {"dataset": [{"fides_key": key, "collections": collections}]}


class Copy:
    """A shop in a file, and the command on it."""

    def __init__(self, folder, ddl=SHOP) -> None:
        self.folder = folder
        self.path = folder / "shop.db"
        with sqlite3.connect(self.path) as connection:
            connection.executescript(ddl)
        connection.close()

    def run(self, data_map, *arguments, identity="email=zoe@example.com", code=0, answer=None, sources=()):
        path = self.folder / "map.json"
        path.write_text(json.dumps(data_map))
        given = [*arguments, "--source", f"shop=sqlite:///{self.path}", *sources]
        command = [
            sys.executable,
            "-m",
            "dsr_service.cli",
            "data-map",
            "plan-erasure",
            path,
            *given,
            "--identity",
            identity,
        ]
        done = subprocess.run(
            list(map(str, command)), capture_output=True, text=True, check=False, input=answer
        )
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout) if done.stdout else done.stderr

    def erase(self, data_map, *arguments, **options):
        return self.run(data_map, "--execute", "--yes", *arguments, **options)

    def rows(self, table):
        with sqlite3.connect(self.path) as connection:
            found = connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
        connection.close()
        return found


@pytest.fixture
def shop(tmp_path):
    return Copy(tmp_path)


def summary(plan):
    return {(i["collection"], i["action"], i["rows"]) for i in plan["items"]}


def test_a_plan_touches_nothing(shop):
    before = shop.path.read_bytes()
    plan = shop.run(make_map())
    assert summary(plan) == {
        ("addresses", "delete", 1),
        ("addresses", "unlink", 1),
        ("customers", "delete", 1),
        ("orders", "delete", 2),
        ("items", "delete", 3),
        ("logins", "delete", 2),
    }
    assert plan["blocked"] == []
    assert all("outcome" not in item for item in plan["items"])
    assert shop.path.read_bytes() == before
    assert set(plan["items"][0]) == {
        "dataset", "collection", "fields", "categories", "action", "strategy", "ground", "law", "keep_until", "rows",
    }  # fmt: skip


def test_an_erasure_leaves_the_others_as_they_were(shop):
    plan = shop.erase(make_map())
    assert plan["left"] == {}
    assert all(item["outcome"]["rows"] == item["rows"] for item in plan["items"])
    assert shop.rows("addresses") == [(1, "Shared street", "Paris", "FR"), (3, "Else", "Nice", "FR")]
    assert [row[0] for row in shop.rows("customers")] == [1, 2]
    assert shop.rows("orders") == [(12, 1, 1, "2024-05-01", 300, "for bob")]
    assert shop.rows("items") == [(12, 1, "d")]
    assert shop.rows("logins") == [(1, "2026-01-01", "10.0.0.2")]
    assert shop.run(make_map()) == {"items": [], "blocked": []}


def test_what_the_law_keeps_holds_on_to_what_it_points_at(shop):
    kept = {"orders": {"retention": "accounting_documents", "retention_from": "placed_on"}}
    plan = shop.erase(make_map(rules=kept))
    order = next(
        item for item in plan["items"] if item["collection"] == "orders" and item["action"] == "keep"
    )
    assert (order["ground"], order["law"]) == ("ERASE_LEGAL_OBLIGATION", "Code de commerce L123-22")
    assert (order["keep_until"], order["rows"]) == ("2034-12-31", 1)
    assert ("orders", "delete", 1) in summary(plan)  # of 2010: its time is over
    assert ("items", "keep", 2) in summary(plan)
    assert ("addresses", "keep", 1) in summary(plan)
    row = shop.rows("customers")[0]
    assert row[0] == 0
    assert "zoe" not in row[1]
    assert "@" in row[1]
    assert row[2:4] == ("[erased]", None)
    assert row[4] in {"gold", "silver"}
    assert row[5] is None
    assert shop.rows("orders")[0] == (10, 0, 2, "2024-05-01", 100, "ring twice")
    assert plan["left"] == {}


def test_a_rule_for_some_categories_keeps_only_those(shop, tmp_path):
    rules = tmp_path / "rules.json"
    rules.write_text(
        json.dumps(
            {"keep": [{"rule": "accounting_documents", "collection": "shop.orders", "from": "placed_on",
                       "categories": ["user.financial"]}]}
        )
    )  # fmt: skip
    shop.erase(make_map(), "--rules", rules)
    assert shop.rows("orders")[0] == (10, 0, 2, "2024-05-01", 100, "[erased]")


def test_a_hold_keeps_until_it_ends(shop, tmp_path):
    rules = tmp_path / "rules.json"
    hold = {
        "collection": "shop.orders",
        "ground": "ERASE_LEGAL_CLAIMS",
        "law": "Dispute 7",
        "where": {"field": "id", "equals": 11},
    }
    rules.write_text(json.dumps({"holds": [hold]}))
    plan = shop.run(make_map(), "--rules", rules)
    kept = [i for i in plan["items"] if i["action"] == "keep" and i["collection"] == "orders"]
    assert [(i["rows"], i["law"], i["keep_until"]) for i in kept] == [(1, "Dispute 7", None)]
    rules.write_text(json.dumps({"holds": [{**hold, "until": "2020-01-01"}]}))
    assert ("orders", "delete", 2) in summary(shop.run(make_map(), "--rules", rules))


def test_a_scope_masks_what_lies_in_it_and_stops_at_the_dot(shop):
    fields = {**FIELDS, "logins": "customer_id:user.unique_id at:user.contactless ip:user.contact"}
    plan = shop.erase(make_map(fields), "--categories", "user.contact")
    assert summary(plan) >= {("customers", "mask", 1), ("logins", "mask", 2), ("addresses", "unlink", 1)}
    assert shop.rows("customers")[0][2] == "Zoe"
    assert "zoe@" not in shop.rows("customers")[0][1]
    assert shop.rows("orders")[0][5] == "ring twice"
    assert shop.rows("logins")[0] == (0, "2026-01-01", None)
    # the address that only this customer's orders need can't go with them, so it says nothing any more
    assert shop.rows("addresses")[1] == (2, "[erased]", "[erased]", None)


def test_rows_of_a_table_that_the_map_leaves_out_are_others(tmp_path):
    ddl = SHOP + (
        "CREATE TABLE badges (id INTEGER PRIMARY KEY,"
        " customer INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE);"
        "INSERT INTO badges VALUES (1, 0);"
    )
    shop = Copy(tmp_path, ddl)
    plan = shop.erase(make_map())
    assert ("customers", "mask", 1) in {(c, a, 1) for c, a, _ in summary(plan)}
    assert shop.rows("badges") == [(1, 0)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            lambda ddl: ddl.replace(
                "note TEXT NOT NULL", "note TEXT NOT NULL CHECK (note = upper(note) || lower(note))"
            ),
            None,
        ),
        (
            lambda ddl: (
                ddl + "CREATE TRIGGER no BEFORE DELETE ON logins BEGIN SELECT RAISE(ABORT, 'no'); END;"
            ),
            "refused",
        ),
    ],
)
def test_a_source_that_refuses_is_left_as_it_was(tmp_path, change, reason):
    shop = Copy(
        tmp_path, change(SHOP).replace("'ring twice'", "''").replace("'old'", "''").replace("'for bob'", "''")
    )
    before = {table: shop.rows(table) for table in FIELDS}
    plan = shop.erase(make_map(), code=2 if reason else 0)
    if reason:
        assert any(reason in entry["reason"] for entry in plan["blocked"])
        assert {table: shop.rows(table) for table in FIELDS} == before


def test_a_check_that_allows_no_mask_blocks(tmp_path):
    plain = "name VARCHAR(40) NOT NULL"
    ddl = SHOP.replace(plain, f"{plain} CHECK (name IN (substr('Zoe!', 1, 3), 'B' || 'ob', 'E' || 've'))")
    shop = Copy(tmp_path, ddl)
    before = shop.path.read_bytes()
    kept = {"orders": {"retention": "accounting_documents", "retention_from": "placed_on"}}
    plan = shop.erase(make_map(rules=kept), code=2)
    assert [entry["collection"] for entry in plan["blocked"]] == ["customers"]
    assert "CHECK" in plan["blocked"][0]["reason"]
    assert shop.path.read_bytes() == before


def test_what_stands_against_a_plan_is_said_before_anything_is_touched(shop):
    unknown = make_map(rules={"orders": {"retention": "nobody_knows"}})
    assert "nobody_knows" in shop.erase(unknown, code=2)["blocked"][0]["reason"]
    two = make_map()
    two["dataset"].append({"fides_key": "other", "collections": [{"name": "t", "fields": [{"name": "id"}]}]})
    assert shop.erase(two, code=2)["blocked"][0]["dataset"] == "other"
    missing = make_map({**FIELDS, "ghosts": "id:key mail:user.contact.email"}, identity="ghosts.mail")
    assert {entry["collection"] for entry in shop.erase(missing, code=2)["blocked"]} == {"ghosts"}
    assert len(shop.rows("customers")) == 3


def test_nothing_is_done_without_a_yes(shop):
    before = shop.path.read_bytes()
    shop.run(make_map(), "--execute", answer="n\n")
    assert shop.path.read_bytes() == before
    shop.run(make_map(), "--execute", answer="y\n")
    assert len(shop.rows("customers")) == 2


def test_strategies_of_the_map(shop):
    kept = {"orders": {"retention": "accounting_documents", "retention_from": "placed_on"}}
    suffix = {"format_preservation": {"suffix": "@masked.example"}}
    meta = {
        "customers.email": {"masking_strategy_override": {"strategy": "hash", "configuration": suffix}},
        "customers.name": {
            "masking_strategy_override": {
                "strategy": "string_rewrite",
                "configuration": {"rewrite_value": "Someone"},
            }
        },
        "customers.phone": {
            "masking_strategy_override": {
                "strategy": "random_string_rewrite",
                "configuration": {"length": 12},
            }
        },
    }
    plan = shop.erase(make_map(rules=kept, meta=meta))
    row = shop.rows("customers")[0]
    assert row[1].endswith("@masked.example")
    assert row[2] == "Someone"
    assert len(row[3]) == 12
    strategies = {f: i["strategy"] for i in plan["items"] if i["action"] == "mask" for f in i["fields"]}
    assert strategies == {
        "email": "hmac", "name": "string_rewrite", "phone": "random_string_rewrite", "level": "string_rewrite",
    }  # fmt: skip


def test_only_the_personal_part_of_an_object_is_blanked(tmp_path):
    shop = Copy(
        tmp_path,
        "CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, profile JSON);"
        "INSERT INTO people VALUES (1, 'zoe@example.com',"
        """ '{"phone": "06", "theme": "dark", "pets": [{"name": "Rex", "kind": "dog"}]}');""",
    )
    profile = {
        "name": "profile",
        "fields": [
            {"name": "phone", "data_categories": ["user.contact.phone_number"]},
            {"name": "theme", "data_categories": ["user.account.settings"]},
            {
                "name": "pets",
                "fields": [{"name": "name", "data_categories": ["user.contact"]}, {"name": "kind"}],
            },
        ],
    }
    data_map = make_map({"people": "id:key email:user.contact.email"}, {}, identity="people.email")
    data_map["dataset"][0]["collections"][0]["fields"].append(profile)
    shop.erase(data_map, "--categories", "user.contact")
    assert json.loads(shop.rows("people")[0][2]) == {
        "phone": None, "theme": "dark", "pets": [{"name": None, "kind": "dog"}],
    }  # fmt: skip


def test_sources_that_refer_to_one_another_go_together_or_not_at_all(tmp_path):
    shop = Copy(tmp_path)
    folder = tmp_path / "crm"
    folder.mkdir()
    crm = Copy(folder, "CREATE TABLE notes (id INTEGER PRIMARY KEY, customer INTEGER, body TEXT NOT NULL);"
                       "INSERT INTO notes VALUES (1, 0, 'about Zoe'), (2, 1, 'about Bob');")  # fmt: skip
    data_map = make_map()
    reference = {"references": [{"dataset": "shop", "field": "customers.id", "direction": "from"}]}
    fields = [
        {"name": "id", "data_categories": ["system"], "fides_meta": {"primary_key": True}},
        {"name": "customer", "data_categories": ["user.unique_id"], "fides_meta": reference},
        {"name": "body", "data_categories": ["user.content"]},
    ]
    data_map["dataset"].append({"fides_key": "crm", "collections": [{"name": "notes", "fields": fields}]})
    source = ("--source", f"crm=sqlite:///{crm.path}")
    with sqlite3.connect(crm.path) as connection:
        connection.execute("CREATE TRIGGER no BEFORE DELETE ON notes BEGIN SELECT RAISE(ABORT, 'no'); END")
    connection.close()
    plan = shop.erase(data_map, code=2, sources=source)
    assert plan["blocked"][0]["dataset"] == "crm"
    assert len(shop.rows("customers")) == 3
    with sqlite3.connect(crm.path) as connection:
        connection.execute("DROP TRIGGER no")
    connection.close()
    shop.erase(data_map, sources=source)
    assert crm.rows("notes") == [(2, 1, "about Bob")]
    assert len(shop.rows("customers")) == 2


def test_a_composite_key_reaches_only_its_own_rows(tmp_path):
    shop = Copy(
        tmp_path,
        """
CREATE TABLE customers (tenant INTEGER, id INTEGER, email TEXT NOT NULL, PRIMARY KEY (tenant, id));
CREATE TABLE orders (id INTEGER PRIMARY KEY, tenant INTEGER NOT NULL, customer INTEGER NOT NULL, note TEXT,
  FOREIGN KEY (tenant, customer) REFERENCES customers (tenant, id));
INSERT INTO customers VALUES (1, 1, 'zoe@example.com'), (1, 2, 'bob@example.com'), (2, 1, 'eve@example.com');
INSERT INTO orders VALUES (1, 1, 1, 'mine'), (2, 1, 2, 'not mine'), (3, 2, 1, 'nor this');
""",
    )
    fields = {
        "customers": "tenant:key id:key email:user.contact.email",
        "orders": "id:key tenant:system customer:user.unique_id note:user.content",
    }
    references = {"orders.tenant": ("customers.tenant", "from"), "orders.customer": ("customers.id", "from")}
    shop.erase(make_map(fields, references))
    assert [row[0] for row in shop.rows("orders")] == [2, 3]
    assert shop.rows("customers") == [(1, 2, "bob@example.com"), (2, 1, "eve@example.com")]


def test_rows_without_a_key_are_told_apart_by_what_they_hold(tmp_path):
    shop = Copy(
        tmp_path,
        "CREATE TABLE visits (email TEXT, at TEXT, page TEXT); INSERT INTO visits VALUES"
        " ('zoe@example.com', '1', 'a'), ('zoe@example.com', '1', 'a'), ('zoe@example.com', NULL, 'b'),"
        " ('bob@example.com', '1', 'a'), (NULL, '1', 'a');",
    )
    fields = {"visits": "email:user.contact.email at:user.behavior page:user.behavior"}
    plan = shop.erase(make_map(fields, {}, identity="visits.email"))
    assert summary(plan) == {("visits", "delete", 3)}
    assert shop.rows("visits") == [(None, "1", "a"), ("bob@example.com", "1", "a")]


def test_a_key_by_which_people_are_found_too_is_never_masked(shop):
    """A customer's number that is the primary key: others hold it, and it tells nothing by itself."""
    data_map = make_map(
        rules={"orders": {"retention": "accounting_documents", "retention_from": "placed_on"}}
    )
    number = data_map["dataset"][0]["collections"][1]["fields"][0]
    number["data_categories"] = ["user.unique_id"]
    number["fides_meta"]["identity"] = "external_id"
    plan = shop.erase(data_map, identity="external_id=0")
    masked = {
        f
        for i in plan["items"]
        if (i["collection"], i["action"]) == ("customers", "mask")
        for f in i["fields"]
    }
    assert masked == {"email", "name", "phone", "level"}
    assert shop.rows("orders")[0][1] == 0
    assert shop.rows("customers")[0][0] == 0


def test_the_rules_file_has_a_schema_and_faults_have_a_place(shop, tmp_path):
    published = json.loads((ROOT / "docs/schemas/retention-rules.schema.json").read_text(encoding="utf-8"))
    assert published == json.loads(json.dumps(retention_rules_file.json_schema()))
    document = (ROOT / "docs/data-map.md").read_text(encoding="utf-8")
    example = json.loads(document.split("```json\n", 1)[1].split("```", 1)[0])
    jsonschema.validate(example, published)
    rules = tmp_path / "rules.json"
    rules.write_text(
        '{"keep": [{"rule": "nope", "collection": "shop.orders"},\n'
        ' {"rule": "tax_documents", "collection": "shop.x"},\n'
        ' {"rule": "tax_documents", "collection": "shop.orders", "where": {"field": "id"}}]}'
    )
    said = shop.run(make_map(), "--rules", rules, code=1)
    assert "line 1" in said
    assert "line 2" in said
    assert "line 3, column 57: A condition needs 'equals' or 'at_least'" in said
