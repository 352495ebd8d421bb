"""GET /v1/assertion-keys: list the assertion keys."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.assertion_key_out import AssertionKeyOut
from ...types import Call


def call() -> Call[list[AssertionKeyOut]]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/assertion-keys",
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> list[AssertionKeyOut]:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = AssertionKeyOut.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200
    raise error_of(response)
