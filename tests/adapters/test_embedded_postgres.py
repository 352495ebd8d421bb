"""The embedded PostgreSQL under its guard: real servers, real kills."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dsr_service.adapters.embedded_postgres import (
    DataFolderInUse,
    DataFolderNotUsable,
    EmbeddedPostgres,
    PostgresDidNotStart,
    PostgresNotFound,
    PostgresNotRunning,
    Way,
    guard,
)

AS_ROOT = os.geteuid() == 0
NOBODY = 65534

OWNER = """
import sys, time
from pathlib import Path
from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
server = EmbeddedPostgres.start(Path(sys.argv[1]))
server.execute("CREATE TABLE IF NOT EXISTS kept (n bigint)")
print("ready", server.pid, server.account.way, flush=True)
"""
WRITER = """
import asyncio, asyncpg
async def write():
    connection = await asyncpg.connect(server.libpq_dsn("postgres"))
    for n in range(10**9):
        await connection.execute("INSERT INTO kept VALUES ($1)", n)
        print(n, flush=True)
asyncio.run(write())
"""
WAITER = "time.sleep(600)\n"


def _become_ordinary() -> None:
    # An ordinary user for PostgreSQL and for us, who can still read an interpreter that lies in root's home.
    guard._switch_user(NOBODY, NOBODY, reach=True)


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder that everybody can pass through, with a path short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def owner() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts owners in processes of their own, which can be killed."""
    started: list[subprocess.Popen[str]] = []

    def start(folder: Path, then: str = WAITER, *, ordinary: bool = False) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", OWNER + then, str(folder)],
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=_become_ordinary if ordinary and AS_ROOT else None,  # noqa: PLW1509
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def _ready(process: subprocess.Popen[str]) -> tuple[int, str]:
    word, pid, way = process.stdout.readline().split()
    assert word == "ready"
    return int(pid), way


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def _eventually(true: Callable[[], bool], seconds: float = 8) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.05)
    return False


def _processes_of(folder: Path) -> list[int]:
    """Every process that works in the cluster or guards it."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            command = (entry / "cmdline").read_bytes()
            inside = (entry / "cwd").readlink() == folder / "cluster"
        except OSError:
            continue
        if (inside or str(folder).encode() in command) and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


def test_it_starts_serves_and_stops(tmp_path):
    folder = tmp_path / "data"
    with EmbeddedPostgres.start(folder) as server:
        assert server.ready
        assert server.dsn("shop") == f"postgresql+asyncpg://dsr@/shop?host={folder}/run"
        assert server.fetch("SELECT current_setting('synchronous_commit') AS v")[0]["v"] == "on"
        assert server.fetch("SELECT current_setting('fsync') AS v")[0]["v"] == "on"
        assert server.fetch("SELECT current_setting('listen_addresses') AS v")[0]["v"] == ""
        assert server.fetch("SELECT current_setting('server_encoding') AS v")[0]["v"] == "UTF8"
        assert server.fetch("SELECT lower('ÉÇ') AS v")[0]["v"] == "éç"
        pid = server.pid
    assert not _is_alive(pid)
    assert not (folder / "cluster" / "postmaster.pid").exists()
    assert _processes_of(folder) == []
    server.stop()


def test_the_doors_are_shut(tmp_path):
    parent_mode = tmp_path.stat().st_mode
    folder = tmp_path / "data"
    with EmbeddedPostgres.start(folder) as server:
        assert (folder / "run").stat().st_mode & 0o777 == 0o700
        assert (folder / "cluster").stat().st_mode & 0o777 == 0o700
        assert folder.stat().st_mode & 0o066 == 0
        assert tmp_path.stat().st_mode == parent_mode
        sockets = Path(f"/proc/{server.pid}/net/unix").read_text()
        assert str(folder / "run" / ".s.PGSQL.5432") in sockets


def test_databases_are_made_cloned_and_dropped(tmp_path):
    with EmbeddedPostgres.start(tmp_path / "data", fast=True) as server:
        server.create_database("template")
        server.execute("CREATE TABLE t AS SELECT 7 AS n", database="template")
        name = 'odd "name" é'
        server.create_database(name, template="template")
        assert server.database_exists(name)
        assert server.fetch("SELECT n FROM t", database=name)[0]["n"] == 7
        server.drop_database(name)
        server.drop_database(name)
        assert not server.database_exists(name)


def test_data_survives_a_restart(tmp_path):
    folder = tmp_path / "data"
    with EmbeddedPostgres.start(folder) as server:
        server.execute("CREATE TABLE t AS SELECT 42 AS n")
    with EmbeddedPostgres.start(folder) as server:
        assert server.fetch("SELECT n FROM t")[0]["n"] == 42


@pytest.mark.skipif(
    not AS_ROOT, reason="only root has a user to shed; the other tests cover the ordinary user"
)
def test_root_is_shed_by_switching_users_and_the_way_may_change(short_folder):
    folder = short_folder / "data"
    with EmbeddedPostgres.start(folder, ways=[Way.SWITCH]) as server:
        assert Path(f"/proc/{server.pid}").stat().st_uid == NOBODY
        server.execute("CREATE TABLE t AS SELECT 1 AS n")
    with EmbeddedPostgres.start(folder) as server:  # whatever works here
        assert server.fetch("SELECT n FROM t")[0]["n"] == 1
    with EmbeddedPostgres.start(folder, ways=[Way.SWITCH]) as server:
        assert server.fetch("SELECT n FROM t")[0]["n"] == 1


@pytest.mark.skipif(not AS_ROOT, reason="only root has private folders that another user can't pass")
def test_private_parents_stay_private(short_folder):
    private = short_folder / "private"
    private.mkdir(mode=0o700)
    with pytest.raises(PostgresDidNotStart):
        EmbeddedPostgres.start(private / "data", ways=[Way.SWITCH])
    with EmbeddedPostgres.start(private / "data", ways=[Way.SWITCH, Way.SWITCH_REACHING]) as server:
        assert server.account.way is Way.SWITCH_REACHING
        assert Path(f"/proc/{server.pid}").stat().st_uid == NOBODY
    assert private.stat().st_mode & 0o777 == 0o700


def test_an_ordinary_user_needs_no_trick(short_folder, owner):
    home = short_folder / "home"
    home.mkdir(mode=0o700)
    if AS_ROOT:
        os.chown(home, NOBODY, NOBODY)
    process = owner(home / "data", ordinary=True)
    pid, way = _ready(process)
    assert way == "as_is"
    expected = NOBODY if AS_ROOT else os.geteuid()
    assert Path(f"/proc/{pid}").stat().st_uid == expected
    assert (home / "data" / "cluster").stat().st_uid == expected
    process.kill()
    assert _eventually(lambda: not _is_alive(pid))


def test_a_second_start_is_refused_and_names_the_owner(tmp_path, owner):
    process = owner(tmp_path / "data")
    _ready(process)
    started = time.monotonic()
    with pytest.raises(DataFolderInUse, match=str(process.pid)) as refused:
        EmbeddedPostgres.start(tmp_path / "data")
    assert refused.value.owner_pid == process.pid
    assert time.monotonic() - started < 10
    attached = EmbeddedPostgres.attach(tmp_path / "data")
    assert attached.fetch("SELECT 1 AS one")[0]["one"] == 1


def test_the_owner_itself_cannot_start_twice(tmp_path):
    with EmbeddedPostgres.start(tmp_path / "data", fast=True) as server:
        with pytest.raises(DataFolderInUse, match=str(os.getpid())):
            EmbeddedPostgres.start(tmp_path / "data")
        assert server.fetch("SELECT 1 AS one")[0]["one"] == 1


def test_attaching_needs_a_running_server(tmp_path):
    with pytest.raises(PostgresNotRunning):
        EmbeddedPostgres.attach(tmp_path / "data")
    EmbeddedPostgres.start(tmp_path / "data", fast=True).stop()
    with pytest.raises(PostgresNotRunning):
        EmbeddedPostgres.attach(tmp_path / "data")


def test_no_server_outlives_a_killed_owner(tmp_path, owner):
    folder = tmp_path / "data"
    process = owner(folder)
    pid, _ = _ready(process)
    process.kill()
    assert _eventually(lambda: not _is_alive(pid), 5)
    assert _eventually(lambda: _processes_of(folder) == [], 5)
    assert not (folder / "cluster" / "postmaster.pid").exists(), "it was not a clean stop"


def test_a_start_right_after_the_kill_waits_for_the_old_server(tmp_path, owner):
    folder = tmp_path / "data"
    process = owner(folder)
    _ready(process)
    process.kill()
    process.wait()
    with EmbeddedPostgres.start(folder) as server:
        assert server.fetch("SELECT count(*) AS n FROM kept")[0]["n"] == 0


@pytest.mark.parametrize("round_", range(2))
def test_acknowledged_rows_survive_the_kill_of_everything(tmp_path, owner, round_):
    folder = tmp_path / "data"
    process = owner(folder, WRITER)
    postmaster, _ = _ready(process)
    time.sleep(0.4 + 0.3 * round_)
    for pid in [*_processes_of(folder), postmaster, process.pid]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    acknowledged = [int(line) for line in process.stdout.read().splitlines() if line.isdigit()]
    assert len(acknowledged) > 20
    with EmbeddedPostgres.start(folder) as server:
        kept = {row["n"] for row in server.fetch("SELECT n FROM kept")}
    assert set(acknowledged) <= kept


def test_a_killed_server_is_started_again(tmp_path):
    with EmbeddedPostgres.start(tmp_path / "data", fast=True) as server:
        server.execute("CREATE TABLE t AS SELECT 5 AS n")
        first = server.pid
        os.kill(first, signal.SIGKILL)
        assert _eventually(lambda: server.ready and server.pid != first, 15)
        assert server.fetch("SELECT n FROM t")[0]["n"] == 5


GUARDED = """
import json, sys
from dsr_service.adapters.embedded_postgres import guard
guard.PATIENCE = (0.01, 0.01)
sys.exit(guard.run(json.loads(sys.argv[1])))
"""


@pytest.mark.parametrize("served", [False, True])
def test_only_a_server_that_never_served_is_given_up(tmp_path, served):
    """However often one that did is killed soon after its start."""
    starts = tmp_path / "starts"
    spec = {
        "argv": ["/bin/sh", "-c", f"echo >> {starts}; exit 3"],
        "folder": str(tmp_path), "way": "as_is", "owner": os.getpid(), "keep": True, "end_by": int(signal.SIGINT),
        "environment": {"PATH": os.environ["PATH"]},
    }  # fmt: skip
    command = [sys.executable, "-c", GUARDED, json.dumps(spec)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as guard:
        if served:
            guard.stdin.write(b"1")
            guard.stdin.flush()
            assert _eventually(lambda: starts.exists() and len(starts.read_text()) > 10, 60)
            assert guard.poll() is None
            guard.stdin.close()
            assert guard.wait(60) == 0
        else:
            assert guard.wait(60) == 3
            assert len(starts.read_text()) == 3


def test_an_orphaned_server_is_ended_before_the_next_start(tmp_path, owner):
    folder = tmp_path / "data"
    process = owner(folder)
    postmaster, _ = _ready(process)
    os.kill(postmaster, signal.SIGSTOP)  # it can't heed its parent's death
    for pid in set(_processes_of(folder)) - {postmaster}:
        os.kill(pid, signal.SIGKILL)
    process.kill()
    process.wait()
    os.kill(postmaster, signal.SIGCONT)
    with EmbeddedPostgres.start(folder) as server:
        assert server.pid != postmaster
        assert not _is_alive(postmaster)


@pytest.mark.parametrize("after", [0.15, 0.3, 0.5])
def test_a_first_start_killed_halfway_is_recovered(tmp_path, owner, after):
    folder = tmp_path / "data"
    process = owner(folder)
    assert _eventually(folder.exists)
    time.sleep(after)
    process.kill()
    process.wait()
    (folder / "new-halfway").mkdir(exist_ok=True)
    (folder / "new-halfway" / "PG_VERSION").write_text("18")
    with EmbeddedPostgres.start(folder) as server:
        assert server.fetch("SELECT 1 AS one")[0]["one"] == 1
    assert list(folder.glob("new-*")) == []


def test_a_long_path_gets_its_socket_elsewhere(tmp_path):
    folder = tmp_path / ("deep" * 15) / ("er" * 20)
    with EmbeddedPostgres.start(folder, fast=True) as server:
        socket_folder = server.socket_folder
        assert not socket_folder.is_relative_to(folder)
        assert socket_folder.stat().st_mode & 0o777 == 0o700
        assert server.fetch("SELECT 1 AS one")[0]["one"] == 1
        assert EmbeddedPostgres.attach(folder).fetch("SELECT 1 AS one")[0]["one"] == 1
    assert not socket_folder.exists()


def test_another_version_s_data_is_refused(tmp_path):
    folder = tmp_path / "data"
    EmbeddedPostgres.start(folder, fast=True).stop()
    (folder / "cluster" / "PG_VERSION").write_text("13\n")
    with pytest.raises(DataFolderNotUsable, match="13"):
        EmbeddedPostgres.start(folder)
    (folder / "cluster" / "PG_VERSION").write_text("18\n")
    EmbeddedPostgres.start(folder, fast=True).stop()  # the refusal left nothing locked


def test_a_named_folder_without_programs_is_refused(tmp_path):
    with pytest.raises(PostgresNotFound):
        EmbeddedPostgres.start(tmp_path / "data", bin_dir=tmp_path)


def test_a_server_that_cannot_start_says_so(tmp_path):
    folder = tmp_path / "data"
    with pytest.raises(PostgresDidNotStart, match=r"postgresql\.log"):
        EmbeddedPostgres.start(folder, fast=True, settings={"shared_buffers": "nonsense"})
    assert _processes_of(folder) == []
    EmbeddedPostgres.start(folder, fast=True).stop()


def test_no_value_reaches_the_server_s_log(tmp_path):
    folder = tmp_path / "data"
    with EmbeddedPostgres.start(folder, fast=True) as server:
        server.execute("CREATE TABLE people (email text PRIMARY KEY); INSERT INTO people VALUES ('canary@x')")
        with pytest.raises(Exception, match="duplicate"):
            server.execute("INSERT INTO people VALUES ('canary@x')")
    log = (folder / "postgresql.log").read_text()
    assert "duplicate key" in log
    assert "canary" not in log


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc to look into a process")
def test_no_secret_reaches_the_server_s_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("DSR_SECRET_KEY", "canary-of-a-secret")
    monkeypatch.setenv("PGOPTIONS", "-c nonsense=1")
    with EmbeddedPostgres.start(tmp_path / "data", fast=True) as server:
        environment = Path(f"/proc/{server.pid}/environ").read_bytes()
    assert b"canary" not in environment
    assert b"PGOPTIONS" not in environment
