"""POST /v1/track/sessions: open an access link."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.link_to_open_in import LinkToOpenIn
from ...models.session_out import SessionOut
from ...types import Call


def call(
    *,
    body: LinkToOpenIn,
) -> Call[SessionOut]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/track/sessions",
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> SessionOut:
    if response.status_code == 201:
        response_201 = SessionOut.from_dict(response.json())

        return response_201
    raise error_of(response)
