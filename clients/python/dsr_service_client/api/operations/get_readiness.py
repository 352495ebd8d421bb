"""GET /readyz: can the process serve?."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.readiness import Readiness
from ...types import Call


def call() -> Call[Readiness]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/readyz",
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> Readiness:
    if response.status_code == 200:
        response_200 = Readiness.from_dict(response.json())

        return response_200
    raise error_of(response)
