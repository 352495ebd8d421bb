"""Small questions that PostgreSQL answers together: the same rows as one by one, and planned once for a connection."""

from contextlib import asynccontextmanager

import pytest

from dsr_service.adapters.data_sources.postgresql import PostgresReader
from dsr_service.adapters.data_sources.registry import data_sources
from dsr_service.adapters.row_spool import LocalScratch
from dsr_service.services.walk import Status, walk
from walking import collection, field_, map_of, postgresql_store

MAP = map_of(
    shop=[
        collection("people", field_("id", primary_key=True), field_("email", identity="email")),
        collection("orders", field_("id", primary_key=True), field_("person", "shop.people.id"), "note"),
        collection("lines", "id", field_("order_id", "shop.orders.id"), "what"),
        collection("visits", "id", field_("person", "shop.people.id")),
    ]
)
SCHEMA = """
CREATE TABLE people (id int PRIMARY KEY, email text);
CREATE TABLE orders (id int PRIMARY KEY, person int, note text);
CREATE TABLE lines (id int, order_id int, what text);
CREATE TABLE visits (id int, person int);
INSERT INTO people VALUES (1, 'anna@example.com'), (2, 'ben@example.com');
INSERT INTO orders VALUES (10, 1, 'a'), (11, 1, NULL), (12, 2, 'c');
INSERT INTO lines VALUES (1, 10, 'x'), (2, 10, 'y'), (3, 11, 'é"'), (4, 12, 'z'), (4, 10, 'x');
INSERT INTO visits VALUES (1, 1), (2, 2), (3, 1)
"""
ANNAS = {"shop.people": 1, "shop.orders": 2, "shop.lines": 4, "shop.visits": 2}


@pytest.fixture
def store(postgres):
    with postgresql_store(postgres) as made:
        made.run(SCHEMA)
        yield made


class Heard(PostgresReader):
    """One that tells how many questions it answered together; None where they were to be asked one by one."""

    def __init__(self, reader, told) -> None:
        self.__dict__.update(reader.__dict__)
        self._told = told

    async def answer(self, questions):
        found = await super().answer(questions)
        self._told.append(None if found is None else len(questions))
        return found


class Hearing:
    def __init__(self, url) -> None:
        self.source = data_sources(MAP, {"shop": url})["shop"]
        self.told = []

    @asynccontextmanager
    async def open(self):
        async with self.source.open() as reader:
            yield Heard(reader, self.told)


@pytest.fixture
async def shop(store):
    hearing = Hearing(store.url)
    yield hearing
    await hearing.source.close()


async def searched(shop, folder):
    scratch = LocalScratch(folder)
    with scratch.row_store() as spool:
        report = await walk(
            MAP, {"shop": shop}, {"email": ["anna@example.com"]}, spool, keys=scratch.key_store()
        )
        return report, {str(address): count for address, count in spool.rows.items()}


async def test_a_wave_is_one_statement_and_is_planned_once(shop, tmp_path):
    for _ in range(3):
        report, rows = await searched(shop, tmp_path)
        assert rows == ANNAS
        assert report.complete
    async with shop.source.open() as reader:
        named = await reader._connection.fetch("SELECT statement FROM pg_prepared_statements")
    # people; orders and visits; lines; and by the keys of those: orders, people
    assert shop.told == [1, 2, 1, 1, 1] * 3
    assert sum("MATERIALIZED" in row["statement"] for row in named) == 5


@pytest.mark.parametrize(
    "more",
    [
        "INSERT INTO visits SELECT n, 1 FROM generate_series(10, 900) AS n",
        "UPDATE orders SET note = repeat(md5(id::text), 2000)",
    ],
    ids=["many rows", "wide rows"],
)
async def test_what_is_much_is_streamed(store, shop, tmp_path, more):
    store.run(more)
    report, rows = await searched(shop, tmp_path)
    assert rows == ANNAS | ({"shop.visits": 893} if "visits" in more else {})
    assert report.complete
    assert shop.told == [1, None]  # and from there one by one


async def test_one_that_fails_takes_no_other_with_it(store, shop, tmp_path):
    store.run(
        "CREATE FUNCTION broken(int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;"
        "ALTER TABLE visits RENAME TO kept; CREATE VIEW visits AS SELECT broken(id) AS id, person FROM kept"
    )
    report, rows = await searched(shop, tmp_path)
    assert rows == {name: count for name, count in ANNAS.items() if name != "shop.visits"}
    assert {str(address): one.status for address, one in report.collections.items()} == {
        name: Status.FAILED if name == "shop.visits" else Status.SEARCHED for name in ANNAS
    }
    assert shop.told[1] is None
