"""The FastAPI application: conventions, routes, lifespan."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from dsr_service.api import (
    api_keys,
    deadlines,
    decisions,
    export_packages,
    fulfilment,
    health,
    identity_documents,
    middleware,
    problems,
    registers,
    subject_requests,
)
from dsr_service.services.runtime import Runtime

OpenRuntime = Callable[[], AbstractAsyncContextManager[Runtime]]


def create_app(open_runtime: OpenRuntime, *, hsts: bool = False) -> FastAPI:
    """The application; `open_runtime` gives the process its database and adapters for as long as it lives."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_runtime() as runtime:
            app.state.runtime = runtime
            yield

    app = FastAPI(
        title="dsr_service",
        version="1.0.0",
        summary="Honours the GDPR rights of an online shop's customers.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )
    middleware.install(app, hsts=hsts)
    problems.install(app)
    for noun in (
        subject_requests, identity_documents, deadlines, decisions, fulfilment, export_packages, registers, api_keys,
        health,
    ):  # fmt: skip
        app.include_router(noun.router)
    app.include_router(identity_documents.uploads)
    app.include_router(export_packages.downloads)
    return app
