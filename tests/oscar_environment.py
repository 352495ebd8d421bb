"""A real django-oscar shop for the tests: its own Python environment, its database built once, then restored.

Both are kept in `.venv-oscar` under a name that changes with the lock, the build script and the servers' version, so
that a fresh clone sets itself up and a second run takes a second.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uv

from dsr_service.adapters.embedded_postgres import EmbeddedPostgres

ROOT = Path(__file__).parent.parent
HOME = ROOT / ".venv-oscar"
SCRIPTS = ROOT / "tests" / "oscar"
LOCK = SCRIPTS / "requirements.lock"


def restore_oscar_shop(server: EmbeddedPostgres, database: str) -> None:
    """Make the database and put the whole shop into it."""
    server.create_database(database)
    dump = _dump(server)
    _run(server.binaries.folder / "pg_restore", "--no-owner", "-d", server.libpq_dsn(database), dump)


def copy_oscar_shop(server: EmbeddedPostgres, database: str, url: str) -> None:
    """The restored shop in an empty SQLite or MariaDB database: oscar migrates there itself, the rows are the same."""
    with _alone():
        python = _python()
    dsn = server.libpq_dsn(database)
    _run(python, SCRIPTS / "copy_shop.py", environment={"OSCAR_DSN": dsn, "OSCAR_COPY": url})


def _dump(server: EmbeddedPostgres) -> Path:
    version = server.fetch("SHOW server_version")[0][0]
    with _alone():
        dump = HOME / f"shop-{_digest(LOCK, *sorted(SCRIPTS.glob('*.py')), also=version)}.dump"
        if not dump.exists():
            python = _python()
            server.drop_database("oscar_build")
            server.create_database("oscar_build")
            dsn = server.libpq_dsn("oscar_build")
            _run(
                python, SCRIPTS / "build_shop.py", environment={"OSCAR_DSN": dsn, "PYTHONWARNINGS": "ignore"}
            )
            unfinished = dump.with_suffix(".part")
            _run(server.binaries.folder / "pg_dump", "-Fc", "-f", unfinished, dsn)
            unfinished.rename(dump)
            server.drop_database("oscar_build")
        return dump


def _python() -> Path:
    """The environment's Python, installed when the lock has changed."""
    folder = HOME / "python"
    done = folder / f"installed-{_digest(LOCK, also=sys.version)}"
    python = folder / "bin" / "python"
    if not done.exists():
        tool = uv.find_uv_bin()
        _run(tool, "venv", "-q", "--clear", "--python", sys.executable, folder)
        _run(tool, "pip", "install", "-q", "--python", python, "--require-hashes", "-r", LOCK)
        done.touch()
    return python


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time: pytest may run several workers."""
    HOME.mkdir(exist_ok=True)
    with (HOME / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _digest(*files: Path, also: str) -> str:
    digest = hashlib.sha256(also.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _run(*command: object, environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command[0]} failed:\n{done.stderr[-4000:]}"
