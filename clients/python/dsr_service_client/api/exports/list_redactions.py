"""GET /v1/requests/{request_id}/exports/{export_id}/redactions: list what was struck."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.page_redaction_out import PageRedactionOut
from ...types import UNSET, Call, Unset


def call(
    request_id: UUID,
    export_id: UUID,
    *,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> Call[PageRedactionOut]:

    params: dict[str, Any] = {}

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    params["limit"] = limit

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/requests/{request_id}/exports/{export_id}/redactions".format(
            request_id=quote(str(request_id), safe=""),
            export_id=quote(str(export_id), safe=""),
        ),
        "params": params,
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> PageRedactionOut:
    if response.status_code == 200:
        response_200 = PageRedactionOut.from_dict(response.json())

        return response_200
    raise error_of(response)
