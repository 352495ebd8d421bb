"""DELETE /v1/webhooks/{endpoint_id}: remove an endpoint."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...types import Call


def call(
    endpoint_id: UUID,
) -> Call[Any]:

    _kwargs: dict[str, Any] = {
        "method": "DELETE",
        "url": "/v1/webhooks/{endpoint_id}".format(
            endpoint_id=quote(str(endpoint_id), safe=""),
        ),
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> Any:
    if response.status_code == 204:
        return None
    raise error_of(response)
