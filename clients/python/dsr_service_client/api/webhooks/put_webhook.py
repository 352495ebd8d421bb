"""PUT /v1/webhooks/{endpoint_id}: change an endpoint."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.webhook_in import WebhookIn
from ...models.webhook_out import WebhookOut
from ...types import UNSET, Call, Unset


def call(
    endpoint_id: UUID,
    *,
    body: WebhookIn,
    if_match: str | Unset = UNSET,
) -> Call[WebhookOut]:
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "PUT",
        "url": "/v1/webhooks/{endpoint_id}".format(
            endpoint_id=quote(str(endpoint_id), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> WebhookOut:
    if response.status_code == 200:
        response_200 = WebhookOut.from_dict(response.json())

        return response_200
    raise error_of(response)
