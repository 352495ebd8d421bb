"""GET /v1/requests/{request_id}/deadline: explain the deadline."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.clock_out import ClockOut
from ...types import Call


def call(
    request_id: UUID,
) -> Call[ClockOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/requests/{request_id}/deadline".format(
            request_id=quote(str(request_id), safe=""),
        ),
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> ClockOut:
    if response.status_code == 200:
        response_200 = ClockOut.from_dict(response.json())

        return response_200
    raise error_of(response)
