"""A real PostgreSQL for every test: one server per run, one migrated template, one clone per test."""

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from hypothesis import settings as examples
from sqlalchemy.ext.asyncio import create_async_engine

from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.storage import migrations
from dsr_service_tests import Service, settings_for

_numbers = itertools.count(1)
TEMPLATE = "dsr_template"

# What stands between a change and main gives one verdict for one text: the same examples each time. `make slow` looks
# for new ones (`--hypothesis-profile default`).
examples.register_profile("repeatable", derandomize=True)
examples.load_profile("repeatable")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres.start(tmp_path_factory.mktemp("postgres"), fast=True) as server:
        yield server


@pytest.fixture(scope="session")
def template(postgres: EmbeddedPostgres) -> str:
    """A migrated database that nobody is connected to."""
    postgres.create_database(TEMPLATE)

    async def migrate() -> None:
        engine = create_async_engine(postgres.dsn(TEMPLATE))
        await migrations.migrate(engine)
        await engine.dispose()

    asyncio.run(migrate())
    return TEMPLATE


@pytest.fixture
def database(postgres: EmbeddedPostgres, template: str) -> Iterator[str]:
    """The SQLAlchemy URL of a fresh, migrated database."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    postgres.create_database(name, template)
    yield postgres.dsn(name)
    postgres.drop_database(name)


@pytest.fixture
def empty_database(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The SQLAlchemy URL of a database without any table."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    postgres.create_database(name)
    yield postgres.dsn(name)
    postgres.drop_database(name)


@pytest.fixture
async def service(database: str, tmp_path: Path) -> AsyncIterator[Service]:
    """The application over HTTP in this process, with a key for each role and a clock that is set by hand."""
    async with AsyncExitStack() as stack:
        yield await Service.start(stack, settings_for(database, tmp_path))


@pytest.fixture
def staff(service: Service) -> httpx.AsyncClient:
    return service.clients["staff"]


@pytest.fixture
def dpo(service: Service) -> httpx.AsyncClient:
    return service.clients["dpo"]


@pytest.fixture
def storefront(service: Service) -> httpx.AsyncClient:
    return service.clients["storefront"]


@pytest.fixture
def auditor(service: Service) -> httpx.AsyncClient:
    return service.clients["auditor"]
