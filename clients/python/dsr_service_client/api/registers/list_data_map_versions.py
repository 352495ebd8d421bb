"""GET /v1/data-map/versions: list the versions of the data map."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.page_data_map_version_out import PageDataMapVersionOut
from ...types import UNSET, Call, Unset


def call(
    *,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> Call[PageDataMapVersionOut]:

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
        "method": "GET",
        "url": "/v1/data-map/versions",
        "params": params,
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> PageDataMapVersionOut:
    if response.status_code == 200:
        response_200 = PageDataMapVersionOut.from_dict(response.json())

        return response_200
    raise error_of(response)
