"""POST /v1/legal-holds: set a legal hold."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.hold_in import HoldIn
from ...models.hold_out import HoldOut
from ...types import UNSET, Call, Unset


def call(
    *,
    body: HoldIn,
    idempotency_key: str | Unset = UNSET,
) -> Call[HoldOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/legal-holds",
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> HoldOut:
    if response.status_code == 201:
        response_201 = HoldOut.from_dict(response.json())

        return response_201
    raise error_of(response)
