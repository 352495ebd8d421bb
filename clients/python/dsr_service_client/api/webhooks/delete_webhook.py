"""DELETE /v1/webhooks/{endpoint_id}: remove an endpoint."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...types import UNSET, Call, Unset


def call(
    endpoint_id: UUID,
    *,
    if_match: str | Unset = UNSET,
) -> Call[Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "DELETE",
        "url": "/v1/webhooks/{endpoint_id}".format(
            endpoint_id=quote(str(endpoint_id), safe=""),
        ),
    }
    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> Any:
    if response.status_code == 204:
        return None
    raise error_of(response)
