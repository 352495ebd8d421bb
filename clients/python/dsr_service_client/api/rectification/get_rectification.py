"""GET /v1/requests/{request_id}/rectification: look at a rectification."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.rectification_out import RectificationOut
from ...types import Call


def call(
    request_id: UUID,
) -> Call[RectificationOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/requests/{request_id}/rectification".format(
            request_id=quote(str(request_id), safe=""),
        ),
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> RectificationOut:
    if response.status_code == 200:
        response_200 = RectificationOut.from_dict(response.json())

        return response_200
    raise error_of(response)
