"""POST /v1/webhooks/{endpoint_id}/tests: send a test event."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.delivery_out import DeliveryOut
from ...types import UNSET, Call, Unset


def call(
    endpoint_id: UUID,
    *,
    idempotency_key: str | Unset = UNSET,
) -> Call[DeliveryOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/webhooks/{endpoint_id}/tests".format(
            endpoint_id=quote(str(endpoint_id), safe=""),
        ),
    }
    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> DeliveryOut:
    if response.status_code == 202:
        response_202 = DeliveryOut.from_dict(response.json())

        return response_202
    raise error_of(response)
