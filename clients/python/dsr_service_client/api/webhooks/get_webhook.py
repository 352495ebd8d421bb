"""GET /v1/webhooks/{endpoint_id}: read an endpoint."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.webhook_out import WebhookOut
from ...types import Call


def call(
    endpoint_id: UUID,
) -> Call[WebhookOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/webhooks/{endpoint_id}".format(
            endpoint_id=quote(str(endpoint_id), safe=""),
        ),
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> WebhookOut:
    if response.status_code == 200:
        response_200 = WebhookOut.from_dict(response.json())

        return response_200
    raise error_of(response)
