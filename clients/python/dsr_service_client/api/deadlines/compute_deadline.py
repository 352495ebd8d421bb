"""POST /v1/deadlines/what-if: compute a deadline."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.body import Body
from ...models.what_if_out import WhatIfOut
from ...types import UNSET, Call, Unset


def call(
    *,
    body: Body,
    idempotency_key: str | Unset = UNSET,
) -> Call[WhatIfOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/deadlines/what-if",
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> WhatIfOut:
    if response.status_code == 200:
        response_200 = WhatIfOut.from_dict(response.json())

        return response_200
    raise error_of(response)
