"""GET /v1/webhooks: list the endpoints."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.webhook_out import WebhookOut
from ...types import Call


def call() -> Call[list[WebhookOut]]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/webhooks",
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> list[WebhookOut]:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = WebhookOut.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200
    raise error_of(response)
