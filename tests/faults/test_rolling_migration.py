"""F17: the newest migration is run under traffic of the code that came before it, which the new code then replaces.

The three states of an expanding migration: old code on the old schema, old code on the new one, both codes on the new.
"""

import asyncio
import os
import signal
import subprocess
import sys
import tarfile
import threading
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from dsr_service.storage import migrations
from faults.book import in_background
from faults.checker import check
from faults.load import fulfilling, submitting
from faults.world import World, _alive, free_port

ROOT = Path(__file__).parents[2]


def code_before(revision: str, folder: Path) -> Path:
    """The source as it stood before that migration was added; skips where there is no history."""

    def git(*words: str) -> str:
        ran = subprocess.run(["git", "-C", str(ROOT), *words], check=False, capture_output=True, text=True)
        if ran.returncode:
            pytest.skip("left out: the code's history is not here")
        return ran.stdout.strip()

    [script] = ROOT.glob(f"migrations/versions/{revision}_*.py")
    added = git("log", "--diff-filter=A", "--format=%H", "-1", "--", str(script.relative_to(ROOT)))
    archive = folder / "old.tar"
    git("archive", f"--output={archive}", f"{added or 'HEAD'}^", "src", "migrations")
    with tarfile.open(archive) as opened:
        opened.extractall(folder / "old", filter="data")
    return folder / "old"


def started(world: World, code: Path, *command: str) -> "subprocess.Popen[bytes]":
    """A process of the old code."""
    environment = os.environ | world.settings() | {"PYTHONPATH": str(code / "src")}
    with (world.folder / f"old-{command[0]}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "dsr_service.cli", *command],
            env=environment,
            stdout=log,
            stderr=log,
            cwd=world.folder,
        )
    world.closing.append(process.kill)
    return process


async def at(world: World, revision: str) -> None:
    engine = create_async_engine(world.cluster.dsn(world.database))
    await migrations.migrate(engine, revision)
    await engine.dispose()


@pytest.mark.faults
@pytest.mark.timeout(900)
def test_a_migration_under_traffic(world: World) -> None:
    newest = str(migrations.head())
    before = f"{int(newest) - 1:04}"
    code = code_before(newest, world.folder)
    asyncio.run(at(world, before))
    port = free_port()
    old_url = f"http://127.0.0.1:{port}"
    old = [started(world, code, "serve", "--port", str(port)), started(world, code, "work")]
    world.until(lambda: _alive(old_url), "the old API")
    new_port = free_port()
    both = f"{old_url},http://127.0.0.1:{new_port}"
    ready, release = threading.Event(), threading.Event()
    with in_background(
        submitting(world, both, 1, 0.05),
        submitting(world, both, 2, 0.05),
        fulfilling(world, both, 0, 50),
        fulfilling(world, both, 1, 50),
    ):
        took(world, 10)
        holding = threading.Thread(target=lambda: asyncio.run(in_the_way(world, ready, release)))
        holding.start()
        assert ready.wait(30)
        migrating = threading.Thread(target=lambda: asyncio.run(at(world, "head")))
        migrating.start()
        took(world, 10)  # while the migration gives way again and again
        assert migrating.is_alive(), "nothing stood in its way"
        release.set()
        holding.join(60)
        migrating.join(120)
        assert world.sql("SELECT version_num FROM alembic_version")[0][0] == newest
        took(world, 20)  # the old code on the new schema
        new = world.spawn("api", "new", port=new_port)
        new.url = f"http://127.0.0.1:{new_port}"
        world.until(lambda: _alive(new.url), "the new API")
        world.worker("new-worker", schedules=False)
        for process in old:
            process.send_signal(signal.SIGTERM)
        for process in old:
            assert process.wait(60) in {0, -signal.SIGTERM}, world.tail()
        took(world, 20)
    failed = [call for call in world.book.calls if (call.status or 0) >= 500]
    assert not failed, failed[:3]
    check(world, f"F17 migration {newest} under traffic, old and new code", 3)


def took(world: World, more: int) -> None:
    """So many submissions more were taken in."""
    wanted = sum(1 for _ in world.book.accepted()) + more
    world.until(lambda: sum(1 for _ in world.book.accepted()) >= wanted, "traffic")


async def in_the_way(world: World, ready: threading.Event, release: threading.Event) -> None:
    """Keeps every migration from its end, with all that it has locked by then, until it gives way."""
    connection = await asyncpg.connect(world.cluster.libpq_dsn(world.database))
    async with connection.transaction():
        await connection.execute("LOCK TABLE alembic_version IN SHARE ROW EXCLUSIVE MODE")
        ready.set()
        await asyncio.to_thread(release.wait, 120)
    await connection.close()
