from datetime import UTC, datetime

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from dsr_service.api import middleware, problems
from dsr_service.api.deprecation import deprecated
from dsr_service.api.strict_json import StrictRoute
from dsr_service.domain.errors import NotFound

SINCE, SUNSET = datetime(2026, 11, 23, tzinfo=UTC), datetime(2027, 11, 23, tzinfo=UTC)


async def test_each_answer_says_that_the_operation_is_to_go():
    app = FastAPI()
    router = APIRouter(route_class=StrictRoute)

    @router.get("/old", deprecated=True)
    @deprecated(SINCE, SUNSET, explained_at="/docs#old")
    async def old() -> None:
        raise NotFound

    @router.get("/new")
    async def new() -> str:
        return "new"

    app.include_router(router)
    problems.install(app)
    middleware.install(app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api.test") as client:
        answer = await client.get("/old")
        other = await client.get("/new")
    assert answer.status_code == 404
    assert answer.headers["deprecation"] == "@1795392000"
    assert answer.headers["sunset"] == "Tue, 23 Nov 2027 00:00:00 GMT"
    assert answer.headers["link"] == '</docs#old>; rel="deprecation"'
    assert not {"deprecation", "sunset", "link"} & set(other.headers)


def test_a_sunset_before_the_deprecation_is_a_mistake():
    with pytest.raises(ValueError, match="deprecated before"):
        deprecated(SUNSET, SINCE, explained_at="/docs")
