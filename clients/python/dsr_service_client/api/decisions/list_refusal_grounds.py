"""GET /v1/requests/{request_id}/rights/{right}/grounds: list the grounds on offer."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.ground_out import GroundOut
from ...models.right import Right
from ...types import UNSET, Call, Unset


def call(
    request_id: UUID,
    right: Right,
    *,
    purpose: None | str | Unset = UNSET,
) -> Call[list[GroundOut]]:

    params: dict[str, Any] = {}

    json_purpose: None | str | Unset
    if isinstance(purpose, Unset):
        json_purpose = UNSET
    else:
        json_purpose = purpose
    params["purpose"] = json_purpose

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/requests/{request_id}/rights/{right}/grounds".format(
            request_id=quote(str(request_id), safe=""),
            right=quote(str(right), safe=""),
        ),
        "params": params,
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> list[GroundOut]:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = GroundOut.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200
    raise error_of(response)
