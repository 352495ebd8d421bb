"""POST /v1/requests/{request_id}/rights/{right}/settlement: record a right as carried out."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.request_out import RequestOut
from ...models.right import Right
from ...models.settlement_in import SettlementIn
from ...types import UNSET, Call, Unset


def call(
    request_id: UUID,
    right: Right,
    *,
    body: SettlementIn,
    idempotency_key: str | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Call[RequestOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/requests/{request_id}/rights/{right}/settlement".format(
            request_id=quote(str(request_id), safe=""),
            right=quote(str(right), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> RequestOut:
    if response.status_code == 200:
        response_200 = RequestOut.from_dict(response.json())

        return response_200
    raise error_of(response)
