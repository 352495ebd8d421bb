"""The data folder: its one owner, the cluster inside it, and the folder of its socket."""

import fcntl
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, Self

from dsr_service.adapters.embedded_postgres.account import Account
from dsr_service.adapters.embedded_postgres.binaries import Binaries
from dsr_service.adapters.embedded_postgres.errors import (
    DataFolderInUse,
    DataFolderNotUsable,
    PostgresDidNotStart,
)

PORT = 5432  # only a part of the socket's name; nothing listens on TCP
SUPERUSER = "dsr"
SOCKET_PATH_LIMIT = 107 if sys.platform.startswith("linux") else 103  # bytes of sockaddr_un.sun_path
DYING_OWNER_PATIENCE = 30.0  # seconds: a killed owner's guard holds the lock until the server is down


class DataFolder:
    """A folder that this process alone owns, until `release`."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.cluster = self.path / "cluster"
        self.state = self.path / "server.json"
        self.default_log = self.path / "postgresql.log"
        self._lock = self.path / "owner.lock"
        self.lock_fd = -1

    def take(self) -> Self:
        """Become the owner, or raise DataFolderInUse."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.lock_fd = os.open(self._lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        until = time.monotonic() + DYING_OWNER_PATIENCE
        while True:
            try:
                fcntl.flock(self.lock_fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pid = self.owner_pid()
                if pid is None or _is_alive(pid) or time.monotonic() > until:
                    self.release()
                    raise DataFolderInUse(self.path, pid) from None
                time.sleep(0.05)
                continue
            os.ftruncate(self.lock_fd, 0)
            os.pwrite(self.lock_fd, b"%d\n" % os.getpid(), 0)
            return self

    def release(self) -> None:
        if self.lock_fd >= 0:
            os.close(self.lock_fd)
            self.lock_fd = -1

    def owner_pid(self) -> int | None:
        try:
            return int(self._lock.read_text())
        except (OSError, ValueError):
            return None

    def is_owned(self) -> bool:
        """Whether some process owns the folder now."""
        try:
            fd = os.open(self._lock, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        else:
            return False
        finally:
            os.close(fd)

    def prepare_cluster(self, binaries: Binaries, account: Account, log: IO[bytes], *, fast: bool) -> None:
        """Make the cluster if there is none; what a killed start left half-done is thrown away."""
        for half_done in self.path.glob("new-*"):
            _throw_away(half_done)
        if not self.cluster.exists():
            self._init_cluster(binaries, account, log, fast=fast)
        version = self.cluster / "PG_VERSION"
        major = version.read_text().strip() if version.is_file() else "no"
        if major != str(binaries.major):
            raise DataFolderNotUsable(
                f"{self.cluster} holds a cluster of PostgreSQL {major}, the programs are {binaries.major}: "
                "name the right ones with DSR_PG_BINDIR, or move the data with pg_dump."
            )
        owner = account.files_belong_to
        if self.cluster.stat().st_uid != owner[0]:  # the way to shed root changed since the last start
            _give(self.cluster, *owner)

    def _init_cluster(self, binaries: Binaries, account: Account, log: IO[bytes], *, fast: bool) -> None:
        holds = (self.lock_fd,)  # a killed start's initdb must be over before the next begins
        for locale in ("C.UTF-8", "C"):  # not every system knows the first
            new = Path(tempfile.mkdtemp(prefix="new-", dir=self.path))
            _give(new, *account.files_belong_to)
            # `trust` because the 0700 folder of the socket is the lock on the only door.
            options = ["--encoding=UTF8", f"--locale={locale}", "--auth=trust", f"--username={SUPERUSER}"]
            options += ["--no-instructions", *(["--no-sync"] if fast else [])]
            if (
                account.run([binaries.initdb, "-D", new, *options], folder=new, log=log, also_holds=holds)
                == 0
            ):
                new.rename(self.cluster)
                if not fast:
                    _sync_folder(self.path)
                return
            _throw_away(new)
        raise PostgresDidNotStart("initdb failed; the log says why.")

    def socket_folder(self, account: Account) -> Path:
        """A 0700 folder for the socket; outside the data folder only when the path would be too long."""
        self._forget_old_socket()
        folder = self.path / "run"
        if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) > SOCKET_PATH_LIMIT:
            short = tempfile.gettempdir()
            folder = Path(tempfile.mkdtemp(prefix="dsr-pg-", dir=short if len(short) < 60 else "/tmp"))  # noqa: S108
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
        _give(folder, *account.files_belong_to)
        return folder

    def remember(self, socket_folder: Path) -> None:
        """Say to others where the running server listens."""
        draft = self.state.with_suffix(".new")
        draft.write_text(json.dumps({"socket_folder": str(socket_folder)}))
        draft.replace(self.state)

    def remembered_socket(self) -> Path | None:
        try:
            return Path(json.loads(self.state.read_text())["socket_folder"])
        except (OSError, ValueError, KeyError):
            return None

    def _forget_old_socket(self) -> None:
        old = self.remembered_socket()
        self.state.unlink(missing_ok=True)
        # Only what an earlier start of ours made, and only if it is still ours: /tmp is everybody's.
        if old and old.name.startswith("dsr-pg-") and old.is_dir() and not old.is_symlink():
            shutil.rmtree(old, ignore_errors=True)

    def forget(self) -> None:
        self._forget_old_socket()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):  # gone this instant, or a system without /proc
        return not Path("/proc/self/stat").exists()
    return state != "Z"  # killed, and not yet fetched by its parent


def _give(path: Path, uid: int, gid: int) -> None:
    if path.stat().st_uid == uid and uid == os.geteuid():
        return
    os.chown(path, uid, gid, follow_symlinks=False)
    if path.is_dir() and not path.is_symlink():
        for child in path.iterdir():
            _give(child, uid, gid)


def _throw_away(folder: Path) -> None:
    """Remove a folder even while a dying initdb does the same."""
    until = time.monotonic() + 10.0
    while folder.exists() and time.monotonic() < until:
        shutil.rmtree(folder, ignore_errors=True)


def _sync_folder(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
