"""What each database's types become in a row, and across sources: when two values are one key."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from walking import (
    Store,
    collection,
    field_,
    map_of,
    mariadb_store,
    postgresql_store,
    sqlite_store,
    walk_all,
)

POSTGRESQL = {
    "a smallint": ("-32768", -32768),
    "b bigint": ("9223372036854775807", 9223372036854775807),
    "c numeric(30, 10)": ("12345678901234567890.0123456789", "12345678901234567890.0123456789"),
    "d numeric": ("'NaN'", "NaN"),
    "e real": ("1.5", 1.5),
    "e1 real": ("0.1", 0.1),
    "e2 real": ("'-Infinity'", "-Infinity"),
    "e3 real[]": ("array[0.1, null]::real[]", [0.1, None]),
    "e4 real": ("16777216", 16777216.0),
    "e5 real": ("1.17549435e-38", 1.1754944e-38),
    "f double precision": ("'Infinity'", "Infinity"),
    "f2 double precision": ("'NaN'", "NaN"),
    "g boolean": ("false", False),
    "h text": ("e'é \\n \" \\\\'", 'é \n " \\'),
    "h2 char(5)": ("'ab'", "ab   "),
    "i bytea": ("'\\x00ff'", "AP8="),
    "j uuid": ("'0B3C5C0E-0000-4000-8000-00000000000a'", "0b3c5c0e-0000-4000-8000-00000000000a"),
    "k date": ("'2024-02-29'", "2024-02-29"),
    "k2 date": ("'infinity'", "infinity"),
    "l timestamp": ("'2024-02-29 10:00:00.5'", "2024-02-29T10:00:00.500000"),
    "m timestamptz": ("'2024-02-29 10:00:00+02'", "2024-02-29T08:00:00+00:00"),
    "m2 timestamptz": ("'-infinity'", "-infinity"),
    "m3 timestamp": ("'0044-03-15 12:00:00 BC'", "0044-03-15 12:00:00 BC"),
    "m4 timestamp": ("'12024-02-29 10:00:00'", "12024-02-29T10:00:00"),
    "n time": ("'10:00:01.25'", "10:00:01.25"),
    "o interval": ("'1 year 2 months 3 days 4:05:06.7'", "P1Y2M3DT4H5M6.7S"),
    "p json": ("""'{"b":1.10, "a":\n[1e400, 12345678901234567890], "a": null}'""", None),
    "q jsonb": ("""'"text"'""", "text"),
    "r text[]": ("array['a', null, 'é']", ["a", None, "é"]),
    "s int[]": ("array[[1, 2], [3, 4]]", [[1, 2], [3, 4]]),
    "s2 numeric[]": ("array[1.50]", ["1.50"]),
    "s3 timestamptz[]": ("array['2024-02-29 10:00:00+00'::timestamptz]", ["2024-02-29T10:00:00+00:00"]),
    "s4 jsonb[]": ("""array['{"a": 1}'::jsonb]""", [{"a": 1}]),
    "t inet": ("'10.0.0.1'", "10.0.0.1"),
    "t2 cidr": ("'10.0.0.0/8'", "10.0.0.0/8"),
    "u money": ("1234.5", "1234.50"),
    "v colour": ("'red'", "red"),
    "v2 short": ("'abc'", "abc"),
    "w int4range": ("'[1,5)'", "[1,5)"),
    "x point": ("'(1,2)'", "(1,2)"),
    "z bit(3)": ("b'101'", "101"),
    "z1 timetz": ("'10:00:01+02'", "10:00:01+02"),
    "z2 interval": ("'-1 day'", "P-1D"),
    "z3 int4range[]": ("array['[1,5)'::int4range, 'empty']", ["[1,5)", "empty"]),
    "z4 int4multirange": ("'{[1,3), [5,9)}'", "{[1,3),[5,9)}"),
    "z5 pair": ("row(1, 'a,b')", '(1,"a,b")'),
    "z6 macaddr": ("'08:00:2B:01:02:03'", "08:00:2b:01:02:03"),
    "z7 varbit": ("b'1'", "1"),
    "z9 numeric": ("1e20", "100000000000000000000"),
    '"NULL" text': ("null", None),
}


async def test_postgresql_types(postgres: EmbeddedPostgres):
    with postgresql_store(postgres) as store:
        store.run(
            "CREATE TYPE colour AS ENUM ('red', 'green')",
            "CREATE TYPE pair AS (a int, b text)",
            "CREATE DOMAIN shorter AS varchar(20)",
            "CREATE DOMAIN short AS shorter CHECK (length(value) < 9)",
            f"CREATE TABLE t (email text, {', '.join(POSTGRESQL)})",
            f"INSERT INTO t VALUES ('a@x', {', '.join(value for value, _ in POSTGRESQL.values())})",
        )
        row = await only_row(store, [name.split()[0].strip('"') for name in POSTGRESQL])
    # the reader of this test knows only the last of two fields of one name
    assert row.pop("p") == {"b": 1.1, "a": None}
    expected = {name.split()[0].strip('"'): value for name, (_, value) in POSTGRESQL.items()}
    expected.pop("p")
    assert row == expected


MARIADB = {
    "a tinyint(1)": ("1", 1),
    "b bigint unsigned": ("18446744073709551615", 18446744073709551615),
    "c decimal(30, 10)": ("12345678901234567890.0123456789", "12345678901234567890.0123456789"),
    "e double": ("1.5", 1.5),
    "e1 float": ("0.1", 0.1),
    "e2 float": ("123456789", 123456790.0),
    "e3 float": ("1.17549435e-38", 1.1754944e-38),
    "e4 float": ("-3.4028234e38", -3.4028235e38),
    "e5 double": ("0.1", 0.1),
    "f year": ("0", 0),
    "f2 date": ("'0000-00-00'", "0000-00-00"),
    "f3 datetime": ("'2024-00-00 00:00:00'", "2024-00-00 00:00:00"),
    "f4 time(3)": ("'838:59:59'", "838:59:59"),
    "f5 bit(10)": ("b'1100000001'", "1100000001"),
    "g bit(1)": ("b'0'", False),
    "h text": ("'é \\n \" \\\\'", 'é \n " \\'),
    "h2 char(5)": ("'ab'", "ab"),
    "i blob": ("x'00ff'", "AP8="),
    "k date": ("'2024-02-29'", "2024-02-29"),
    "l datetime(6)": ("'2024-02-29 10:00:00.5'", "2024-02-29T10:00:00.500000"),
    "m timestamp": ("'2024-02-29 10:00:00'", "2024-02-29T10:00:00+00:00"),
    "n time": ("'10:00:01'", "10:00:01"),
    "n2 time": ("'-100:00:01'", "-100:00:01"),
    "o year": ("2024", 2024),
    "p json": ("""'{"b": 1.10, "a": [1]}'""", {"b": 1.1, "a": [1]}),
    "q enum('x', 'y')": ("'y'", "y"),
    "r set('x', 'y')": ("'x,y'", "x,y"),
    "s varchar(9) CHARACTER SET latin1": ("'é'", "é"),
    "t varchar(9)": ("null", None),
}


@pytest.mark.mariadb
async def test_mariadb_types():
    with mariadb_store() as store:
        store.run(
            "SET time_zone = '+00:00'",
            "SET sql_mode = ''",
            f"CREATE TABLE t (email varchar(9), {', '.join(MARIADB)})",
            f"INSERT INTO t VALUES ('a@x', {', '.join(value for value, _ in MARIADB.values())})",
        )
        row = await only_row(store, [name.split()[0] for name in MARIADB])
    assert row == {name.split()[0]: value for name, (_, value) in MARIADB.items()}


SQLITE = {
    "a integer": ("9223372036854775807", 9223372036854775807),
    "b boolean": ("1", True),
    "c decimal(10, 2)": ("19.9", "19.90"),
    "c2 decimal(10, 2)": ("5", "5.00"),
    "c3 numeric": ("0.1", "0.1"),
    "c4 decimal(10,2)": ("'1.999'", "1.999"),
    "e real": ("1.5", 1.5),
    "e2 real": ("9e999", "Infinity"),
    "h text": ("'é \" \\'", 'é " \\'),
    "i blob": ("x'00ff'", "AP8="),
    "k date": ("'2024-02-29'", "2024-02-29"),
    "l datetime": ("'2024-02-29 10:00:00.5'", "2024-02-29T10:00:00.5"),
    "l2 timestamp": ("1709200800", 1709200800),
    "p json": ("""'{"b": 1.10, "a": [1]}'""", {"b": 1.1, "a": [1]}),
    "p2 json": ("'{no json'", "{no json"),
    "q": ("'untyped'", "untyped"),
    "r text": ("CAST(x'ff61' AS text)", "/2E="),
    "t integer": ("'no number'", "no number"),
    "t2 text": ("12", "12"),
    "t3 real": ("1", 1.0),
    "t4 blob": ("'text in a blob'", "text in a blob"),
    "t5 floating point": ("7", 7),
    "t6 varchar(2)": ("'longer than it says'", "longer than it says"),
    "t7 boolean": ("'yes'", "yes"),
    "t8 date": ("0", 0),
    "s text": ("null", None),
}


async def test_sqlite_types(tmp_path: Path):
    with sqlite_store(tmp_path) as store:
        store.run(
            f"CREATE TABLE t (email text, {', '.join(SQLITE)})",
            f"INSERT INTO t VALUES ('a@x', {', '.join(value for value, _ in SQLITE.values())})",
        )
        row = await only_row(store, [name.split()[0] for name in SQLITE])
    assert row == {name.split()[0]: value for name, (_, value) in SQLITE.items()}


async def only_row(store: Store, names: list[str]) -> dict[str, Any]:
    found, report = await walk_all(
        map_of(shop=[collection("t", field_("email", identity="email"), *names)]),
        {"shop": store.url},
        email="a@x",
    )
    assert report.complete
    (row,) = found.rows["t"]
    del row["email"]
    return row


@pytest.fixture
def stores(
    request: pytest.FixtureRequest, tmp_path: Path, postgres: EmbeddedPostgres
) -> Iterator[list[Store]]:
    from contextlib import ExitStack

    make = {
        "postgresql": lambda: postgresql_store(postgres),
        "sqlite": lambda: sqlite_store(tmp_path),
        "mariadb": mariadb_store,
    }
    with ExitStack() as stack:
        yield [stack.enter_context(make[kind]()) for kind in request.param]


PAIRS = [
    pytest.param([one, other], marks=[pytest.mark.mariadb] if "mariadb" in {one, other} else [])
    for one, other in (
        ("postgresql", "sqlite"),
        ("sqlite", "postgresql"),
        ("postgresql", "mariadb"),
        ("mariadb", "sqlite"),
        ("mariadb", "postgresql"),
    )
]


@pytest.mark.parametrize("stores", PAIRS, indirect=True)
@pytest.mark.parametrize(
    ("one", "values", "other", "there", "expected"),
    [
        ("integer", ["0"], "varchar(20)", ["'0'", "'00'", "''", "'0.0'"], [1]),
        ("integer", ["42"], "varchar(20)", ["'42'", "'042'", "' 42'", "'42.0'", "'4'"], [1]),
        ("varchar(20)", ["'42'"], "integer", ["42", "0", "4"], [1]),
        ("varchar(20)", ["'x42'", "'42x'", "''"], "integer", ["42", "0"], []),
        ("varchar(20)", ["'99999999999'"], "smallint", ["1"], []),
        ("decimal(10, 2)", ["42.00", "7.50"], "integer", ["42", "7", "8"], [1]),
        ("integer", ["42"], "decimal(10, 2)", ["42", "42.01"], [1]),
        ("bigint", ["9007199254740993"], "varchar(20)", ["'9007199254740993'", "'9007199254740992'"], [1]),
        ("varchar(20)", ["'2024-02-29'", "'nonsense'"], "date", ["'2024-02-29'", "'2024-03-01'"], [1]),
        ("varchar(20)", ["NULL"], "varchar(20)", ["NULL", "''", "'NULL'", "'None'"], []),
        ("varchar(20)", ["''"], "varchar(20)", ["NULL", "''", "' '"], [2]),
    ],
)
async def test_one_key_in_two_sources(
    stores: list[Store], one: str, values: list[str], other: str, there: list[str], expected: list[int]
):
    first, second = stores
    first.run(
        f"CREATE TABLE people (email varchar(9), k {one})",
        *(f"INSERT INTO people VALUES ('a@x', {value})" for value in values),
    )
    second.run(
        f"CREATE TABLE things (id integer, k {other})",
        *(f"INSERT INTO things VALUES ({number}, {value})" for number, value in enumerate(there, 1)),
    )
    data_map = map_of(
        shop=[collection("people", field_("email", identity="email"), "k")],
        store=[collection("things", "id", field_("k", "shop.people.k"))],
    )
    found, report = await walk_all(data_map, {"shop": first.url, "store": second.url}, email="a@x")
    assert report.complete
    assert found.values("things", "id") == expected


@pytest.mark.parametrize("kind", ["char(36)", "char(32)", "text"])
async def test_a_uuid_and_its_text(postgres: EmbeddedPostgres, tmp_path: Path, kind: str):
    text = "0b3c5c0e-0000-4000-8000-00000000000a"
    stored = text.replace("-", "") if kind == "char(32)" else text.upper() if kind == "text" else text
    with postgresql_store(postgres) as first, sqlite_store(tmp_path) as second:
        first.run(
            "CREATE TABLE people (id uuid, email text)",
            f"INSERT INTO people VALUES ('{text}', 'a@x'), (gen_random_uuid(), 'b@x')",
        )
        second.run(
            f"CREATE TABLE things (id integer, person {kind}, email text)",
            f"INSERT INTO things VALUES (1, '{stored}', 'z@x'), (2, 'no uuid', 'a@y')",
        )
        data_map = map_of(
            shop=[collection("people", "id", field_("email", identity="email"))],
            store=[
                collection(
                    "things", "id", field_("person", "shop.people.id"), field_("email", identity="other")
                )
            ],
        )
        urls = {"shop": first.url, "store": second.url}
        found, _ = await walk_all(data_map, urls, email="a@x")
        assert found.values("things", "id") == [1]
        found, _ = await walk_all(data_map, urls, other=["z@x", "a@y"])
        assert found.values("people", "email") == ["a@x"]


async def test_tables_of_other_schemas(postgres: EmbeddedPostgres):
    with postgresql_store(postgres) as store:
        store.run(
            'CREATE SCHEMA "My Shop"',
            'CREATE TABLE "My Shop".customers (id integer, email text)',
            "CREATE TABLE customers (id integer, email text)",
            'CREATE TABLE "dotted.name" (customer_id integer)',
            """INSERT INTO "My Shop".customers VALUES (1, 'a@x')""",
            "INSERT INTO customers VALUES (2, 'a@x')",
            'INSERT INTO "dotted.name" VALUES (1)',
        )
        people = collection("customers", "id", field_("email", identity="email"))
        inside = {
            "name": "shop",
            "fides_meta": {"namespace": {"database_name": "any", "schema": "My Shop"}},
            "collections": [people],
        }
        found, report = await walk_all(map_of(shop=inside), {"shop": store.url}, email="a@x")
        assert report.complete
        assert found.values("customers", "id") == [1]


@pytest.mark.parametrize(
    ("kind", "text", "matches"),
    [
        ("colour", "red", True),
        ("colour", "blue", False),
        ("citext", "RED", True),
        ("inet", "10.0.0.1", True),
        ("char(9)", "red", True),
        ("char(9)", "r", False),
        ("char(9)", "red      ", True),
        ("timestamptz", "2024-02-29T12:00:00+02:00", True),
        ("bytea", "red", True),
        ("text[]", "red", True),
        ("text[]", "green", True),
        ("text[]", "blue", False),
        ("boolean", "true", True),
        ("boolean", "yes and no", False),
        ("money", "1", False),
    ],
)
async def test_keys_of_unusual_types(postgres: EmbeddedPostgres, kind: str, text: str, matches: bool):
    stored = {
        "inet": "'10.0.0.1'",
        "timestamptz": "'2024-02-29 10:00:00+00'",
        "text[]": "array['red', 'green']",
        "boolean": "true",
        "money": "2",
    }.get(kind, "'red'")
    with postgresql_store(postgres) as store:
        if kind == "citext":
            if not postgres.fetch("SELECT 1 FROM pg_available_extensions WHERE name = 'citext'"):
                store.run("CREATE DOMAIN citext AS text")
                text = text.lower()
            else:
                store.run("CREATE EXTENSION citext")
        store.run(
            "CREATE TYPE colour AS ENUM ('red', 'green')",
            f"CREATE TABLE t (k {kind})",
            f"INSERT INTO t VALUES ({stored})",
        )
        data_map = map_of(shop=[collection("t", field_("k", identity="k"))])
        found, report = await walk_all(data_map, {"shop": store.url}, k=text)
        assert report.complete
        assert bool(found.rows) == matches
        if kind == "text[]" and matches:
            assert found.rows["t"] == [{"k": [text]}], "the other elements are not the subject's"


async def test_a_strict_tables_any_column_holds_numbers_and_their_texts(tmp_path: Path):
    """It has no affinity: 1 and '1' are two values, and both are the key 1 of another column."""
    with sqlite_store(tmp_path) as store:
        store.run(
            "CREATE TABLE people (id integer primary key, email text)",
            "CREATE TABLE things (id integer primary key, owner ANY) STRICT",
            "INSERT INTO people VALUES (1, 'a@x')",
            "INSERT INTO things VALUES (1, 1), (2, '1'), (3, 2), (4, '01'), (5, null)",
        )
        data_map = map_of(
            shop=[
                collection("people", field_("id", primary_key=True), field_("email", identity="email")),
                collection("things", field_("id"), field_("owner", "shop.people.id from")),
            ]
        )
        found, _ = await walk_all(data_map, {"shop": store.url}, email="a@x")
    assert found.values("things", "id") == [1, 2]
