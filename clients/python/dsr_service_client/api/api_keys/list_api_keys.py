"""GET /v1/api-keys: list the api keys."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.api_key_out import ApiKeyOut
from ...types import Call


def call() -> Call[list[ApiKeyOut]]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/api-keys",
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> list[ApiKeyOut]:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = ApiKeyOut.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200
    raise error_of(response)
