import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from dsr_service.formats.data_map_yaml import read_data_map
from walking import postgresql_store

ROOT = Path(__file__).parents[2]
SCHEMA = """
CREATE TABLE customers (id INTEGER PRIMARY KEY, email VARCHAR(200) NOT NULL, phone VARCHAR(20), first_name TEXT);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id),
  tenant INTEGER, total INTEGER NOT NULL);
CREATE TABLE shipments (tenant INTEGER, order_id INTEGER, carrier TEXT, PRIMARY KEY (tenant, order_id));
CREATE TABLE audit_entries (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id));
"""

MAP = """
dataset:
- fides_key: shop
  collections:
  - name: customers
    fields:
    - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
    - {name: email, data_categories: [user.contact.email], fides_meta: {identity: email, data_type: integer}}
    - {name: first_name, fides_meta: {data_type: string}}
    - {name: last_name, data_categories: [user.name.last]}
  - name: orders
    fields:
    - {name: id, data_categories: [system], fides_meta: {primary_key: true}}
    - {name: total, data_categories: [user.financial]}
    - name: customer_id
      data_categories: [user.unique_id]
      fides_meta: {references: [{dataset: shop, field: customers.id, direction: from}]}
  - name: Shipments
    fields: [{name: order_id, data_categories: [system]}]
"""


def run(*arguments, **options):
    command = [sys.executable, "-m", "dsr_service.cli", "data-map", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def codes(report, kind):
    return {(finding["code"], finding["address"]) for finding in report[kind]}


@pytest.fixture
def shop(tmp_path):
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(SCHEMA)
    return f"sqlite:///{path}"


@pytest.fixture
def data_map(tmp_path):
    path = tmp_path / "map.yml"
    path.write_text(MAP)
    return path


def test_a_map_is_compared_with_the_live_schema(shop, data_map):
    done = run("check", data_map, "--source", f"shop={shop}")
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert codes(report, "errors") == {
        ("wrong_type", "shop.customers.email"),
        ("missing_field", "shop.customers.last_name"),
        ("missing_collection", "shop.Shipments"),
    }
    assert codes(report, "warnings") >= {
        ("unmapped_personal_column", "shop.customers.phone"),
        ("personal_without_category", "shop.customers.first_name"),
        ("no_category", "shop.customers.first_name"),
        ("mask_not_null", "shop.orders.total"),
        ("unmapped_column", "shop.orders.tenant"),
        ("unmapped_dependant", "shop.customers"),
        ("unmapped_table", "shop"),
        ("unreachable_collection", "shop.Shipments"),
    }
    assert all(f["line"] and f["column"] and f["message"] for kind in report.values() for f in kind)
    assert "it has 'shipments'" in done.stdout


def test_where_a_record_is_corrected_must_be_there(shop, tmp_path):
    note = "{collection: shop.customers, key: {id: customer, idd: customer_id}, text: remark, values: {phone: x}}"
    path = tmp_path / "map.yml"
    path.write_text(MAP.replace("  - name: orders\n", f"  - name: orders\n    dsr: {{correction: {note}}}\n"))
    found = json.loads(run("check", path, "--source", f"shop={shop}").stdout)["errors"]
    told = [finding["message"] for finding in found if finding["address"] == "shop.orders"]
    assert [message.split("'")[3] for message in told] == ["idd", "remark", "customer"]
    assert {finding["code"] for finding in found} == {"wrong_type", "missing_field", "missing_collection"}


def test_without_a_source_only_the_map_is_judged(data_map):
    done = run("check", data_map)
    assert (done.returncode, json.loads(done.stdout)["errors"]) == (0, [])


def test_a_source_that_is_not_there_is_an_error_without_its_url(data_map, tmp_path):
    url = "postgresql://somebody:hunter2@127.0.0.1:1/none"
    done = run("check", data_map, "--source", f"shop={url}", "--source", f"other=sqlite:///{tmp_path}/no.db")
    found = json.loads(done.stdout)["errors"]
    assert done.returncode == 1
    assert {finding["code"] for finding in found} == {"source_unreadable", "unknown_source"}
    assert "hunter2" not in done.stdout + done.stderr
    assert not (tmp_path / "no.db").exists()


def test_a_broken_file_is_a_report_not_a_trace(tmp_path):
    path = tmp_path / "broken.yml"
    path.write_bytes(b"dataset: \xff")
    done = run("check", path)
    assert (done.returncode, json.loads(done.stdout)["errors"][0]["code"]) == (1, "not_utf8")
    assert run("check", tmp_path / "absent.yml").returncode == 1


def test_a_declared_foreign_key_settles_a_composite_doubt(tmp_path):
    source = tmp_path / "shop.db"
    tables = (
        "CREATE TABLE a (x INTEGER, y INTEGER, mail TEXT, PRIMARY KEY (x, y));"
        "CREATE TABLE b (id INTEGER PRIMARY KEY, x INTEGER, y INTEGER{key});"
    )
    data_map = tmp_path / "map.yml"
    data_map.write_text("""
dataset:
- fides_key: shop
  collections:
  - name: a
    fields:
    - {name: x, data_categories: [system], fides_meta: {primary_key: true}}
    - {name: y, data_categories: [system], fides_meta: {primary_key: true}}
    - {name: mail, data_categories: [user.contact.email], fides_meta: {identity: email}}
  - name: b
    fields:
    - {name: id, data_categories: [system], fides_meta: {primary_key: true}}
    - {name: x, data_categories: [system], fides_meta: {references: [{dataset: shop, field: a.x, direction: from}]}}
    - {name: y, data_categories: [system], fides_meta: {references: [{dataset: shop, field: a.y, direction: from}]}}
""")
    doubts = []
    for key in ("", ", FOREIGN KEY (x, y) REFERENCES a (x, y)"):
        source.unlink(missing_ok=True)
        with sqlite3.connect(source) as connection:
            connection.executescript(tables.format(key=key))
        report = json.loads(run("check", data_map, "--source", f"shop=sqlite:///{source}").stdout)
        doubts.append("ambiguous_reference" in {finding["code"] for finding in report["warnings"]})
    assert doubts == [True, False]


def test_a_draft_is_a_valid_map_with_marked_guesses(shop, tmp_path):
    done = run("discover", "--source", f"shop={shop}", "--out", tmp_path / "draft.yml")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "draft.yml").read_text()
    drafted = {str(address): collection for address, collection in read_data_map(text.encode()).collections()}
    customer = next(declared for declared in drafted["shop.orders"].fields if declared.name == "customer_id")
    assert str(customer.references[0].target) == "shop.customers.id"
    assert drafted["shop.shipments"].primary_key == ("tenant", "order_id")
    assert "data_categories: [user.contact.email]  # guess" in text
    assert "identity: email  # guess" in text
    report = json.loads(run("check", tmp_path / "draft.yml", "--source", f"shop={shop}").stdout)
    assert report["errors"] == []


async def test_the_demo_shops_map_fits_its_schema(empty_database):
    url = empty_database.replace("postgresql+asyncpg", "postgresql")
    folder = ROOT / "src/dsr_service/adapters/demo_shop"
    connection = await asyncpg.connect(url)
    try:
        await connection.execute((folder / "schema.sql").read_text(encoding="utf-8"))
    finally:
        await connection.close()
    report = json.loads(run("check", folder / "data-map.yml", "--source", f"kilometre_paris={url}").stdout)
    assert report["errors"] == []
    assert {finding["code"] for finding in report["warnings"]} <= {"mask_not_null", "unmapped_reference"}


def test_sqlite_columns_are_what_their_declaration_says(tmp_path):
    """SQLite takes any word for a type, and none: what it can't tell is no fault of the map."""
    with sqlite3.connect(tmp_path / "shop.db") as connection:
        connection.execute(
            "CREATE TABLE people (id UUID PRIMARY KEY, mail VARCHAR(9), seen TIMESTAMP, ip INET, more JSON, sure BOOL,"
            " paid MONEY, state MOOD, odd, raw BLOB, n INT)"
        )
    fields = {
        "id": "string", "mail": "string", "seen": "string", "ip": "string", "more": "object", "sure": "boolean",
        "paid": "float", "state": "string", "odd": "integer", "raw": "string", "n": "string",
    }  # fmt: skip
    lines = "".join(
        f"    - {{name: {name}, fides_meta: {{data_type: {kind}{', identity: email' if name == 'mail' else ''}}}}}\n"
        for name, kind in fields.items()
    )
    path = tmp_path / "map.yml"
    path.write_text(
        f"dataset:\n- fides_key: shop\n  collections:\n  - name: people\n    fields:\n{lines}",
        encoding="utf-8",
    )
    done = run("check", path, "--source", f"shop=sqlite:///{tmp_path}/shop.db")
    assert codes(json.loads(done.stdout), "errors") == {("wrong_type", "shop.people.n")}


def test_a_draft_of_one_schema_walks(postgres, tmp_path):
    with postgresql_store(postgres) as store:
        store.run(
            "CREATE SCHEMA crm",
            "CREATE TABLE crm.people (id int PRIMARY KEY, email text)",
            "CREATE TABLE crm.notes (id int PRIMARY KEY, person int REFERENCES crm.people (id))",
            "CREATE TABLE public.people (id int PRIMARY KEY, email text)",
            "INSERT INTO crm.people VALUES (1, 'a@x'), (2, 'b@x')",
            "INSERT INTO crm.notes VALUES (7, 1), (8, 2)",
            "INSERT INTO public.people VALUES (9, 'a@x')",
        )
        path, source = tmp_path / "draft.yml", f"crm={store.url}"
        beside = run("discover", "--source", source)
        assert "crm: draft the schemas 'crm' too, each by --schema." in beside.stderr
        assert run("discover", "--source", source, "--schema", "crm", "--out", path).returncode == 0
        assert json.loads(run("check", path, "--source", source).stdout)["errors"] == []
        done = run("walk", path, "--source", source, "--identity", "email=a@x", "--out", tmp_path)
        assert done.returncode == 0, done.stderr
        assert json.loads((tmp_path / "walk.json").read_text())["crm"] == {
            "notes": [{"id": 7, "person": 1}],
            "people": [{"id": 1, "email": "a@x"}],
        }
