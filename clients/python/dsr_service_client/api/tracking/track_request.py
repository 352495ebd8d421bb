"""GET /v1/track/request: follow the own request."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.tracked_request_out import TrackedRequestOut
from ...types import Call


def call() -> Call[TrackedRequestOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/track/request",
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> TrackedRequestOut:
    if response.status_code == 200:
        response_200 = TrackedRequestOut.from_dict(response.json())

        return response_200
    raise error_of(response)
