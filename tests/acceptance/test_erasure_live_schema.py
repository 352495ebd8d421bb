"""What an erasure reads from the live schema before anything is touched: types, keys, letter case, privileges."""

# ruff: noqa: E501 - a table is read more easily in one line

import re
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from dsr_service.cli import app
from erasure_tables import ANA, erased, planned, rows
from walking import (
    STORES,
    Store,
    collection,
    field_,
    map_text,
    mariadb_store,
    postgresql_store,
    sqlite_store,
    store_of,
)

POSTGRESQL = {
    "timetz": "'10:00+02'", "bytea": "'\\x01'", "macaddr": "'08:00:2b:01:02:03'", "macaddr8": "'08:00:2b:01:02:03:04:05'",
    "point": "'(1,2)'", "box": "'(1,1),(2,2)'", "circle": "'<(1,1),2>'", "polygon": "'((0,0),(1,1),(1,0))'", "line": "'{1,2,3}'",
    "path": "'((0,0),(1,1))'", "lseg": "'((0,0),(1,1))'", "int4multirange": "'{[1,3)}'", "jsonpath": "'$.a'", "oid": "12",
    "pg_lsn": "'16/B374D848'", "tsquery": "'ana'", "bit(4)": "B'1010'", "jsonb[]": "array['{\"a\":1}'::jsonb]", "uuid[]": "array[gen_random_uuid()]",
    "text[] CHECK (cardinality(%s) BETWEEN 2 AND 3)": "'{a,b}'", "int[] CHECK (array_length(%s, 1) > 0)": "'{7}'", "mood[] CHECK (cardinality(%s) > 0)": "'{sad}'",
}  # fmt: skip
MARIADB = {
    "point": "POINT(1,2)", "geometry": "POINT(1,2)", "linestring": "ST_GeomFromText('LINESTRING(1 1,2 2)')",
    "polygon": "ST_GeomFromText('POLYGON((0 0,0 2,2 2,0 0))')", "inet6": "'::1'", "inet4": "'1.1.1.1'", "uuid": "uuid()",
    "bit(5)": "b'10101'", "set('a','b')": "'a,b'", "year": "2020", "json": "'{\"a\":1}'", "binary(16)": "unhex('00112233445566778899aabbccddeeff')",
}  # fmt: skip


def every_type_is_masked(store: Store, tmp_path, kinds: dict[str, str], *before: str) -> None:
    names = [f"c{number}" for number in range(len(kinds))]
    columns = [
        f"{name} {kind % name if '%' in kind else kind} NOT NULL"
        for name, kind in zip(names, kinds, strict=True)
    ]
    values = ", ".join(kinds.values())
    erased(
        store, tmp_path, {"t": "*id @email:user.contact.email " + " ".join(f"{name}:user.behavior" for name in names)},
        *before, f"CREATE TABLE t (id integer PRIMARY KEY, email varchar(80) NOT NULL, {', '.join(columns)})",
        f"INSERT INTO t VALUES (1, '{ANA}', {values}), (2, 'b@x', {values}), (3, 'c@x', {values})", categories="user.behavior",
    )  # fmt: skip
    cast = "::text" if store.kind == "postgresql" else ""
    own, *others = rows(store, "t", ", ".join(f"{name}{cast}" for name in names))
    # random keys differ from row to row anyway
    masked = {kind for kind, old, new in zip(kinds, others[1], own, strict=True) if old != new}
    assert masked == set(kinds)


def test_postgresql_types_that_cannot_be_null(request, tmp_path):
    with postgresql_store(request.getfixturevalue("postgres")) as store:
        every_type_is_masked(store, tmp_path, POSTGRESQL, "CREATE TYPE mood AS ENUM ('glad', 'sad')")


@pytest.mark.mariadb
def test_mariadb_types_that_cannot_be_null(tmp_path):
    with mariadb_store() as store:
        every_type_is_masked(store, tmp_path, MARIADB)


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path) -> Iterator[Store]:
    with store_of(request, tmp_path) as made:
        yield made


def test_an_address_that_is_unique_in_any_case_is_taken_in_any_case(store, tmp_path):
    column = {"sqlite": "text COLLATE NOCASE UNIQUE", "mariadb": "varchar(80) UNIQUE", "postgresql": "varchar(80) UNIQUE"}[store.kind]  # fmt: skip
    index = ["CREATE UNIQUE INDEX i ON c (lower(email))"] if store.kind == "postgresql" else []
    erased(
        store, tmp_path, {"c": "*id @email:user.contact.email"},
        f"CREATE TABLE c (id integer PRIMARY KEY, email {column})", *index, "INSERT INTO c VALUES (1, 'Ana@Example.com'), (2, 'b@x')",
    )  # fmt: skip
    assert rows(store, "c") == [(2, "b@x")]


@pytest.mark.parametrize(("kind", "categories"), [("sqlite", None), ("postgresql", "user.content")])
def test_an_index_that_is_unique_for_some_rows_tells_no_rows_apart(request, tmp_path, kind, categories):
    made = (
        sqlite_store(tmp_path) if kind == "sqlite" else postgresql_store(request.getfixturevalue("postgres"))
    )
    with made as store:
        erased(
            store, tmp_path, {"c": "*id @email:user.contact.email", "m": "c_id:user.unique_id>c.id slot txt:user.content"},
            "CREATE TABLE c (id integer PRIMARY KEY, email varchar(80))", "CREATE TABLE m (c_id integer, slot integer NOT NULL, active integer, txt text)",
            "CREATE UNIQUE INDEX u ON m (slot) WHERE active = 1", f"INSERT INTO c VALUES (1, '{ANA}'), (2, 'b@x')",
            "INSERT INTO m VALUES (1, 1, 1, 'hers'), (2, 1, 0, 'his'), (2, 2, 1, 'his'), (1, 2, 0, 'hers')", categories=categories,
        )  # fmt: skip
        hers = [(1, 1, 1, None), (1, 2, 0, None)] if categories else []
        assert rows(store, "m", order="1, 2") == [*hers, (2, 1, 0, "his"), (2, 2, 1, "his")]


def test_a_field_that_the_table_lacks_stops_everything(tmp_path):
    with sqlite_store(tmp_path) as store:
        said = erased(
            store, tmp_path, {"c": "*id @email:user.contact.email gone:user.name"},
            "CREATE TABLE c (id integer PRIMARY KEY, email varchar(80))", f"INSERT INTO c VALUES (1, '{ANA}')", exit_code=2,
        )  # fmt: skip
        reason = "It could not be searched: field_missing."
        assert said["blocked"] == [{"dataset": "shop", "collection": "c", "reason": reason}]
        assert rows(store, "c") == [(1, ANA)]


def account(store: Store, *grants: str) -> Store:
    """The same database by an account that may do less."""
    if store.kind == "postgresql":
        store.run("DROP ROLE IF EXISTS clerk", "CREATE ROLE clerk LOGIN PASSWORD 'clerk'", *grants)
        url = re.sub(r"^postgresql://[^@/]*@?", "postgresql://clerk:clerk@", store.url)
    else:
        store.run("CREATE OR REPLACE USER clerk IDENTIFIED BY 'clerk'", *grants)
        url = re.sub(r"^mysql://[^@/]*@?", "mysql://clerk:clerk@", store.url)
    return Store(store.kind, url, store.run)


def test_columns_that_may_not_be_changed_are_told_before(request, tmp_path):
    with postgresql_store(request.getfixturevalue("postgres")) as store:
        store.run("CREATE TABLE c (id integer PRIMARY KEY, email text, name text NOT NULL)", f"INSERT INTO c VALUES (1, '{ANA}', 'Ana')")  # fmt: skip
        clerk = account(store, "GRANT SELECT, DELETE, UPDATE (email) ON c TO clerk")
        fields = {"c": "*id @email:user.contact.email name:user.name"}
        said = planned(clerk, tmp_path, fields, categories="user.name", exit_code=2)
        assert [entry["reason"] for entry in said["blocked"]] == ["The account may not change 'name'."]
        planned(clerk, tmp_path, fields, "--execute", "--yes", categories="user.contact")
        assert rows(store, "c") == [(1, None, "Ana")]
        store.run("DROP OWNED BY clerk", "DROP ROLE clerk")


@pytest.mark.mariadb
def test_mariadb_an_account_that_may_only_read_is_told_before(tmp_path):
    with mariadb_store() as store:
        store.run("CREATE TABLE c (id integer PRIMARY KEY, email text, name text)", f"INSERT INTO c VALUES (1, '{ANA}', 'Ana')")  # fmt: skip
        clerk = account(store, "GRANT SELECT ON c TO clerk")
        fields = {"c": "*id @email:user.contact.email name:user.name"}
        said = planned(clerk, tmp_path, fields, exit_code=2)
        assert [entry["reason"] for entry in said["blocked"]] == ["The account may not delete its rows."]
        store.run("GRANT UPDATE ON c TO clerk", "GRANT DELETE ON *.* TO clerk")
        planned(clerk, tmp_path, fields, "--execute", "--yes")
        assert rows(store, "c") == []
        store.run("DROP USER clerk")


@pytest.mark.parametrize("categories", [None, "user.content"])
def test_postgresql_partitions_are_the_rows_of_their_table(request, tmp_path, categories):
    with postgresql_store(request.getfixturevalue("postgres")) as store:
        said = erased(
            store, tmp_path,
            {"c": "*id @email:user.contact.email", "o": "*id *at c_id:user.unique_id>c.id note:user.content", "i": "*o_id:system>o.id *o_at:system>o.at"},
            "CREATE TABLE c (id integer PRIMARY KEY, email text NOT NULL)",
            "CREATE TABLE o (id integer, at date, c_id integer NOT NULL REFERENCES c, note text NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
            "CREATE TABLE o25 PARTITION OF o FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
            "CREATE TABLE o26 PARTITION OF o FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY LIST (id)", "CREATE TABLE o26a PARTITION OF o26 DEFAULT",
            "CREATE TABLE i (o_id integer, o_at date, PRIMARY KEY (o_id, o_at), FOREIGN KEY (o_id, o_at) REFERENCES o (id, at))",
            f"INSERT INTO c VALUES (1, '{ANA}'), (2, 'b@x')", "INSERT INTO o VALUES (1, '2025-05-05', 1, 'a'), (2, '2026-05-05', 1, 'b'), (3, '2026-05-05', 2, 'c')",
            "INSERT INTO i VALUES (1, '2025-05-05'), (2, '2026-05-05'), (3, '2026-05-05')", categories=categories,
        )  # fmt: skip
        changed = {(item["collection"], item["action"], item["rows"]) for item in said["items"]}
        if categories:
            assert changed == {("o", "mask", 2)}
            assert rows(store, "o", "id, note") == [(1, "[erased]"), (2, "[erased]"), (3, "c")]
        else:
            assert changed == {("c", "delete", 1), ("o", "delete", 2), ("i", "delete", 2)}
            assert (rows(store, "c", "id"), rows(store, "o", "id"), rows(store, "i", "o_id")) == ([(2,)], [(3,)], [(3,)])  # fmt: skip


@pytest.mark.mariadb
@pytest.mark.parametrize("collections", [["old", "c"], ["c", "old"]])
def test_mariadb_a_table_without_transactions_waits_for_the_others(tmp_path, collections):
    with mariadb_store() as store:
        said = erased(
            store, tmp_path, dict.fromkeys(collections, "*id @email:user.contact.email"),
            "CREATE TABLE c (id integer PRIMARY KEY, email varchar(80))", "CREATE TABLE old (id integer PRIMARY KEY, email varchar(80)) ENGINE=MyISAM",
            f"INSERT INTO c VALUES (1, '{ANA}')", f"INSERT INTO old VALUES (1, '{ANA}')",
            "CREATE TRIGGER no BEFORE DELETE ON c FOR EACH ROW SIGNAL SQLSTATE '45000'", exit_code=2,
        )  # fmt: skip
        assert "nothing was changed" in said["blocked"][0]["reason"]
        assert rows(store, "old") == [(1, ANA)]


def test_what_is_said_of_a_collection_says_nothing_of_its_numbers(tmp_path):
    with sqlite_store(tmp_path) as store:
        store.run(
            "CREATE TABLE c (id integer PRIMARY KEY, email text NOT NULL, name text)",
            "CREATE TABLE o (id integer PRIMARY KEY, c_id integer NOT NULL REFERENCES c, total integer)",
            f"INSERT INTO c VALUES (1, '{ANA}', 'Ana')", "INSERT INTO o VALUES (5, 1, 9)",
        )  # fmt: skip
        text = map_text(
            shop=[
                {**collection("c", field_("id", primary_key=True), field_("email", identity="email"), "name"), "data_categories": ["user.contact"]},
                {**collection("o", field_("id", primary_key=True), field_("c_id", "shop.c.id from"), "total"), "data_categories": ["user.financial"]},
            ]
        )  # fmt: skip
        (tmp_path / "map.yml").write_text(text)
        arguments = ["data-map", "plan-erasure", str(tmp_path / "map.yml"), "--source", f"shop={store.url}"]
        done = CliRunner().invoke(
            app, [*arguments, "--identity", f"email={ANA}", "--categories", "user.contact", "--execute", "--yes"]
        )  # fmt: skip
        assert done.exit_code == 0, done.output
        assert rows(store, "c") == [(1, "[erased]", None)]
        assert rows(store, "o") == [(5, 1, 9)]


@pytest.mark.parametrize("action", ["NO ACTION", "CASCADE", "SET NULL"])
def test_postgresql_rows_of_another_schema_hold_on_to_hers(request, tmp_path, action):
    with postgresql_store(request.getfixturevalue("postgres")) as store:
        said = erased(
            store, tmp_path, {"c": "*id @email:user.contact.email"},
            "CREATE SCHEMA audit", "CREATE TABLE c (id integer PRIMARY KEY, email text NOT NULL)",
            f"CREATE TABLE audit.log (id integer PRIMARY KEY, c_id integer REFERENCES public.c ON DELETE {action})",
            f"INSERT INTO c VALUES (1, '{ANA}'), (2, 'b@x')", "INSERT INTO audit.log VALUES (1, 1), (2, 2)",
        )  # fmt: skip
        assert {(item["action"], item["rows"]) for item in said["items"]} == {("mask", 1)}
        assert rows(store, "c") == [(1, "[erased]"), (2, "b@x")]
        assert rows(store, "audit.log") == [(1, 1), (2, 2)]


def test_a_trigger_that_takes_rows_before_their_turn_is_no_refusal(store, tmp_path):
    trigger = {
        "sqlite": ["CREATE TRIGGER t AFTER DELETE ON i BEGIN DELETE FROM o WHERE id = old.o_id; END"],
        "mariadb": ["CREATE TRIGGER t AFTER DELETE ON i FOR EACH ROW DELETE FROM o WHERE id = old.o_id"],
        "postgresql": [
            "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM o WHERE id = old.o_id; RETURN NULL; END'",
            "CREATE TRIGGER t AFTER DELETE ON i FOR EACH ROW EXECUTE FUNCTION f()",
        ],
    }[store.kind]
    erased(
        store, tmp_path, {"c": "*id @email:user.contact.email", "o": "*id c_id:user.unique_id>c.id", "i": "*id o_id:system>o.id"},
        "CREATE TABLE c (id integer PRIMARY KEY, email varchar(80))", "CREATE TABLE o (id integer PRIMARY KEY, c_id integer)",
        "CREATE TABLE i (id integer PRIMARY KEY, o_id integer)", *trigger,
        f"INSERT INTO c VALUES (1, '{ANA}'), (2, 'b@x')", "INSERT INTO o VALUES (1, 1), (2, 2)", "INSERT INTO i VALUES (1, 1), (2, 1), (3, 2)",
    )  # fmt: skip
    assert (rows(store, "c"), rows(store, "o"), rows(store, "i")) == ([(2, "b@x")], [(2, 2)], [(3, 2)])


def test_postgresql_a_null_that_may_be_there_once_is_no_mask(request, tmp_path):
    with postgresql_store(request.getfixturevalue("postgres")) as store:
        erased(
            store, tmp_path, {"c": "*id @email:user.contact.email tel:user.contact.phone_number"},
            "CREATE TABLE c (id integer PRIMARY KEY, email text, tel text, UNIQUE NULLS NOT DISTINCT (tel))",
            f"INSERT INTO c VALUES (1, '{ANA}', '06'), (2, 'b@x', NULL), (3, '{ANA}', '07')", categories="user.contact.phone_number",
        )  # fmt: skip
        found = dict(rows(store, "c", "id, tel"))
        assert found[2] is None
        assert len({*found.values()} - {"06", "07"}) == 3
