"""POST /v1/processor-callbacks: tell that a processor's order has changed."""

from typing import Any

import httpx

from ...errors import error_of
from ...types import Call, File


def call(
    *,
    body: File,
) -> Call[Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/processor-callbacks",
    }
    _kwargs["content"] = body.payload

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> Any:
    if response.status_code == 202:
        return None
    raise error_of(response)
