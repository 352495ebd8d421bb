"""GET /v1/track/exports/{export_id}/content: fetch a package."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.track_download_export_format import TrackDownloadExportFormat
from ...types import UNSET, Call, Unset


def call(
    export_id: UUID,
    *,
    format_: TrackDownloadExportFormat | Unset = TrackDownloadExportFormat.ZIP,
    collection: None | str | Unset = UNSET,
    if_match: str | Unset = UNSET,
    range_: str | Unset = UNSET,
    if_range: str | Unset = UNSET,
) -> Call[bytes]:
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    if not isinstance(range_, Unset):
        headers["Range"] = range_

    if not isinstance(if_range, Unset):
        headers["If-Range"] = if_range

    params: dict[str, Any] = {}

    json_format_: str | Unset = UNSET
    if not isinstance(format_, Unset):
        json_format_ = format_.value

    params["format"] = json_format_

    json_collection: None | str | Unset
    if isinstance(collection, Unset):
        json_collection = UNSET
    else:
        json_collection = collection
    params["collection"] = json_collection

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/track/exports/{export_id}/content".format(
            export_id=quote(str(export_id), safe=""),
        ),
        "params": params,
    }
    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> bytes:
    if response.status_code == 200:
        return response.content
    if response.status_code == 206:
        return response.content
    raise error_of(response)
