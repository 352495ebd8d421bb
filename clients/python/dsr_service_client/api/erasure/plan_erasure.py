"""POST /v1/requests/{request_id}/erasure-plan: plan the erasure."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.erasure_plan_in import ErasurePlanIn
from ...models.erasure_plan_out import ErasurePlanOut
from ...types import UNSET, Call, Unset


def call(
    request_id: UUID,
    *,
    body: ErasurePlanIn,
    idempotency_key: str | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Call[ErasurePlanOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/requests/{request_id}/erasure-plan".format(
            request_id=quote(str(request_id), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> ErasurePlanOut:
    if response.status_code == 202:
        response_202 = ErasurePlanOut.from_dict(response.json())

        return response_202
    raise error_of(response)
