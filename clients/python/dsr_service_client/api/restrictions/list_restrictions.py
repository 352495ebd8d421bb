"""GET /v1/requests/{request_id}/restrictions: list the restrictions of a request."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.restriction_out import RestrictionOut
from ...types import Call


def call(
    request_id: UUID,
) -> Call[list[RestrictionOut]]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/requests/{request_id}/restrictions".format(
            request_id=quote(str(request_id), safe=""),
        ),
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> list[RestrictionOut]:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = RestrictionOut.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200
    raise error_of(response)
