"""GET /v1/data-map/schema: read the json schema of the data map's format."""

from typing import Any, cast

import httpx

from ...errors import error_of
from ...types import Call


def call() -> Call[Any]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/data-map/schema",
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> Any:
    if response.status_code == 200:
        return cast(Any, response.json())
    raise error_of(response)
