"""The embedded PostgreSQL of one data folder: started, watched and stopped by its owner."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from dsr_service.adapters.embedded_postgres.account import Account, Way, choose_account
from dsr_service.adapters.embedded_postgres.binaries import Binaries, find_binaries
from dsr_service.adapters.embedded_postgres.databases import PostgresServer
from dsr_service.adapters.embedded_postgres.errors import PostgresDidNotStart, PostgresNotRunning
from dsr_service.adapters.embedded_postgres.folder import PORT, DataFolder

START_PATIENCE = 60.0  # seconds; the recovery after a crash may take some
LOG_KEPT = 10_000_000  # bytes; a bigger log begins anew at the next start

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "synchronous_commit": "on",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    # Statements and the DETAIL of an error hold values, and values are people's data: neither is logged.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}
# Commits still reach the operating system: tests may kill the server and expect its data, not pull the plug.
FAST_SETTINGS = {"fsync": "off", "full_page_writes": "off"}


class EmbeddedPostgres(PostgresServer):
    """The owner's handle of the server; when the owner ends, even by `kill -9`, so does the server.

    Tests start one server per run and clone a migrated template per test. Nobody may be connected to the
    template meanwhile; `STRATEGY file_copy` copies files in an eighth of the processor time of its blocks:

        with EmbeddedPostgres.start(tmp_path_factory.mktemp("pg"), fast=True) as server:
            server.create_database("template")  # then migrate server.dsn("template") and close its engine
            server.create_database("test_1", template="template")
            ...  # an engine on server.dsn("test_1")
            server.drop_database("test_1")
    """

    def __init__(self, folder: DataFolder, socket_folder: Path, binaries: Binaries, account: Account) -> None:
        super().__init__(socket_folder)
        self.folder = folder
        self.binaries = binaries
        self.account = account
        self._guard: subprocess.Popen[bytes] | None = None

    @classmethod
    def start(
        cls,
        data_dir: Path,
        *,
        bin_dir: Path | None = None,
        log: Path | None = None,
        fast: bool = False,
        settings: dict[str, str] | None = None,
        ways: Sequence[Way] | None = None,
    ) -> Self:
        """Own the folder, make the cluster if need be, and return when the server takes connections.

        `fast` trades durability for speed: for tests only. Unless named, the log is the folder's
        postgresql.log. Raises DataFolderInUse, DataFolderNotUsable, PostgresNotFound, PostgresDidNotStart.
        """
        binaries = find_binaries(bin_dir)
        folder = DataFolder(data_dir).take()
        try:
            log_path = log or folder.default_log
            with _open_log(log_path) as log_file:
                account = choose_account(binaries, folder.path, log_file, ways)
                folder.prepare_cluster(binaries, account, log_file, fast=fast)
                _end_orphan(folder.cluster)
                server = cls(folder, folder.socket_folder(account), binaries, account)
                chosen = SETTINGS | (FAST_SETTINGS if fast else {}) | (settings or {})
                server._launch(chosen, log_file, fast=fast)
            server._wait_until_ready(log_path)
            folder.remember(server.socket_folder)
        except BaseException:
            folder.release()
            raise
        return server

    @staticmethod
    def attach(data_dir: Path) -> PostgresServer:
        """The server that another process runs on the folder (`dsr keys create` beside `dsr run`)."""
        folder = DataFolder(data_dir)
        socket_folder = folder.remembered_socket()
        if socket_folder is None or not folder.is_owned():
            raise PostgresNotRunning
        return PostgresServer(socket_folder)

    def _launch(self, settings: dict[str, str], log: IO[bytes], *, fast: bool) -> None:
        argv: list[str | Path] = [self.binaries.postgres, "-D", self.folder.cluster]
        for name, value in ({"unix_socket_directories": str(self.socket_folder)} | settings).items():
            argv += ["-c", f"{name}={value}"]
        self._guard = self.account.start(
            argv,
            folder=self.folder.cluster,
            log=log,
            keep=True,
            end_by=signal.SIGQUIT if fast else signal.SIGINT,
            also_holds=(self.folder.lock_fd,),
        )

    def _wait_until_ready(self, log: Path) -> None:
        until = time.monotonic() + START_PATIENCE
        while time.monotonic() < until:
            if self._guard is None or self._guard.poll() is not None:
                break
            if self.ready:
                self._say_that_it_served()
                return
            time.sleep(0.01)
        self.stop()
        raise PostgresDidNotStart(f"PostgreSQL did not start; {log} says why.")

    def _say_that_it_served(self) -> None:
        assert self._guard
        assert self._guard.stdin
        with contextlib.suppress(
            BrokenPipeError
        ):  # the guard has just ended: the next call will find no server
            self._guard.stdin.write(b"1")
            self._guard.stdin.flush()

    @property
    def pid(self) -> int | None:
        """The postmaster's, which changes when the guard had to start it again."""
        lines = _pid_file(self.folder.cluster)
        return int(lines[0]) if lines else None

    @property
    def ready(self) -> bool:
        """Whether the running server takes connections."""
        lines = _pid_file(self.folder.cluster)
        return len(lines) > 7 and lines[7].strip() == "ready" and _runs_in(int(lines[0]), self.folder.cluster)

    def stop(self) -> None:
        """End the server cleanly and give the folder free; harmless when it is done already."""
        if self._guard is not None:
            assert self._guard.stdin
            self._guard.stdin.close()
            self._guard.wait()
            self._guard = None
            self.folder.forget()
        self.folder.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _open_log(path: Path) -> IO[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_KEPT:
        path.unlink()
    return path.open("ab", buffering=0)


def _pid_file(cluster: Path) -> list[str]:
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        int(lines[0])
    except (OSError, ValueError, IndexError):
        return []
    return lines


def _runs_in(pid: int, cluster: Path) -> bool:
    """Whether that process is a postmaster of this cluster, not one that got a dead one's number."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == cluster.resolve()
    except FileNotFoundError:
        if Path("/proc/self/cwd").exists():
            return False
    except PermissionError:
        pass
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def _end_orphan(cluster: Path) -> None:
    """End a server that outlived its owner and its guard: we hold the lock, so it has no owner."""
    lines = _pid_file(cluster)
    for number, seconds in ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0)):
        until = time.monotonic() + seconds
        if not lines or not _runs_in(int(lines[0]), cluster):
            return
        os.kill(int(lines[0]), number)
        while time.monotonic() < until and _runs_in(int(lines[0]), cluster):
            time.sleep(0.05)
