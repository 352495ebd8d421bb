"""POST /v1/webhooks: register an endpoint."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.new_webhook_out import NewWebhookOut
from ...models.webhook_in import WebhookIn
from ...types import UNSET, Call, Unset


def call(
    *,
    body: WebhookIn,
    idempotency_key: str | Unset = UNSET,
) -> Call[NewWebhookOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/webhooks",
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> NewWebhookOut:
    if response.status_code == 201:
        response_201 = NewWebhookOut.from_dict(response.json())

        return response_201
    raise error_of(response)
