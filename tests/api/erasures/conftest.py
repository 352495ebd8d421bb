"""The small shop, and the service over it."""

from contextlib import AsyncExitStack

import pytest

from dsr_service_tests import Service
from erasing import MAP, make_shop, settings


@pytest.fixture
def shop(tmp_path):
    return make_shop(tmp_path)


@pytest.fixture
def changed():
    """Settings of a file's own."""
    return {}


@pytest.fixture
async def service(database, tmp_path, shop, changed):
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, settings(database, tmp_path, shop, **changed))
        answer = await service.clients["dpo"].put("/v1/data-map", json={"content": MAP})
        assert answer.status_code == 200, answer.text
        yield service
