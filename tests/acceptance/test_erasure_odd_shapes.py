"""Shapes that break an erasure half-way elsewhere: odd types, circles, triggers, domains, on each database that has them."""

# ruff: noqa: E501, ISC004 - a table is read more easily in one line

from collections.abc import Iterator

import pytest

from erasure_tables import ANA, erased, planned, rows
from walking import STORES, Store, mariadb_store, postgresql_store, sqlite_store, store_of


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path) -> Iterator[Store]:
    with store_of(request, tmp_path) as made:
        yield made


def test_numbers_of_every_kind_that_cannot_be_null(store, tmp_path):
    double = {"postgresql": "double precision", "mariadb": "double", "sqlite": "REAL"}[store.kind]
    single = {"postgresql": "real", "mariadb": "float", "sqlite": "FLOAT"}[store.kind]
    erased(
        store, tmp_path,
        {"c": "*id @email:user.contact.email lat:user.location lon:user.location d:user.behavior code:user.name note:user.content"},
        f"CREATE TABLE c (id integer PRIMARY KEY, email varchar(80) NOT NULL, lat {double} NOT NULL CHECK (lat BETWEEN -90 AND 90),"
        f" lon {single} NOT NULL, d decimal(4, 2) NOT NULL CHECK (d > 0), code varchar(3) NOT NULL, note varchar(9))",
        f"INSERT INTO c VALUES (1, '{ANA}', 48.85, 2.35, 1.5, 'abc', 'n'), (2, 'b@x', 1.5, 2.5, 2.5, 'bcd', 'm')",
        categories="user.contact,user.location,user.behavior,user.name",
    )  # fmt: skip
    found = rows(store, "c", "id, email, lat, lon, d, code, note")
    assert (found[0][0], float(found[0][2]), float(found[0][3]), float(found[0][4]), found[0][6]) == (
        1,
        0.0,
        0.0,
        1.0,
        "n",
    )
    assert ANA not in str(found)
    assert found[0][5] != "abc"
    assert (found[1][1], float(found[1][2]), found[1][5]) == ("b@x", 1.5, "bcd")


def test_a_trigger_that_writes_while_rows_go_is_caught_up_with(store, tmp_path):
    trigger = {
        "sqlite": [
            "CREATE TRIGGER t BEFORE DELETE ON c BEGIN INSERT INTO seen VALUES (old.id, old.email); END"
        ],
        "mariadb": [
            "CREATE TRIGGER t BEFORE DELETE ON c FOR EACH ROW INSERT INTO seen VALUES (old.id, old.email)"
        ],
        "postgresql": [
            "CREATE FUNCTION lg() RETURNS trigger LANGUAGE plpgsql AS"
            " 'BEGIN INSERT INTO seen VALUES (old.id, old.email); RETURN old; END'",
            "CREATE TRIGGER t BEFORE DELETE ON c FOR EACH ROW EXECUTE FUNCTION lg()",
        ],
    }[store.kind]
    said = erased(
        store, tmp_path, {"c": "*id @email:user.contact.email", "seen": "*id @email:user.contact.email"},
        "CREATE TABLE c (id integer PRIMARY KEY, email varchar(80))",
        "CREATE TABLE seen (id integer PRIMARY KEY, email varchar(80))",
        *trigger, f"INSERT INTO c VALUES (1, '{ANA}'), (2, 'b@x')",
    )  # fmt: skip
    assert rows(store, "seen") == []
    assert rows(store, "c") == [(2, "b@x")]
    assert {(i["collection"], i["action"], i["rows"]) for i in said["items"]} == {
        ("c", "delete", 1),
        ("seen", "delete", 1),
    }


def test_a_bridge_and_shared_addresses(store, tmp_path):
    erased(
        store, tmp_path,
        {
            "addr": "*id street:user.contact.address.street",
            "c": "*id @email:user.contact.email",
            "ca": "*c_id:system.operations>c.id *a_id:system.operations>^addr.id label:user.content",
            "o": "*id c_id:system.operations>c.id bill:system.operations>^addr.id",
        },
        "CREATE TABLE addr (id integer PRIMARY KEY, street varchar(30) NOT NULL)",
        "CREATE TABLE c (id integer PRIMARY KEY, email varchar(80) NOT NULL)",
        "CREATE TABLE ca (c_id integer NOT NULL, a_id integer NOT NULL, label varchar(9) NOT NULL, PRIMARY KEY (c_id, a_id),"
        " FOREIGN KEY (c_id) REFERENCES c (id), FOREIGN KEY (a_id) REFERENCES addr (id))",
        "CREATE TABLE o (id integer PRIMARY KEY, c_id integer NOT NULL, bill integer NOT NULL,"
        " FOREIGN KEY (c_id) REFERENCES c (id), FOREIGN KEY (bill) REFERENCES addr (id))",
        "INSERT INTO addr VALUES (1, 'shared'), (2, 'own'), (3, 'other'), (4, 'bill')",
        f"INSERT INTO c VALUES (1, '{ANA}'), (2, 'b@x')",
        "INSERT INTO ca VALUES (1, 1, 'h'), (2, 1, 'h'), (1, 2, 'w'), (2, 3, 'w')",
        "INSERT INTO o VALUES (1, 1, 4), (2, 2, 3), (4, 2, 1)",
    )  # fmt: skip
    assert rows(store, "addr", "id") == [(1,), (3,)]
    assert rows(store, "ca", "c_id, a_id", "2") == [(2, 1), (2, 3)]
    assert rows(store, "o", "id") == [(2,), (4,)]


def test_rows_that_point_at_themselves_and_at_parents_by_not_null(store, tmp_path):
    erased(
        store, tmp_path, {"c": "*id @email:user.contact.email parent:system.operations"},
        "CREATE TABLE c (id integer PRIMARY KEY, email varchar(80) NOT NULL, parent integer NOT NULL,"
        " FOREIGN KEY (parent) REFERENCES c (id))",
        "INSERT INTO c VALUES (1, 'root@x', 1)", f"INSERT INTO c VALUES (2, '{ANA}', 1)",
        f"INSERT INTO c VALUES (3, '{ANA}', 2)", f"INSERT INTO c VALUES (4, '{ANA}', 4)", "INSERT INTO c VALUES (5, 'b@x', 4)",
    )  # fmt: skip
    found = rows(store, "c")
    assert [row[0] for row in found] == [1, 4, 5]  # 4 stays, masked: another's row needs it
    assert ANA not in str(found)


def postgresql(request: pytest.FixtureRequest):
    return postgresql_store(request.getfixturevalue("postgres"))


def test_postgresql_deferrable_keys_of_a_circle_that_cannot_be_null(request, tmp_path):
    with postgresql(request) as store:
        erased(
            store, tmp_path, {"a": "*id @email:user.contact.email best:system.operations>^b.id", "b": "*id a_id:system.operations>a.id"},
            "CREATE TABLE a (id integer PRIMARY KEY, email text NOT NULL, best integer NOT NULL)",
            "CREATE TABLE b (id integer PRIMARY KEY, a_id integer NOT NULL REFERENCES a (id))",
            "ALTER TABLE a ADD FOREIGN KEY (best) REFERENCES b (id) DEFERRABLE INITIALLY IMMEDIATE",
            "ALTER TABLE b DISABLE TRIGGER ALL", "ALTER TABLE a DISABLE TRIGGER ALL",
            f"INSERT INTO a VALUES (1, '{ANA}', 1), (2, 'b@x', 2)", "INSERT INTO b VALUES (1, 1), (2, 2)",
            "ALTER TABLE b ENABLE TRIGGER ALL", "ALTER TABLE a ENABLE TRIGGER ALL",
        )  # fmt: skip
        assert (rows(store, "a", "id"), rows(store, "b")) == ([(2,)], [(2, 2)])


def test_postgresql_domains_ranges_and_money(request, tmp_path):
    with postgresql(request) as store:
        erased(
            store, tmp_path,
            {"c": "*id @email:user.contact.email zip:user.contact.address.postal_code ip:user.device.ip_address"
                  " tags:user.behavior raw:user.biometric amount:user.financial span:user.behavior wait:user.behavior n:user.content"},
            "CREATE DOMAIN mail AS varchar(60) NOT NULL CHECK (VALUE ~ '^[^@]+@[^@]+$')",
            "CREATE DOMAIN zip5 AS text CHECK (length(VALUE) = 5)",
            "CREATE TABLE c (id integer PRIMARY KEY, email mail, zip zip5 NOT NULL, ip inet NOT NULL, tags text[] NOT NULL,"
            " raw bytea NOT NULL, amount money NOT NULL, span int4range NOT NULL, wait interval NOT NULL, n text)",
            f"INSERT INTO c VALUES (1, '{ANA}', '75001', '1.2.3.4', '{{a}}', '\\x01', '5', '[1,3)', '1 day', 'n'),"
            " (2, 'b@x', '75002', '1.2.3.5', '{b}', '\\x02', '6', '[3,5)', '2 days', 'm')",
            categories="user.contact,user.device,user.behavior,user.biometric,user.financial",
        )  # fmt: skip
        found = rows(
            store, "c", "id, email, zip, host(ip), tags::text, amount::text, span::text, wait::text, n"
        )
        assert found[0] == (
            1,
            "erased@example.invalid",
            "XXXXX",
            "0.0.0.0",
            "{}",
            "$0.00",
            "empty",
            "00:00:00",
            "n",
        )
        assert found[1][1:4] == ("b@x", "75002", "1.2.3.5")


def test_sqlite_strict_tables(tmp_path):
    with sqlite_store(tmp_path) as store:
        erased(
            store, tmp_path, {"c": "*id @email:user.contact.email n:user.behavior r:user.behavior b:user.biometric g:user.contact.email k:user.content"},
            "CREATE TABLE c (id INTEGER PRIMARY KEY, email TEXT NOT NULL, n INTEGER NOT NULL, r REAL NOT NULL, b BLOB NOT NULL,"
            " g TEXT GENERATED ALWAYS AS (lower(email)) VIRTUAL, k TEXT) STRICT",
            f"INSERT INTO c VALUES (1, '{ANA}', 5, 1.5, x'01', 'k'), (2, 'b@x', 6, 2.5, x'02', 'k')",
            categories="user.contact,user.behavior,user.biometric",
        )  # fmt: skip
        assert rows(store, "c")[0] == (1, "[erased]", 0, 0.0, b"", "[erased]", "k")


@pytest.mark.mariadb
def test_mariadb_a_columns_own_check_and_dates_of_nothing(tmp_path):
    with mariadb_store() as store:
        erased(
            store, tmp_path, {"c": "*id @email:user.contact.email age:user.demographic born:user.demographic note:user.content"},
            "SET SESSION sql_mode=''",
            "CREATE TABLE c (id integer PRIMARY KEY, email varchar(80) NOT NULL CHECK (email LIKE '%@%.%'),"
            " age smallint NOT NULL CHECK (age BETWEEN 18 AND 120), born date NOT NULL, note varchar(9))",
            f"INSERT INTO c VALUES (1, '{ANA}', 30, '0000-00-00', 'n'), (2, 'b@x.fr', 31, '1980-00-00', 'm')",
            categories="user.contact,user.demographic",
        )  # fmt: skip
        found = rows(store, "c")
        assert (found[0][1], found[0][2], found[0][4]) == ("erased@example.invalid", 18, "n")
        assert found[1][1:3] == ("b@x.fr", 31)


VIEW = {
    "c": "*id @email:user.contact.email",
    "o": "*id c_id:system.operations>c.id street:user.contact.address.street",
    "who": "*id @email:user.contact.email street:user.contact.address.street",
}
BEHIND_VIEW = (
    "CREATE TABLE c (id integer PRIMARY KEY, email varchar(80) NOT NULL)",
    "CREATE TABLE o (id integer PRIMARY KEY, c_id integer NOT NULL, street varchar(30), FOREIGN KEY (c_id) REFERENCES c (id))",
    "CREATE VIEW who AS SELECT o.id, c.email, o.street FROM c JOIN o ON o.c_id = c.id",
    f"INSERT INTO c VALUES (1, '{ANA}'), (2, 'b@x')", "INSERT INTO o VALUES (1, 1, 'hers'), (2, 2, 'his')",
)  # fmt: skip


def test_a_view_is_left_to_the_tables_behind_it(store, tmp_path):
    said = erased(store, tmp_path, VIEW, *BEHIND_VIEW)
    assert rows(store, "who") == [(2, "b@x", "his")]
    assert {item["collection"] for item in said["items"]} == {"c", "o"}
    assert said["left"] == {}


def test_a_view_whose_tables_are_not_all_mapped_is_told_before(store, tmp_path):
    store.run(*BEHIND_VIEW)
    said = planned(store, tmp_path, {name: VIEW[name] for name in ("c", "who")}, exit_code=2)
    [reason] = [entry["reason"] for entry in said["blocked"] if entry["collection"] == "who"]
    assert "'who' is a view" in reason
    assert "Map what it reads too (o)" in reason


def test_postgresql_a_materialized_view_holds_copies(request, tmp_path):
    with postgresql(request) as store:
        store.run(*(line.replace("CREATE VIEW", "CREATE MATERIALIZED VIEW") for line in BEHIND_VIEW))
        store.run("REFRESH MATERIALIZED VIEW who")
        said = planned(store, tmp_path, VIEW, exit_code=2)
        [reason] = [entry["reason"] for entry in said["blocked"]]
        assert "refresh it after each erasure" in reason
