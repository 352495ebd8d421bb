"""What the tests share: the service in this process, its callers and its clock."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import text

from dsr_service import worker
from dsr_service.adapters.clock import FixedClock
from dsr_service.adapters.job_runner import RunnerSettings
from dsr_service.adapters.metrics import Metrics
from dsr_service.api.event_streams import EventStreams
from dsr_service.app import Surface, create_app
from dsr_service.bootstrap import open_runtime
from dsr_service.domain.actors import SYSTEM, Role
from dsr_service.services import api_keys
from dsr_service.services.runtime import Runtime
from dsr_service.settings import Settings

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def settings_for(database: str, folder: Path, **changed: Any) -> Settings:
    values: dict[str, Any] = {
        "database_url": database,
        "data_dir": folder / "data",
        "secret_key": "0123456789abcdef0123456789abcdef",
        "key_encryption_keys": "9o4Yx3l0mYv0m0Zp7mJ2oX8w0d3oQ5u5b1k1h8n8e0c=",
        "pool_size": 5,
        "database_timeout": 20,  # the machine of the tests may be busy; tests/faults holds the real limits
        "answer_within": 30,
    }
    return Settings(**{**values, **changed})


@dataclass
class Service:
    app: FastAPI
    runtime: Runtime
    clock: FixedClock
    keys: dict[str, str]
    clients: dict[str, httpx.AsyncClient]
    data_dir: Path

    @classmethod
    async def start(
        cls, stack: AsyncExitStack, settings: Settings, metrics: Metrics | None = None
    ) -> "Service":
        clock = FixedClock(START)
        app = create_app(lambda: open_runtime(settings, clock=clock), Surface(metrics=metrics))
        await stack.enter_async_context(app.router.lifespan_context(app))
        app.state.event_streams = EventStreams(every=0.02, heartbeat=0.1, life=0.5)  # httpx reads to the end
        runtime = app.state.runtime
        keys = {}
        async with runtime.operation(SYSTEM) as ctx:
            for role in api_keys.KEY_ROLES:
                keys[role.value] = (await api_keys.create(ctx, role, name=role.value))[1]
            keys["staff_2"] = (await api_keys.create(ctx, Role.STAFF, name="staff_2"))[1]
            keys["storefront_2"] = (await api_keys.create(ctx, Role.STOREFRONT, name="storefront_2"))[1]
        clients = {
            name: await stack.enter_async_context(client_of(app, {"Authorization": f"Bearer {key}"}))
            for name, key in keys.items()
        }
        clients["nobody"] = await stack.enter_async_context(client_of(app, {}))
        return cls(app, runtime, clock, keys, clients, settings.data_dir)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Runtime]:
        """This service's runtime, for a second application beside it."""
        yield self.runtime

    async def run_jobs(
        self,
        until: Callable[[], Awaitable[bool]] | None = None,
        patience: float = 150.0,
        metrics: Metrics | None = None,
    ) -> None:
        """Work, as `dsr work` does, until nothing is due, waits or runs, or until the condition holds."""
        stop = asyncio.Event()
        working = asyncio.create_task(
            worker.work(
                self.runtime,
                database_url=self.runtime.engine.url.render_as_string(hide_password=False),
                zone=self.runtime.policy.zone,
                settings=RunnerSettings(poll=0.05, lease=30.0),  # the machine may be busy
                stop=stop,
                metrics=metrics,
            )
        )
        try:
            async with asyncio.timeout(patience):
                while not await (until or self._idle)():
                    await asyncio.sleep(0.05)
        finally:
            stop.set()
            await working

    async def _idle(self) -> bool:
        """What is put off or periodic counts from its time on, whether a worker has seen that or not."""
        async with self.runtime.operation(SYSTEM) as ctx:
            return not await ctx.session.scalar(_TO_DO, {"now": self.runtime.clock.now()})


_TO_DO = text(
    "SELECT EXISTS (SELECT FROM jobs WHERE state IN ('waiting', 'running')"
    " OR state = 'scheduled' AND run_after <= :now AND retry_at <= clock_timestamp())"
    " OR EXISTS (SELECT FROM job_schedules WHERE next_at <= :now)"
)


def client_of(app: FastAPI, headers: dict[str, str]) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
        base_url="http://test",
        headers=headers,
    )


def submission(*rights: str, email: str = "camille.martin@example.com", **more: Any) -> dict[str, Any]:
    particulars: dict[str, Any] = {}
    if "objection" in rights:
        particulars["objection"] = {"purposes": ["direct_marketing"]}
    if "rectification" in rights:
        particulars["rectification"] = [{"field": "city", "new_value": "Lyon"}]
    return {
        "rights": list(rights or ("access",)),
        "subject": {"name": "Camille Martin", "identifiers": [{"type": "email", "value": email}]},
        "particulars": particulars,
        **more,
    }
