"""POST /v1/suppressions/lift: allow a purpose again."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.suppression_lift_in import SuppressionLiftIn
from ...models.suppression_lift_out import SuppressionLiftOut
from ...types import UNSET, Call, Unset


def call(
    *,
    body: SuppressionLiftIn,
    idempotency_key: str | Unset = UNSET,
) -> Call[SuppressionLiftOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/suppressions/lift",
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> SuppressionLiftOut:
    if response.status_code == 200:
        response_200 = SuppressionLiftOut.from_dict(response.json())

        return response_200
    raise error_of(response)
