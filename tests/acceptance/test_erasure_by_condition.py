"""Erasure where an id stands beside the type of what it names, and where a word stands for none: only own rows go."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import text
from typer.testing import CliRunner

from dsr_service.adapters.data_sources.engines import open_engine
from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.cli import app
from walking import Store, postgresql_store, sqlite_store

SHAPES = Path(__file__).parents[1] / "shops" / "shapes"
SHARED = {  # reached through a parent key alone: they may stay, as others may point at them
    "types-beside-ids": {"sites": {"1", "3"}},
    "words-for-none": {"addresses": {"7"}, "parts": {"2", "3"}},
}


@pytest.fixture(params=["postgresql", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "postgresql":
        server: EmbeddedPostgres = request.getfixturevalue("postgres")
        with postgresql_store(server) as made:
            yield made
    else:
        with sqlite_store(tmp_path) as made:
            yield made


def run(command: str, data_map: Path, store: Store, case: dict[str, Any], *more: str) -> Any:
    given = [
        ("--identity", f"{key}={value}") for key, values in case["identities"].items() for value in values
    ]
    arguments = [part for pair in given for part in pair]
    return CliRunner().invoke(
        app, ["data-map", command, str(data_map), "--source", f"app={store.url}", *arguments, *more]
    )


@pytest.mark.parametrize("name", ["types-beside-ids", "words-for-none"])
def test_what_is_the_subjects_goes_and_what_is_not_stays(name: str, store: Store, tmp_path: Path):
    case = yaml.safe_load((SHAPES / f"{name}.yml").read_text(encoding="utf-8"))
    store.run(*(each for each in case["schema"].split(";") if each.strip()))
    data_map = tmp_path / "map.yml"
    data_map.write_text(yaml.safe_dump(case["map"]), encoding="utf-8")
    before = rows(store, case)
    done = run("plan-erasure", data_map, store, case, "--execute", "--yes")
    assert done.exit_code == 0, done.output
    outcome = json.loads(done.stdout)
    assert outcome["blocked"] == []
    after = rows(store, case)
    for table, keys in before.items():
        own = set(case["expected"][table])
        assert keys - own <= after[table], table
        assert own & after[table] <= SHARED[name].get(table, set()), table


def rows(store: Store, case: dict[str, Any]) -> dict[str, set[str]]:
    """All ids of each table."""

    async def read() -> dict[str, set[str]]:
        engine = open_engine(store.url)
        async with engine.connect() as connection:
            found = {
                collection["name"]: {
                    str(row[0])
                    for row in await connection.execute(text(f"SELECT id FROM {collection['name']}"))
                }
                for collection in case["map"]["dataset"][0]["collections"]
            }
        await engine.dispose()
        return found

    return asyncio.run(read())
