"""A stop between the commits of two sources leaves what the next run finds by the same identity."""

import datetime as dt

import pytest

from dsr_service.adapters.data_sources.erasing import SqlEraser
from dsr_service.adapters.data_sources.registry import data_sources
from dsr_service.adapters.visited_keys import SpillingKeyStore
from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.domain.erasure.retention_rules import RetentionRules
from dsr_service.formats.data_map_yaml import read_data_map
from dsr_service.services.erasure.execution import execute
from dsr_service.services.erasure.planning import prepare
from dsr_service.services.erasure.reading import Task, read
from erasing import Shop
from walking import postgresql_store

ANA = "ana@example.com"
MAP = """
dataset:
  - fides_key: people
    collections:
      - name: person
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true}}
          - {name: email, data_categories: [user.contact.email], fides_meta: {identity: email}}
  - fides_key: desk
    collections:
      - name: ticket
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true}}
          - {name: body, data_categories: [user.content]}
          - name: person_id
            data_categories: [user.unique_id]
            fides_meta: {references: [{dataset: people, field: person.id, direction: from}]}
  - fides_key: logs
    collections:
      - name: line
        fields:
          - {name: text, data_categories: [user.behavior]}
          - name: ticket_id
            data_categories: [user.unique_id]
            fides_meta: {references: [{dataset: desk, field: ticket.id, direction: from}]}
"""


class Stopped(Exception):
    pass


class Stops:
    """A journal that ends the run right after a commit."""

    def __init__(self, after: int) -> None:
        self.left = after

    async def before(self, dataset: str) -> None:
        pass

    async def after(self, dataset: str) -> None:
        self.left -= 1
        if self.left == 0:
            raise Stopped


async def run(data_map: DataMap, urls: dict[str, str], journal: Stops | None) -> None:
    sources = data_sources(data_map, urls)
    erasers = {key: SqlEraser(url) for key, url in urls.items()}
    task = Task(data_map, {"email": [ANA]}, None, RetentionRules(), dt.date(2026, 11, 1))
    try:
        found = await read(task, sources, erasers, SpillingKeyStore())
        assert await execute(await prepare(found, erasers, b"k" * 32), erasers, journal)
    finally:
        for each in (*sources.values(), *erasers.values()):
            await each.close()


@pytest.mark.parametrize("commits", [1, 2])
async def test_what_leads_to_others_is_committed_last(tmp_path, commits):
    shops = {key: Shop(tmp_path / f"{key}.sqlite") for key in ("people", "desk", "logs")}
    shops["people"].run(
        "CREATE TABLE person (id integer PRIMARY KEY, email text)",
        f"INSERT INTO person VALUES (1, '{ANA}'), (2, 'b@x')",
    )
    shops["desk"].run(
        "CREATE TABLE ticket (id integer PRIMARY KEY, body text, person_id integer)",
        "INSERT INTO ticket VALUES (7, 'hers', 1), (8, 'his', 2)",
    )
    shops["logs"].run(
        "CREATE TABLE line (text text, ticket_id integer)", "INSERT INTO line VALUES ('hers', 7), ('his', 8)"
    )
    urls = {key: f"sqlite:///{shop.path}" for key, shop in shops.items()}
    data_map = read_data_map(MAP.encode())
    with pytest.raises(Stopped):
        await run(data_map, urls, Stops(commits))
    assert len(shops["people"].rows("person")) == 2  # by which the rest is found again
    await run(data_map, urls, None)
    assert shops["people"].rows("person") == [(2, "b@x")]
    assert shops["desk"].rows("ticket") == [(8, "his", 2)]
    assert shops["logs"].rows("line") == [("his", 8)]


async def test_what_a_source_would_refuse_at_its_commit_is_asked_before_any(tmp_path, postgres):
    with postgresql_store(postgres) as store:
        store.run(
            "CREATE TABLE ticket (id integer PRIMARY KEY, body text, person_id integer)",
            "INSERT INTO ticket VALUES (7, 'hers', 1)",
            "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$",
            "CREATE CONSTRAINT TRIGGER t AFTER DELETE ON ticket DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION no()",
        )
        shops = {key: Shop(tmp_path / f"{key}.sqlite") for key in ("people", "logs")}
        shops["people"].run("CREATE TABLE person (id integer PRIMARY KEY, email text)")
        shops["people"].run(f"INSERT INTO person VALUES (1, '{ANA}')")
        shops["logs"].run("CREATE TABLE line (text text, ticket_id integer)")
        shops["logs"].run("INSERT INTO line VALUES ('hers', 7)")
        urls = {key: f"sqlite:///{shop.path}" for key, shop in shops.items()} | {"desk": store.url}
        with pytest.raises(AssertionError):
            await run(read_data_map(MAP.encode()), urls, None)
        assert shops["logs"].rows("line") == [("hers", 7)]
        assert shops["people"].rows("person") == [(1, ANA)]
