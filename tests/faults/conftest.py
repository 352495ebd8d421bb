"""The fault suite's server, its forking process, a world per test, and the table at the end."""

import asyncio
import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from dsr_service.adapters import demo_shop
from dsr_service.adapters.demo_shop.installer import SEED
from dsr_service.adapters.demo_shop.people import open_the_shop
from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.bootstrap import install, open_runtime
from dsr_service.domain.actors import SYSTEM
from dsr_service.services import api_keys
from dsr_service.settings import Settings
from dsr_service.storage import migrations
from faults.world import SECRETS, Nursery, World

_numbers = itertools.count(1)
TEMPLATE = "faults_template"


def _seed() -> int:
    return int(os.environ.get("DSR_TEST_SEED", "1"))


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    yield nursery
    nursery.stop()


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A server of its own: it is going to be stopped, starved and deprived of its disk."""
    with EmbeddedPostgres.start(tmp_path_factory.mktemp("faults"), fast=True) as server:
        yield server


@pytest.fixture(scope="session")
def template(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A migrated database with the demo shop's map in force; its API keys by role."""
    cluster.create_database(demo_shop.DATABASE)
    cluster.create_database(TEMPLATE)
    return asyncio.run(prepare(cluster, TEMPLATE, tmp_path_factory.mktemp("prepare")))


async def prepare(cluster: EmbeddedPostgres, database: str, folder: Path) -> dict[str, str]:
    await demo_shop.ensure_demo_shop(cluster.dsn(demo_shop.DATABASE))
    engine = create_async_engine(cluster.dsn(database))
    await migrations.migrate(engine)
    await engine.dispose()
    settings = Settings(
        database_url=cluster.dsn(database),
        data_dir=folder,
        secret_key=SECRETS["DSR_SECRET_KEY"],
        key_encryption_keys=SECRETS["DSR_KEY_ENCRYPTION_KEYS"],
        data_map=demo_shop.DATA_MAP,
        registers=demo_shop.REGISTERS,
    )
    async with open_runtime(settings) as runtime:
        await install(runtime, settings)
        async with runtime.operation(SYSTEM) as ctx:
            return {r.value: (await api_keys.create(ctx, r, name=r.value))[1] for r in api_keys.KEY_ROLES}


@pytest.fixture(scope="session")
def people() -> list[str]:
    return [row["email"] for row in open_the_shop(SEED).rows["customers"] if row["email"]]


@pytest.fixture
def world(
    cluster: EmbeddedPostgres,
    nursery: Nursery,
    template: dict[str, str],
    people: list[str],
    tmp_path: Path,
    record_property: Callable[[str, Any], None],
) -> Iterator[World]:
    database = f"faults_{os.getpid()}_{next(_numbers)}"
    cluster.create_database(database, TEMPLATE)
    world = World(cluster, nursery, database, tmp_path, _seed(), template, list(people))
    world.note = lambda *line: record_property("fault", line)
    yield world
    world.stop()
    cluster.drop_database(database)
    cluster.drop_database(f"{database}_shop")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Fault, rounds, kills, violations: of all tests that noted any."""
    lines: dict[str, list[int]] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == "fault" and report.when == "call":
                    line = lines.setdefault(value[0], [0, 0, 0])
                    for place, number in enumerate(value[1:]):
                        line[place] += number
    if lines:
        terminalreporter.section(f"faults (seed {_seed()})")
        terminalreporter.write_line(f"{'fault':<60} {'rounds':>7} {'kills':>7} {'violations':>11}")
        for fault, numbers in sorted(lines.items()):
            terminalreporter.write_line(f"{fault:<60} {numbers[0]:>7} {numbers[1]:>7} {numbers[2]:>11}")
        total = [sum(column) for column in zip(*lines.values(), strict=True)]
        terminalreporter.write_line(f"{f'seed {_seed()}':<60} {total[0]:>7} {total[1]:>7} {total[2]:>11}")
