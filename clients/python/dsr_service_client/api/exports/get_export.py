"""GET /v1/requests/{request_id}/exports/{export_id}: read about a package."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.export_out import ExportOut
from ...types import Call


def call(
    request_id: UUID,
    export_id: UUID,
) -> Call[ExportOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/requests/{request_id}/exports/{export_id}".format(
            request_id=quote(str(request_id), safe=""),
            export_id=quote(str(export_id), safe=""),
        ),
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> ExportOut:
    if response.status_code == 200:
        response_200 = ExportOut.from_dict(response.json())

        return response_200
    raise error_of(response)
