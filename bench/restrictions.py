"""The storefront's question before each use, beside a million suppressed people, against the bare statement.

    .venv/bin/python bench/restrictions.py [--suppressed 1000000] [--calls 3000]

Prints the rate and the latencies of `POST /v1/restrictions/check` through the whole application (in this process,
without a network), and of the same SQL statement alone, interleaved in the same run.
"""

import argparse
import asyncio
import hashlib
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
from sqlalchemy import text

from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.app import Surface, create_app
from dsr_service.bootstrap import open_runtime
from dsr_service.domain.actors import SYSTEM, Role
from dsr_service.domain.identifiers import SubjectIdentifier
from dsr_service.services import api_keys
from dsr_service.settings import Settings
from dsr_service.storage import migrations
from dsr_service.storage import restrictions as storage

KNOWN = 500  # of those who are asked for, half are on the list


async def fill(runtime, count: int) -> None:
    """Everybody by a hash, as the list holds them; the known ones by the hash of their address."""
    async with runtime.engine.begin() as connection:
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        await connection.execute(
            text(
                "INSERT INTO suppressions (purpose, lookup, identifier_type, since)"
                " SELECT 'direct_marketing', sha256(convert_to('nobody' || n, 'UTF8')), 'email', now()"
                " FROM generate_series(1, :count) n"
            ),
            {"count": count},
        )
        for number in range(KNOWN):
            lookup = SubjectIdentifier("email", f"known.{number}@example.com").lookup(
                runtime.policy.suppression_key
            )
            await connection.execute(
                text(
                    "INSERT INTO suppressions (purpose, lookup, identifier_type, since)"
                    " VALUES ('direct_marketing', :lookup, 'email', now())"
                ),
                {"lookup": lookup},
            )
    async with runtime.engine.connect() as connection:
        await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(
            text("ANALYZE suppressions")
        )


def told(name: str, took: list[float], whole: float) -> None:
    took.sort()
    spots = {f"p{spot}": round(took[int(len(took) * spot / 100)] * 1000, 2) for spot in (50, 95, 99)}
    print(name, f"{len(took) / whole:,.0f}/s", spots, "ms")


async def measure(runtime, client: httpx.AsyncClient, calls: int) -> None:
    by_api: list[float] = []
    bare: list[float] = []
    for number in range(calls):
        name = f"{'known' if number % 2 else 'other'}.{number % KNOWN}@example.com"
        body = {"identifiers": [{"type": "email", "value": name}]}
        began = time.perf_counter()
        answer = await client.post("/v1/restrictions/check", json=body)
        by_api.append(time.perf_counter() - began)
        assert answer.status_code == 200, answer.text
        assert bool(answer.json()["suppressed_purposes"]) is bool(number % 2)
        lookup = hashlib.sha256(name.encode()).digest()
        async with runtime.sessions() as session:
            began = time.perf_counter()
            await storage.check(session, [lookup])
            bare.append(time.perf_counter() - began)
    told("through the API, one after the other", by_api, sum(by_api))
    told("the statement alone", bare, sum(bare))


async def run(suppressed: int, calls: int) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedPostgres.start(Path(folder) / "pg", fast=True) as server,
    ):
        server.create_database("bench")
        settings = Settings(
            database_url=server.dsn("bench"),
            data_dir=Path(folder) / "data",
            secret_key="0" * 32,
            key_encryption_keys="9o4Yx3l0mYv0m0Zp7mJ2oX8w0d3oQ5u5b1k1h8n8e0c=",
        )
        app = create_app(lambda: open_runtime(settings), Surface(calls_per_credential=10_000_000))
        async with open_runtime(settings) as runtime:
            await migrations.migrate(runtime.engine)
        async with app.router.lifespan_context(app):
            runtime = app.state.runtime
            async with runtime.operation(SYSTEM) as ctx:
                key = (await api_keys.create(ctx, Role.STOREFRONT, name="bench"))[1]
            await fill(runtime, suppressed)
            transport = httpx.ASGITransport(app=app)
            headers = {"Authorization": f"Bearer {key}"}
            async with httpx.AsyncClient(
                transport=transport, base_url="http://bench", headers=headers
            ) as client:
                print(f"{suppressed:,} suppressed people, {calls:,} calls, {datetime.now(UTC):%Y-%m-%d}")
                await measure(runtime, client, calls)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suppressed", type=int, default=1_000_000)
    parser.add_argument("--calls", type=int, default=3_000)
    given = parser.parse_args()
    asyncio.run(run(given.suppressed, given.calls))
