"""The table finds what the framework's router would find, and leaves the rest to it."""

import gc
import weakref
from contextlib import AsyncExitStack

import pytest
from starlette.routing import Match

from dsr_service.api.dispatch import Dispatch
from dsr_service.api.inventory import Inventory
from dsr_service.api.operation import OperationRoute
from dsr_service_tests import Service, settings_for

ID = "01900000-0000-7000-8000-000000000005"


def scope_of(app, method, path):
    return {"type": "http", "method": method, "path": path, "root_path": "", "app": app, "headers": []}


def routed(app, method, path):
    """What the framework runs: the route's path and its parameters."""
    scope = scope_of(app, method, path)
    for route in app.routes:
        match, _ = route.matches(scope)
        if match is Match.FULL:
            _, child, found, context = route._match(scope)
            return (context.path_format, child["path_params"]) if context else (found.path_format, {})
    return None


def concrete(entry):
    return [
        entry.path.format(**dict.fromkeys(entry.context.param_convertors, value)) for value in (ID, "word")
    ]


def test_every_operation_is_found_as_the_framework_finds_it(service):
    app = service.app
    table, found = Dispatch(app), 0
    for entry in Inventory(app).operations:
        for path in concrete(entry):
            for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
                scope = scope_of(app, method, path)
                door = table.find(scope)
                if door is None:
                    continue
                found += 1
                assert routed(app, method, path) == (door.entry.path, scope["path_params"])
    assert found > 150


def test_every_route_that_runs_in_an_operation_is_in_the_table(service):
    doors = {
        (method, door.entry.path)
        for (method, *_), doors in Dispatch(service.app)._table.items()
        for door in doors
    }
    assert doors == {
        (method, entry.path)
        for entry in Inventory(service.app).operations
        if isinstance(entry.route, OperationRoute)
        for method in entry.methods
    }


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/requests/no-id"),
        ("DELETE", "/v1/requests"),
        ("GET", "/v1/requests/"),
        ("GET", "/"),
        ("GET", ""),
    ],
)
def test_what_is_not_there_is_left_to_the_framework(service, method, path):
    assert Dispatch(service.app).find(scope_of(service.app, method, path)) is None


async def test_an_application_that_is_over_is_given_up(database, tmp_path):
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, settings_for(database, tmp_path))
        assert (await service.clients["staff"].get("/openapi.json")).status_code == 200
        app = weakref.ref(service.app)
    del service, stack
    gc.collect()
    assert app() is None
