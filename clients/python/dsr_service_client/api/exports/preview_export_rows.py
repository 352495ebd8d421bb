"""GET /v1/requests/{request_id}/exports/{export_id}/rows: look through a package before its release."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.page_previewed_row import PagePreviewedRow
from ...models.view_reason import ViewReason
from ...types import UNSET, Call, Unset


def call(
    request_id: UUID,
    export_id: UUID,
    *,
    collection: str,
    reason: ViewReason,
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> Call[PagePreviewedRow]:

    params: dict[str, Any] = {}

    params["collection"] = collection

    json_reason = reason.value
    params["reason"] = json_reason

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
        "url": "/v1/requests/{request_id}/exports/{export_id}/rows".format(
            request_id=quote(str(request_id), safe=""),
            export_id=quote(str(export_id), safe=""),
        ),
        "params": params,
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> PagePreviewedRow:
    if response.status_code == 200:
        response_200 = PagePreviewedRow.from_dict(response.json())

        return response_200
    raise error_of(response)
