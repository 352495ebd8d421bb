"""POST /v1/requests/search: search by identifier."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.page_request_out import PageRequestOut
from ...models.search_in import SearchIn
from ...types import UNSET, Call, Unset


def call(
    *,
    body: SearchIn,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Call[PageRequestOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    params: dict[str, Any] = {}

    params["limit"] = limit

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/requests/search",
        "params": params,
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> PageRequestOut:
    if response.status_code == 200:
        response_200 = PageRequestOut.from_dict(response.json())

        return response_200
    raise error_of(response)
