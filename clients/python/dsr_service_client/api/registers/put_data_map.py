"""PUT /v1/data-map: put a data map in force."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.data_map_in import DataMapIn
from ...models.data_map_out import DataMapOut
from ...types import UNSET, Call, Unset


def call(
    *,
    body: DataMapIn,
    if_match: str | Unset = UNSET,
) -> Call[DataMapOut]:
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "PUT",
        "url": "/v1/data-map",
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> DataMapOut:
    if response.status_code == 200:
        response_200 = DataMapOut.from_dict(response.json())

        return response_200
    raise error_of(response)
