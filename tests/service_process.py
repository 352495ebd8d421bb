"""The service on a real socket, in a thread of this process: for clients that know nothing of ASGI."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import uvicorn

from dsr_service.adapters.http_protocol import server_options
from dsr_service.app import Surface, create_app
from dsr_service.bootstrap import open_runtime
from dsr_service.domain.actors import SYSTEM
from dsr_service.services import api_keys
from dsr_service.settings import Settings

GENEROUS = Surface(calls_per_credential=10_000_000, calls_per_address=10_000_000)


@dataclass(frozen=True)
class Served:
    url: str
    keys: dict[str, str]


@contextmanager
def served(
    settings: Settings, surface: Surface = GENEROUS, wrap: Callable[[Any], Any] = lambda app: app
) -> Iterator[Served]:
    keys: dict[str, str] = {}
    app = create_app(lambda: open_runtime(settings), surface)
    server = uvicorn.Server(uvicorn.Config(wrap(app), port=0, **server_options()))
    failed: list[BaseException] = []

    async def run() -> None:
        async with open_runtime(settings) as runtime, runtime.operation(SYSTEM) as ctx:
            for role in api_keys.KEY_ROLES:
                keys[role.value] = (await api_keys.create(ctx, role, name=role.value))[1]
        await server.serve()

    def thread_main() -> None:
        try:
            asyncio.run(run())
        except BaseException as error:  # noqa: BLE001 told to the test below
            failed.append(error)

    thread = threading.Thread(target=thread_main, daemon=True)
    thread.start()
    while not server.started:
        if failed or not thread.is_alive():
            raise RuntimeError(f"the service did not start: {failed}")
        time.sleep(0.02)
    port: Any = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Served(f"http://127.0.0.1:{port}", keys)
    finally:
        server.should_exit = True
        thread.join(30)
