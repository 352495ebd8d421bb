"""GET /v1/requests/{request_id}/fulfilment/events: follow the fulfilment as it happens."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...types import Call


def call(
    request_id: UUID,
) -> Call[bytes | Any]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/requests/{request_id}/fulfilment/events".format(
            request_id=quote(str(request_id), safe=""),
        ),
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> bytes | Any:
    if response.status_code == 200:
        return response.content
    if response.status_code == 204:
        return None
    raise error_of(response)
