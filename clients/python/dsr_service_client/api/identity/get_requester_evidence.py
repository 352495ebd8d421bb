"""GET /v1/requests/{request_id}/evidence: read what the requester has to show."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.standing_out import StandingOut
from ...types import Call


def call(
    request_id: UUID,
) -> Call[StandingOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/requests/{request_id}/evidence".format(
            request_id=quote(str(request_id), safe=""),
        ),
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> StandingOut:
    if response.status_code == 200:
        response_200 = StandingOut.from_dict(response.json())

        return response_200
    raise error_of(response)
