"""Lines of JSON that PostgreSQL writes: byte for byte what is written of the same rows here, whatever their types."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsr_service.adapters.data_sources.registry import data_sources
from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.adapters.row_spool import LocalScratch
from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.formats.json_columns import encode_lines
from dsr_service.services.ports.data_sources import FoundRows, WritingReader
from dsr_service.services.walk import WalkReport, walk
from walking import Store, collection, field_, map_of, postgresql_store

TYPES = {
    "i2 smallint": ["0", "-32768", "32767"],
    "i8 bigint": ["0", "-9223372036854775808", "9223372036854775807", "9007199254740993"],
    "n numeric": ["0", "-0.00", "1e40", "1e-40", "'NaN'", "'Infinity'", "'-Infinity'", "12.50"],
    "n2 numeric(10, 2)": ["0", "-1.5", "99999999.99"],
    "n3 numeric(5, -2)": ["12345", "-99"],
    "b boolean": ["true", "false"],
    "t text": ["''", "' a '", "'%s'", "'é€😀'", "'{\"a\":1}'", "e'\\x01\\x02\\x1e\\x7f'", "'NULL'", "'\\.'",
               "e'q\"\\\\ \\n\\r\\t\\b\\f/ \\u2028 \\u0085 \\ufeff'", "'null'"],
    "v varchar(20)": ["'x'", "'x '"],
    "c char(5)": ["'ab'", "''"],
    "m name": ["'some name'"],
    "ci citext_like": ["'Anna'"],
    "by bytea": ["''", "'\\x00ff'", "decode(repeat('ab', 200), 'hex')"],
    "u uuid": ["'0B3C5C0E-0000-4000-8000-00000000000a'"],
    "d date": ["'2024-02-29'", "'infinity'", "'0044-03-15 BC'", "'12024-01-01'", "'0999-01-01'"],
    "ts timestamp": ["'2024-02-29 10:00:00'", "'2024-02-29 10:00:00.5'", "'2024-02-29 10:00:00.000001'",
                     "'infinity'", "'-infinity'", "'0044-03-15 12:00:00 BC'", "'12024-02-29 10:00:00'",
                     "'12024-02-29 10:00:00.25'", "'0001-01-01 00:00:00'", "'0999-12-31 23:59:59.999999'"],
    "tz timestamptz": ["'2024-02-29 10:00:00+02'", "'2024-02-29 10:00:00.5-09:30'", "'infinity'", "'-infinity'",
                       "'0044-03-15 12:00:00.5+00 BC'", "'12024-02-29 10:00:00.25+00'", "'0001-01-01 00:00:00+00'",
                       "'1883-01-01 00:00:00+00'"],
    "ti time": ["'10:00:01.25'", "'24:00:00'"],
    "tt timetz": ["'10:00:01+02'"],
    "iv interval": ["'1 year 2 months 3 days 4:05:06.7'", "'-1 day'", "'0'"],
    "j json": ["""'{"b":1.10, "a":\n[1e400,\r 12345678901234567890], "a": null}'""", "'null'", "'\"\\ud800\"'"],
    "jb jsonb": ["""'{"b":1.10, "a":\n[1, null]}'""", "'null'", "'\"text\"'", "'1.50'"],
    "ip inet": ["'10.0.0.1'", "'10.0.0.0/8'", "'::1'"],
    "cd cidr": ["'10.0.0.0/8'"],
    "mo money": ["1234.5", "-0.01"],
    "e colour": ["'red'", "'it''s \"b\"'"],
    "s short": ["'abc'"],
    "sn whole": ["7"],
    "sj document": ["'{\"a\": 1}'"],
    "r int4range": ["'[1,5)'", "'empty'"],
    "p point": ["'(1,2)'"],
    "bi bit(3)": ["b'101'"],
    "tv tsvector": ["'a fat cat'"],
    "co pair": ["row(1, 'a,b')"],
    '"MiXed ""q"" é %s" text': ["'x'"],
    "g bigint generated always as (id * 2) stored": [],
}  # fmt: skip


def name_of(declared: str) -> str:
    if declared.startswith('"'):
        return declared[1 : declared.rindex('"')].replace('""', '"')
    return declared.split(maxsplit=1)[0]


class Twice:
    """A sink that takes rows only: what it writes of them is what is expected."""

    def __init__(self) -> None:
        self.lines: dict[str, list[bytes]] = {}

    async def take(self, found: FoundRows) -> None:
        here = self.lines.setdefault(str(found.collection), [])
        here += encode_lines(found.columns, found.rows).split(b"\n")


async def both(
    data_map: DataMap, store: Store, folder: Path, *, resident: int = 1000, **identities: str
) -> tuple[dict[str, list[bytes]], dict[str, list[bytes]], WalkReport]:
    """The lines of each collection as they are written here, and as the database wrote them; sorted."""
    scratch, twice = LocalScratch(folder), Twice()
    wanted = {key: [value] for key, value in identities.items()}
    sources = data_sources(data_map, {dataset.fides_key: store.url for dataset in data_map.datasets})
    with scratch.row_store() as spool:
        expected = await walk(data_map, sources, wanted, twice, keys=scratch.key_store())
        report = await walk(data_map, sources, wanted, spool, keys=scratch.key_store())
        written = {
            str(address): [line for chunk in spool.lines(address) for line in chunk.split(b"\n") if line]
            for address in report.collections
        }
        assert {str(a): n for a, n in spool.rows.items()} == {
            str(a): one.rows for a, one in report.collections.items() if one.rows
        }
    for source in sources.values():
        await source.close()
    assert {a: (one.rows, one.by_arrival, one.status) for a, one in expected.collections.items()} == {
        a: (one.rows, one.by_arrival, one.status) for a, one in report.collections.items()
    }
    return (
        {a: sorted(lines) for a, lines in twice.lines.items()},
        {a: sorted(lines) for a, lines in written.items() if lines},
        report,
    )


async def writes(data_map: DataMap, store: Store, name: str, columns: list[str]) -> bool:
    """Whether the source says that it does so: the test would else compare one way with itself."""
    source = data_sources(data_map, {"shop": store.url})["shop"]
    async with source.open() as reader:
        assert isinstance(reader, WritingReader)
        answer = reader.writes(name, columns, ())
    await source.close()
    return answer


@pytest.fixture
def store(postgres: EmbeddedPostgres) -> Iterator[Store]:
    with postgresql_store(postgres) as made:
        yield made


async def test_every_type_and_its_odd_values(store: Store, tmp_path: Path):
    store.run(
        "CREATE TYPE colour AS ENUM ('red', 'it''s \"b\"')",
        "CREATE TYPE pair AS (a int, b text)",
        "CREATE DOMAIN shorter AS varchar(20)",
        "CREATE DOMAIN short AS shorter CHECK (length(value) < 9)",
        "CREATE DOMAIN whole AS integer",
        "CREATE DOMAIN document AS jsonb",
        "CREATE DOMAIN citext_like AS text",
        f"CREATE TABLE things (id bigint primary key, owner bigint, {', '.join(TYPES)})",
        "CREATE TABLE people (id bigint primary key, email text)",
        "INSERT INTO people VALUES (1, 'a@x'), (2, 'b@x')",
        "INSERT INTO things (id, owner) VALUES (1, 1), (2, 2)",
    )
    number = 10
    for declared, values in TYPES.items():
        column = declared if declared.startswith('"') else declared.split()[0]
        column = declared[: declared.rindex('"') + 1] if declared.startswith('"') else column
        for value in values:
            number += 1
            store.run(f"INSERT INTO things (id, owner, {column}) VALUES ({number}, 1, {value})")
    names = [name_of(declared) for declared in TYPES]
    data_map = map_of(
        shop=[
            collection("people", field_("id", primary_key=True), field_("email", identity="email")),
            collection(
                "things", field_("id", primary_key=True), field_("owner", "shop.people.id from"), *names
            ),
        ]
    )
    expected, written, report = await both(data_map, store, tmp_path, email="a@x")
    assert report.complete
    assert await writes(data_map, store, "things", names)
    assert len(written["shop.things"]) == number - 9
    assert written == expected


async def test_what_is_spelled_differently_is_read_row_by_row(store: Store, tmp_path: Path):
    store.run(
        "CREATE TABLE things (email text, f double precision, r real, a text[], j jsonb)",
        """INSERT INTO things VALUES ('a@x', 1, 1e20, '{a,"b c"}', '{"in": 1, "out": 2}')""",
    )
    email = field_("email", identity="email")
    for column in (
        "f",
        "r",
        "a",
        field_("j", fields=[{"name": "in"}]),
    ):
        data_map = map_of(shop=[collection("things", email, column)])
        expected, written, _ = await both(data_map, store, tmp_path, email="a@x")
        assert written == expected
    assert not await writes(data_map, store, "things", ["f"])
    assert not await writes(data_map, store, "things", ["r"])
    assert not await writes(data_map, store, "things", ["a"])
    assert written["shop.things"] == [b'{"email":"a@x","j":{"in":1}}']


async def test_several_ways_into_a_collection_give_each_row_once(store: Store, tmp_path: Path):
    store.run(
        "CREATE TABLE people (id bigint primary key, email text)",
        "CREATE TABLE orders (id uuid primary key, buyer bigint, payer bigint, code text)",
        "CREATE TABLE lines (id bigint primary key, order_id uuid, code text, note text)",
        "CREATE TABLE trees (id bigint primary key, above bigint, owner bigint)",
        "INSERT INTO people SELECT n, 'p' || n || '@x' FROM generate_series(0, 5) n",
        "INSERT INTO orders SELECT gen_random_uuid(), n % 5, n % 3, 'c' || n % 7 FROM generate_series(1, 3000) n",
        "INSERT INTO lines SELECT row_number() OVER (), id, code, 'n' FROM orders",
        "INSERT INTO lines SELECT 10000 + n, null, 'c' || n % 9, null FROM generate_series(1, 3000) n",
        "INSERT INTO trees SELECT n, nullif(n / 2, 0), CASE WHEN n % 50 = 0 THEN 0 END FROM generate_series(1, 3000) n",
    )
    data_map = map_of(
        shop=[
            collection("people", field_("id", primary_key=True), field_("email", identity="email")),
            collection(
                "orders",
                field_("id", primary_key=True),
                field_("buyer", "shop.people.id from"),
                field_("payer", "shop.people.id from"),
                "code",
            ),
            collection(
                "lines",
                field_("id", primary_key=True),
                field_("order_id", "shop.orders.id from", dsr={"link": "id"}),
                field_("code", "shop.orders.code from", dsr={"link": "code"}),
                "note",
            ),
            collection(
                "trees",
                field_("id", primary_key=True),
                field_("above", "shop.trees.id from"),
                field_("owner", "shop.people.id from"),
            ),
        ]
    )
    expected, written, report = await both(data_map, store, tmp_path, resident=50, email="p0@x")
    assert report.complete
    assert set(written) == {"shop.people", "shop.orders", "shop.lines", "shop.trees"}
    assert written == expected


async def test_a_table_that_others_inherit_from_has_no_key_of_its_own(store: Store, tmp_path: Path):
    """Its primary key does not hold for the rows of its heirs: a key may come twice, its rows may not."""
    store.run(
        "CREATE TABLE people (id bigint primary key, email text)",
        "CREATE TABLE orders (id bigint primary key, buyer bigint)",
        "CREATE TABLE old_orders () INHERITS (orders)",
        "CREATE TABLE lines (id bigint primary key, order_id bigint)",
        "INSERT INTO people VALUES (1, 'a@x')",
        "INSERT INTO orders SELECT n, 1 FROM generate_series(1, 30000) n",
        "INSERT INTO old_orders SELECT n, 1 FROM generate_series(1, 30000) n",
        "INSERT INTO lines SELECT n, n FROM generate_series(1, 30000) n",
    )
    data_map = map_of(
        shop=[
            collection("people", field_("id", primary_key=True), field_("email", identity="email")),
            collection("orders", field_("id", primary_key=True), field_("buyer", "shop.people.id from")),
            collection("lines", field_("id", primary_key=True), field_("order_id", "shop.orders.id from")),
        ]
    )
    expected, written, _ = await both(data_map, store, tmp_path, email="a@x")
    assert len(written["shop.orders"]) == 60000
    assert len(written["shop.lines"]) == 30000
    assert written == expected


async def test_odd_names_and_texts_as_keys(store: Store, tmp_path: Path):
    store.run(
        'CREATE TABLE "Pe$1ple" (id text primary key, email text)',
        'CREATE TABLE "or.ders" ("a $1" text, note text)',
        "INSERT INTO \"Pe$1ple\" VALUES ('', 'a@x'), ('0', 'a@x'), (e'it''s \\\\ \"1\" {,} é', 'a@x')",
        'INSERT INTO "or.ders" SELECT id, \'x\' FROM "Pe$1ple"',
        "INSERT INTO \"or.ders\" VALUES (null, 'y'), (' ', 'y'), ('00', 'y')",
    )
    data_map = map_of(
        shop=[
            collection("Pe$1ple", field_("id", primary_key=True), field_("email", identity="email")),
            collection("or.ders", field_("a $1", "shop.Pe$1ple.id from"), "note"),
        ]
    )
    expected, written, report = await both(data_map, store, tmp_path, email="a@x")
    assert report.complete
    assert len(written["shop.or.ders"]) == 3
    assert written == expected


async def test_what_fails_in_the_middle_leaves_the_rest(store: Store, tmp_path: Path):
    store.run(
        "CREATE TABLE people (id bigint primary key, email text)",
        "CREATE TABLE good (id bigint primary key, owner bigint)",
        "CREATE VIEW bad AS SELECT id, owner, 1 / (id - 900) AS share FROM good",
        "INSERT INTO people VALUES (1, 'a@x')",
        "INSERT INTO good SELECT n, 1 FROM generate_series(1, 1000) n",
    )
    data_map = map_of(
        shop=[
            collection("people", field_("id", primary_key=True), field_("email", identity="email")),
            collection("bad", field_("id"), field_("owner", "shop.people.id from"), "share"),
            collection("good", field_("id", primary_key=True), field_("owner", "shop.people.id from")),
        ]
    )
    scratch = LocalScratch(tmp_path)
    sources = data_sources(data_map, {"shop": store.url})
    with scratch.row_store() as spool:
        report = await walk(data_map, sources, {"email": ["a@x"]}, spool, keys=scratch.key_store())
    await sources["shop"].close()
    assert {address.collection: reason for address, reason in report.failures().items()} == {
        "bad": "read_failed"
    }
    assert {a.collection: one.rows for a, one in report.collections.items()}["good"] == 1000


async def test_a_full_disk_is_no_failure_of_the_source(store: Store, tmp_path: Path):
    store.run(
        "CREATE TABLE people (id bigint primary key, email text)",
        "INSERT INTO people SELECT n, 'a@x' FROM generate_series(1, 1000) n",
    )
    data_map = map_of(shop=[collection("people", field_("id"), field_("email", identity="email"))])

    class Full(Twice):
        def append(self, *_: Any) -> None:
            raise OSError("no space left on device")

    sources = data_sources(data_map, {"shop": store.url})
    with pytest.raises(OSError, match="no space"):
        await walk(data_map, sources, {"email": ["a@x"]}, Full(), keys=LocalScratch(tmp_path).key_store())
    await sources["shop"].close()


VALUES = {
    "n numeric": st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**20), max_value=10**20),
    "t text": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8),
    "ts timestamp": st.datetimes(),
    "tz timestamptz": st.datetimes(timezones=st.just(dt.UTC)),
    "by bytea": st.binary(max_size=100),
    "i bigint": st.integers(-(2**63), 2**63 - 1),
}  # fmt: skip


def literal(value: object) -> str:
    match value:
        case None:
            return "null"
        case str():
            return "convert_from('\\x" + value.encode().hex() + "', 'UTF8')"
        case bytes():
            return f"'\\x{value.hex()}'"
        case int() | Decimal():
            return f"'{value}'"
        case _:
            return f"'{value}'"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(*(st.none() | kind for kind in VALUES.values())), min_size=1, max_size=20))
async def test_random_values(rows: list[tuple[Any, ...]], store: Store, tmp_path: Path):
    values = ", ".join(f"('a@x', {', '.join(map(literal, row))})" for row in rows)
    store.run(
        "DROP TABLE IF EXISTS things",
        f"CREATE TABLE things (email text, {', '.join(VALUES)})",
        f"INSERT INTO things VALUES {values}",
    )
    names = [declared.split()[0] for declared in VALUES]
    data_map = map_of(shop=[collection("things", field_("email", identity="email"), *names)])
    expected, written, _ = await both(data_map, store, tmp_path, email="a@x")
    assert len(written["shop.things"]) == len(rows)
    assert written == expected
