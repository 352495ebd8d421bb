"""The FastAPI application: conventions, routes, lifespan."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial

from fastapi import Depends, FastAPI

from dsr_service.adapters.metrics import Metrics
from dsr_service.api import (
    access_links,
    api_keys,
    assertion_keys,
    data_map_changes,
    deadline_reports,
    deadlines,
    decisions,
    docs_page,
    erasures,
    event_streams,
    export_packages,
    fees,
    fulfilment,
    health,
    identity_documents,
    identity_proofs,
    identity_views,
    jobs,
    known_channels,
    legal_holds,
    letters,
    manual_tasks,
    messages,
    middleware,
    outgoing_letters,
    problems,
    processor_callbacks,
    rate_limits,
    receipts,
    recipient_notices,
    rectifications,
    redactions,
    registers,
    requester_evidence,
    restrictions,
    retention_rules,
    subject_requests,
    suppressions,
    tracked_recipients,
    tracking,
    tracking_page,
    transfers,
    webhook_events,
    webhooks,
)
from dsr_service.api.access_log import AccessLog
from dsr_service.api.dispatch import Service
from dsr_service.api.operation import authenticated
from dsr_service.services import measurements
from dsr_service.services.runtime import Runtime

OpenRuntime = Callable[[], AbstractAsyncContextManager[Runtime]]


@dataclass(frozen=True, slots=True)
class Surface:
    """How the API meets its network: what an operator decides about it."""

    hsts: bool = False
    public_url: str | None = None
    trusted_proxies: tuple[str, ...] = ()
    docs_public: bool = True
    calls_per_credential: int = 30_000  # a minute
    calls_per_address: int = 600
    access_log: AccessLog | None = None
    metrics: Metrics | None = None

    def watch(self, runtime: Runtime) -> None:
        if self.metrics is not None:
            self.metrics.watch_pool(runtime.engine.pool)
            self.metrics.watch_state(partial(measurements.take, runtime))


_NOUNS = (
    subject_requests, identity_documents, deadlines, deadline_reports, messages, decisions, fulfilment, erasures,
    export_packages, redactions, transfers, receipts, registers, api_keys, jobs, health, restrictions,
    retention_rules, legal_holds, suppressions, rectifications, data_map_changes, manual_tasks, processor_callbacks,
    letters, webhooks, identity_views, recipient_notices, outgoing_letters, fees,
)  # fmt: skip
_OF_IDENTITY = (
    identity_proofs.router, assertion_keys.router, known_channels.router, requester_evidence.router,
    access_links.router, tracking.router, tracked_recipients.router, tracking.uploads, tracking.downloads,
    tracking_page.router,
)  # fmt: skip
_BESIDE = (  # routes of the same nouns that answer otherwise than in one transaction, or to others
    identity_documents.uploads, messages.undelivered, identity_views.pages, export_packages.downloads,
    redactions.previews, transfers.keys, fulfilment.streams, suppressions.downloads, erasures.keys,
    recipient_notices.keys,
)  # fmt: skip


def create_app(open_runtime: OpenRuntime, surface: Surface = Surface()) -> FastAPI:
    """The application; `open_runtime` gives the process its database and adapters for as long as it lives."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_runtime() as runtime:
            app.state.runtime = runtime
            surface.watch(runtime)
            app.state.rate_limiter = rate_limits.RateLimiter(
                rate_limits.shared_buckets(runtime.engine),
                runtime.cursor_key,
                per_credential=surface.calls_per_credential,
                per_address=surface.calls_per_address,
            )
            yield
        if surface.access_log is not None:
            surface.access_log.flush()

    app = Service(
        title="dsr_service",
        version="1.0.0",
        summary="Honours the GDPR rights of an online shop's customers.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,  # a redirect would repeat the caller's Host
    )
    origin = surface.public_url.rstrip("/") if surface.public_url else None
    middleware.install(
        app,
        hsts=surface.hsts,
        trusted_proxies=surface.trusted_proxies,
        own_origin=origin,
        problem_base=origin or "",
        access_log=surface.access_log,
        observe=surface.metrics.call if surface.metrics else None,
    )
    problems.install(app, base=origin or "")
    rate_limits.install_public(app, per_address=surface.calls_per_address)
    docs_page.install(
        app, guard=(Depends(rate_limits.public_call),) if surface.docs_public else (Depends(authenticated),)
    )
    _include_routes(app)
    return app


def _include_routes(app: FastAPI) -> None:
    for router in (*(noun.router for noun in _NOUNS), *_OF_IDENTITY, *_BESIDE):
        app.include_router(router)
    app.state.event_streams = event_streams.EventStreams()
    webhook_events.declare(app)
