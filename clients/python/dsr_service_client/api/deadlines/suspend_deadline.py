"""POST /v1/requests/{request_id}/suspensions: suspend the clock."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.suspension_in import SuspensionIn
from ...models.suspension_out import SuspensionOut
from ...types import UNSET, Call, Unset


def call(
    request_id: UUID,
    *,
    body: SuspensionIn,
    idempotency_key: str | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Call[SuspensionOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/requests/{request_id}/suspensions".format(
            request_id=quote(str(request_id), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> SuspensionOut:
    if response.status_code == 201:
        response_201 = SuspensionOut.from_dict(response.json())

        return response_201
    raise error_of(response)
