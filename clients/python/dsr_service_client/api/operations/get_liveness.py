"""GET /healthz: is the process alive?."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.liveness import Liveness
from ...types import Call


def call() -> Call[Liveness]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/healthz",
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> Liveness:
    if response.status_code == 200:
        response_200 = Liveness.from_dict(response.json())

        return response_200
    raise error_of(response)
