"""POST /v1/webhooks/{endpoint_id}/secret-rotation: give an endpoint another secret."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.new_webhook_out import NewWebhookOut
from ...models.secret_rotation_in import SecretRotationIn
from ...types import UNSET, Call, Unset


def call(
    endpoint_id: UUID,
    *,
    body: SecretRotationIn,
    idempotency_key: str | Unset = UNSET,
) -> Call[NewWebhookOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/webhooks/{endpoint_id}/secret-rotation".format(
            endpoint_id=quote(str(endpoint_id), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> NewWebhookOut:
    if response.status_code == 200:
        response_200 = NewWebhookOut.from_dict(response.json())

        return response_200
    raise error_of(response)
