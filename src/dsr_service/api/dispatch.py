"""Finds the route of a call by a table and runs it, without the layers that this service has no use for.

The framework asks one route after the other, through a dozen layers, and that costs more than most answers do. The
table holds the routes that run in an operation; all else (pages, uploads, streams, a wrong method or path) the
framework routes itself. docs/decisions/0009-direct-statements.md has the figures.
"""

from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack
from functools import cached_property
from typing import Any, Final, NamedTuple

from fastapi import FastAPI
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dsr_service.api.inventory import Entry, Inventory
from dsr_service.api.middleware import path_of
from dsr_service.api.operation import OperationRoute

_STACKS: Final = ("fastapi_middleware_astack", "fastapi_inner_astack", "fastapi_function_astack")


class Service(FastAPI):
    """The application. Errors become answers in `ApiMiddleware`, limits are kept by the routes: so the framework's own
    layers for both, and that of its telemetry, are left out.
    """

    def build_middleware_stack(self) -> ASGIApp:
        app: ASGIApp = Dispatch(self)
        for layer in reversed(self.user_middleware):
            app = layer.cls(app, *layer.args, **layer.kwargs)
        return app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        if self.middleware_stack is None:
            self.middleware_stack = self.build_middleware_stack()
        scope["app"] = self
        await self.middleware_stack(scope, receive, send)


class _Door(NamedTuple):
    """One route of the table."""

    entry: Entry
    handle: Callable[[Request], Coroutine[Any, Any, Response]]


class Dispatch:
    """The innermost layer: the table, and the framework's router for what is not in it."""

    def __init__(self, app: FastAPI) -> None:
        self._inventory = Inventory(app)
        self._router = AsyncExitStackMiddleware(app.router)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        door = self.find(scope)
        if door is None:
            await self._router(scope, receive, send)
            return
        scope["route"] = door.entry.route
        async with AsyncExitStack() as stack:  # the framework looks for three of them
            for name in _STACKS:
                scope[name] = stack
            answer = await door.handle(Request(scope, receive, send))
        await answer(scope, receive, send)

    def find(self, scope: Scope) -> _Door | None:
        """The route that takes this call, and its parameters into the scope; None leaves it to the framework."""
        if scope["type"] != "http":
            return None
        path = path_of(scope)
        for door in self._table.get(_place(scope["method"], path), ()):
            match = door.entry.pattern.match(path)
            if match:
                convertors = door.entry.context.param_convertors
                scope["path_params"] = {
                    name: convertors[name].convert(text) for name, text in match.groupdict().items()
                }
                return door
        return None

    @cached_property
    def _table(self) -> dict[tuple[str, int, str], list[_Door]]:
        table: dict[tuple[str, int, str], list[_Door]] = {}
        for door, methods in self._doors():
            for method in methods:
                table.setdefault(_place(method, door.entry.path), []).append(door)
        return table

    def _doors(self) -> Iterator[tuple[_Door, frozenset[str]]]:
        for entry in self._inventory:
            # what an inclusion adds to its routes, only the framework knows
            is_plain = isinstance(entry.route, OperationRoute) and entry.path == entry.route.path_format
            if is_plain and len(entry.context.dependencies) == len(entry.route.dependencies):
                yield _Door(entry, entry.route.get_route_handler()), entry.methods


def _place(method: str, path: str) -> tuple[str, int, str]:
    """Under which calls are looked up: `/v1/requests/{request_id}` is ("GET", 3, "requests")."""
    noun = path.split("/", 3)
    return method, path.count("/"), noun[2] if len(noun) > 2 else ""
