"""GET /v1/suppressions: read or follow the suppression list."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.suppression_page import SuppressionPage
from ...types import UNSET, Call, Unset


def call(
    *,
    purpose: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> Call[SuppressionPage]:

    params: dict[str, Any] = {}

    json_purpose: None | str | Unset
    if isinstance(purpose, Unset):
        json_purpose = UNSET
    else:
        json_purpose = purpose
    params["purpose"] = json_purpose

    params["limit"] = limit

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/suppressions",
        "params": params,
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> SuppressionPage:
    if response.status_code == 200:
        response_200 = SuppressionPage.from_dict(response.json())

        return response_200
    raise error_of(response)
