"""POST /v1/track/links: ask for a new link."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.lost_link_in import LostLinkIn
from ...models.sent_out import SentOut
from ...types import Call


def call(
    *,
    body: LostLinkIn,
) -> Call[SentOut]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/track/links",
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> SentOut:
    if response.status_code == 202:
        response_202 = SentOut.from_dict(response.json())

        return response_202
    raise error_of(response)
