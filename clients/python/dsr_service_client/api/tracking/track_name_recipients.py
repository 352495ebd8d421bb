"""POST /v1/track/recipients: ask who the recipients are."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.tracked_recipient_out import TrackedRecipientOut
from ...types import UNSET, Call, Unset


def call(
    *,
    idempotency_key: str | Unset = UNSET,
) -> Call[list[TrackedRecipientOut]]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/track/recipients",
    }
    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> list[TrackedRecipientOut]:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = TrackedRecipientOut.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200
    raise error_of(response)
