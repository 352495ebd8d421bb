"""POST /v1/restrictions/check: ask what may be done with a person's data."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.check_in import CheckIn
from ...models.check_out import CheckOut
from ...types import UNSET, Call, Unset


def call(
    *,
    body: CheckIn,
    idempotency_key: str | Unset = UNSET,
) -> Call[CheckOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/restrictions/check",
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> CheckOut:
    if response.status_code == 200:
        response_200 = CheckOut.from_dict(response.json())

        return response_200
    raise error_of(response)
