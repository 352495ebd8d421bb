from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from conventions_app import build


@pytest.fixture(scope="session")
def app() -> FastAPI:
    return build()


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, client=("198.51.100.7", 4000))
    async with httpx.AsyncClient(transport=transport, base_url="http://api.test") as client:
        yield client
