"""F6: the primary dies for good and a synchronous standby is promoted in its place, under load."""

import asyncio
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsr_service.adapters import demo_shop
from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.adapters.embedded_postgres.folder import PORT, SUPERUSER, DataFolder
from dsr_service.adapters.embedded_postgres.server import _pid_file
from faults.book import in_background
from faults.checker import check
from faults.conftest import prepare
from faults.load import fulfilling, submitting
from faults.world import Nursery, World

REPLICATED = {"wal_level": "replica", "max_wal_senders": "4", "wal_keep_size": "64MB"}
DATABASE = "failover"


class Standby(EmbeddedPostgres):
    """A server that follows another until it is promoted."""

    @property
    def ready(self) -> bool:
        lines = _pid_file(self.folder.cluster)
        return len(lines) > 7 and lines[7].strip() in {"ready", "standby"}


@pytest.fixture
def primary(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres.start(tmp_path / "primary", fast=True, settings=REPLICATED)
    yield server
    server.stop()


@pytest.fixture
def standby(primary: EmbeddedPostgres, tmp_path: Path) -> Iterator[Standby]:
    folder = tmp_path / "standby"
    folder.mkdir()
    copy = [
        primary.binaries.postgres.with_name("pg_basebackup"),
        "-h",
        primary.socket_folder,
        "-p",
        str(PORT),
    ]
    copy += [
        "-U",
        SUPERUSER,
        "-D",
        DataFolder(folder).cluster,
        "-R",
        "-X",
        "stream",
        "--checkpoint=fast",
        "--no-sync",
    ]
    libraries = str(primary.binaries.postgres.parents[1] / "lib")
    subprocess.run(copy, check=True, env=os.environ | {"LD_LIBRARY_PATH": libraries}, timeout=120)
    server = Standby.start(folder, fast=True, settings=REPLICATED)
    yield server
    server.stop()


@pytest.mark.faults
@pytest.mark.timeout(900)
def test_a_promoted_standby_holds_what_was_answered(
    primary: EmbeddedPostgres,
    standby: Standby,
    nursery: Nursery,
    people: list[str],
    tmp_path: Path,
    record_property,
    request: pytest.FixtureRequest,
) -> None:
    """Every 201 that a client saw is there; jobs that were running are taken over; clients only try again."""
    primary.create_database(demo_shop.DATABASE)
    primary.create_database(DATABASE)
    keys = asyncio.run(prepare(primary, DATABASE, tmp_path / "prepare"))
    seed = int(os.environ.get("DSR_TEST_SEED", "1"))
    world = World(primary, nursery, DATABASE, tmp_path, seed, keys, list(people))
    world.note = lambda *line: record_property("fault", line)
    request.addfinalizer(world.stop)
    world.until(lambda: _follows(primary), "the standby to follow")
    primary.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
    primary.execute("SELECT pg_reload_conf()")
    world.until(lambda: _follows(primary, "sync"), "the standby to be synchronous")

    proxy = world.proxied()
    world.more_sources[demo_shop.DATABASE] = world.url(world.shop)  # the shop's data fails over too
    api = world.api()
    world.worker(schedules=False)
    with in_background(
        submitting(world, api.url, 1), submitting(world, api.url, 2), fulfilling(world, api.url, 3, 50)
    ):
        world.until(lambda: sum(1 for _ in world.book.accepted()) > 5, "load")
        time.sleep(world.chance.uniform(1.0, 4.0))
        world.checkpoint()
        primary.stop()  # at once, as `fast` servers end: what it had not sent is gone with it
        proxy.down()
        before = sum(1 for _ in world.book.accepted())
        time.sleep(world.chance.uniform(0.0, 2.0))
        standby.execute("SELECT pg_promote()")
        world.cluster = standby
        proxy.up(standby.socket_folder / f".s.PGSQL.{PORT}")
        world.until(lambda: sum(1 for _ in world.book.accepted()) > before + 5, "life to go on")
    check(world, "F6 failover to a promoted synchronous standby", 1)


def _follows(primary: EmbeddedPostgres, how: str = "") -> bool:
    rows = primary.fetch("SELECT state, sync_state FROM pg_stat_replication")
    return any(row[0] == "streaming" and how in row[1] for row in rows)
