"""POST /v1/requests/{request_id}/fee/waiver: waive a fee."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.fee_out import FeeOut
from ...types import UNSET, Call, Unset


def call(
    request_id: UUID,
    *,
    idempotency_key: str | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Call[FeeOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/requests/{request_id}/fee/waiver".format(
            request_id=quote(str(request_id), safe=""),
        ),
    }
    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> FeeOut:
    if response.status_code == 200:
        response_200 = FeeOut.from_dict(response.json())

        return response_200
    raise error_of(response)
