"""`dsr serve`, `dsr work`, `dsr migrate`: the parts of the service, in any number of processes."""

import asyncio
import os
import signal
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dsr_service.adapters.metrics import Metrics

Port = Annotated[int | None, typer.Option(help="Port of the API; 0 takes a free one.")]
MetricsSocket = Annotated[
    int | None, typer.Option(hidden=True, help="An open listening socket for /metrics.")
]
DataDir = Annotated[str | None, typer.Option(help="Folder of the embedded installation.")]


def register(app: typer.Typer) -> None:
    app.command("serve")(serve)
    app.command("work")(work)
    app.command("migrate")(migrate)


def serve(
    port: Port = None,
    data_dir: DataDir = None,
    socket: Annotated[int | None, typer.Option(hidden=True, help="An open listening socket.")] = None,
    metrics_socket: MetricsSocket = None,
) -> None:
    """Serve the API."""
    import uvicorn

    from dsr_service.adapters import collector
    from dsr_service.adapters.clock import SystemClock
    from dsr_service.adapters.http_protocol import server_options
    from dsr_service.adapters.logs import configure_logs
    from dsr_service.api.access_log import AccessLog
    from dsr_service.app import Surface, create_app
    from dsr_service.bootstrap import open_runtime
    from dsr_service.cli.installation import attached, read_settings
    from dsr_service.cli.listening import metrics_of

    settings = attached(read_settings(port=port, data_dir=data_dir))
    configure_logs(settings.log_level)
    surface = Surface(
        hsts=settings.hsts,
        public_url=settings.public_url,
        trusted_proxies=settings.trusted_proxies,
        docs_public=settings.docs_public,
        calls_per_credential=settings.calls_per_credential,
        calls_per_address=settings.calls_per_address,
        access_log=AccessLog(SystemClock().now) if settings.log_level in ("debug", "info") else None,
    )
    with metrics_of(settings, settings.metrics_port, "DSR_METRICS_PORT", metrics_socket) as metrics:
        app = create_app(lambda: open_runtime(settings), replace(surface, metrics=metrics))
        collector.spare()
        uvicorn.run(
            app,
            host=settings.host,
            port=settings.port,
            fd=socket,
            timeout_graceful_shutdown=25,
            **server_options(),
        )


def work(data_dir: DataDir = None, metrics_socket: MetricsSocket = None) -> None:
    """Run background jobs until SIGTERM, then drain (under 30 s)."""
    from dsr_service import worker
    from dsr_service.adapters import collector
    from dsr_service.adapters.event_loop import event_loop
    from dsr_service.adapters.job_runner import RunnerSettings
    from dsr_service.adapters.logs import configure_logs
    from dsr_service.bootstrap import open_runtime
    from dsr_service.cli.installation import attached, read_settings
    from dsr_service.cli.listening import metrics_of

    settings = attached(read_settings(data_dir=data_dir))
    configure_logs(settings.log_level)

    async def run(metrics: "Metrics | None") -> int:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        async with open_runtime(settings) as runtime:
            return await worker.work(
                runtime,
                database_url=runtime.engine.url.render_as_string(hide_password=False),
                zone=settings.zone,
                settings=RunnerSettings(
                    concurrency=settings.worker_concurrency, per_source=settings.source_concurrency
                ),
                stop=stop,
                metrics=metrics,
            )

    with metrics_of(
        settings, settings.worker_metrics_port, "DSR_WORKER_METRICS_PORT", metrics_socket
    ) as metrics:
        collector.spare()
        with asyncio.Runner(loop_factory=event_loop) as runner:
            stuck = runner.run(run(metrics))
    if stuck:
        os._exit(0)  # a thread that won't end must not outlive the drain; its job goes to another worker


def migrate(
    revision: Annotated[str, typer.Argument(help="head, base, or a revision to go up or down to.")] = "head",
    data_dir: DataDir = None,
) -> None:
    """Bring the database's schema to the newest (or another) revision."""
    from dsr_service.bootstrap import engine_of
    from dsr_service.cli.installation import attached, read_settings
    from dsr_service.storage import migrations

    settings = attached(read_settings(data_dir=data_dir))

    async def run() -> None:
        engine = engine_of(settings)
        try:
            await migrations.migrate(engine, revision)
        finally:
            await engine.dispose()

    asyncio.run(run())
