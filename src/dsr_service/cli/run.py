"""`dsr run`: the whole service on one machine, its PostgreSQL included."""

import asyncio
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import structlog
import typer

from dsr_service.cli.listening import listen, listen_for_metrics
from dsr_service.cli.service import DataDir, Port

if TYPE_CHECKING:
    from dsr_service.settings import Settings

_PATIENCE = 60.0  # seconds for the API to become ready
_DRAIN = 30.0
_PR_SET_PDEATHSIG = 1


def register(app: typer.Typer) -> None:
    app.command("run")(run)


def run(port: Port = None, data_dir: DataDir = None) -> None:
    """Start PostgreSQL (unless DSR_DATABASE_URL is set), migrate, serve the API and work, until Ctrl-C."""
    from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
    from dsr_service.adapters.logs import configure_logs
    from dsr_service.cli.installation import cluster_folder, read_settings, with_database
    from dsr_service.domain.errors import DsrError

    settings = read_settings(port=port, data_dir=data_dir)
    configure_logs(settings.log_level)
    with ExitStack() as stack:
        listening = stack.enter_context(listen(settings.host, settings.port, what="the API", choose="--port"))
        watched = [
            stack.enter_context(listen_for_metrics(settings, port or 0, name))
            for port, name in (
                (settings.metrics_port, "DSR_METRICS_PORT"),
                (settings.worker_metrics_port, "DSR_WORKER_METRICS_PORT"),
            )
        ]
        ready = settings
        if settings.database_url is None:
            settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o711)
            try:
                server = stack.enter_context(
                    EmbeddedPostgres.start(cluster_folder(settings.data_dir), bin_dir=settings.pg_bindir)
                )
            except DsrError as error:
                print(error.detail, file=sys.stderr)
                raise typer.Exit(1) from None
            if not server.database_exists("dsr"):
                server.create_database("dsr")
            if settings.demo and not server.database_exists("kilometre_paris"):
                server.create_database("kilometre_paris")
            ready = with_database(settings, server.dsn("dsr"), server.dsn)
        if settings.database_url is None and settings.demo and not ready.document_alone_waits_hours:
            structlog.get_logger("demo").warning(
                "demo_waits_for_nobody", setting="DSR_DOCUMENT_ALONE_WAITS_HOURS", hours=0
            )
        keys = asyncio.run(_prepare(ready, embedded=settings.database_url is None))
        _supervise(ready, listening, watched, keys)


async def _prepare(settings: "Settings", *, embedded: bool) -> dict[str, str]:
    """Migrate, install the demo shop, load map and registers; returns the keys that are printed."""
    from dsr_service.adapters import demo_shop
    from dsr_service.bootstrap import install, open_runtime
    from dsr_service.storage import migrations

    async with open_runtime(settings) as runtime:
        await migrations.migrate(runtime.engine)
        if embedded and settings.demo:
            await demo_shop.ensure_demo_shop(settings.sources[demo_shop.DATABASE].get_secret_value())
        await install(runtime, settings)
        return await _demo_keys(runtime, settings) if embedded and settings.demo else {}


async def _demo_keys(runtime: Any, settings: "Settings") -> dict[str, str]:
    """One key per role, made once per data folder."""
    from dsr_service.adapters.data_folder import demo_keys_of, keep_demo_keys
    from dsr_service.domain.actors import SYSTEM
    from dsr_service.services import api_keys

    keys = demo_keys_of(settings.data_dir)
    if keys is None:
        async with runtime.operation(SYSTEM) as ctx:
            keys = {
                role.value: (await api_keys.create(ctx, role, name=f"demo-{role}"))[1]
                for role in api_keys.KEY_ROLES
            }
        keep_demo_keys(settings.data_dir, keys)
    return keys


def _supervise(
    settings: "Settings", listening: socket.socket, watched: list[socket.socket], keys: dict[str, str]
) -> None:
    """Run API and worker as processes of their own; start one again that dies; stop both at the end."""
    stop: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: stop.append(received))
    common = ["--data-dir", str(settings.data_dir)]
    api_metrics, worker_metrics = watched
    parts = [
        _Part(
            "serve",
            [*common, "--socket", str(listening.fileno()), "--metrics-socket", str(api_metrics.fileno())],
            (listening, api_metrics),
        ),
        _Part("work", [*common, "--metrics-socket", str(worker_metrics.fileno())], (worker_metrics,)),
    ]
    host, port = listening.getsockname()[:2]
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    deadline = time.monotonic() + _PATIENCE
    announced = False
    while not stop and (announced or time.monotonic() < deadline):
        for part in parts:
            part.keep_alive()
        if not announced and _is_ready(url):
            announced = True
            print(json.dumps({"url": url, "docs": f"{url}/docs", "api_keys": keys}), flush=True)
        time.sleep(0.5 if announced else 0.1)
    for part in parts:
        part.process.terminate()
    for part in parts:
        part.end()
    if not announced and not stop:
        print("The API did not become ready; its log is above.", file=sys.stderr)
        raise typer.Exit(1)


class _Part:
    """One process of the service."""

    def __init__(self, name: str, options: list[str], sockets: Sequence[socket.socket]) -> None:
        self._name, self._options, self._sockets = name, options, sockets
        self.process = self._spawn()

    def keep_alive(self) -> None:
        if self.process.poll() is not None:
            print(
                f"dsr {self._name} ended with status {self.process.returncode}; starting it again",
                file=sys.stderr,
            )
            time.sleep(1)
            self.process = self._spawn()

    def end(self) -> None:
        try:
            self.process.wait(_DRAIN)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def _spawn(self) -> subprocess.Popen[bytes]:
        owner = os.getpid()

        def die_with_owner() -> None:
            """When we are killed, so is the child: no API without its database."""
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != owner:
                os._exit(1)

        return subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "dsr_service.cli", self._name, *self._options],
            pass_fds=[given.fileno() for given in self._sockets],
            stdout=sys.stderr,
            preexec_fn=die_with_owner if sys.platform == "linux" else None,  # noqa: PLW1509 - no threads here yet
        )


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
