"""POST /v1/track/identity-codes: have a one-time code sent."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.sent_out import SentOut
from ...types import UNSET, Call, Unset


def call(
    *,
    idempotency_key: str | Unset = UNSET,
) -> Call[SentOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/track/identity-codes",
    }
    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> SentOut:
    if response.status_code == 202:
        response_202 = SentOut.from_dict(response.json())

        return response_202
    raise error_of(response)
