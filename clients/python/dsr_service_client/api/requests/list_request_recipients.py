"""GET /v1/requests/{request_id}/recipients: list who receives the person's data."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.disclosures_out import DisclosuresOut
from ...types import Call


def call(
    request_id: UUID,
) -> Call[DisclosuresOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/requests/{request_id}/recipients".format(
            request_id=quote(str(request_id), safe=""),
        ),
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> DisclosuresOut:
    if response.status_code == 200:
        response_200 = DisclosuresOut.from_dict(response.json())

        return response_200
    raise error_of(response)
