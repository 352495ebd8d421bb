"""GET /v1/requests/{request_id}/fee: read the fee of a request."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.fee_out import FeeOut
from ...types import Call


def call(
    request_id: UUID,
) -> Call[FeeOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/requests/{request_id}/fee".format(
            request_id=quote(str(request_id), safe=""),
        ),
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> FeeOut:
    if response.status_code == 200:
        response_200 = FeeOut.from_dict(response.json())

        return response_200
    raise error_of(response)
