"""GET /v1/identity-document-views/{token}/pages/{number}: fetch a page that is being looked at."""

from typing import Any
from urllib.parse import quote

import httpx

from ...errors import error_of
from ...types import Call


def call(
    token: str,
    number: int,
) -> Call[bytes]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/identity-document-views/{token}/pages/{number}".format(
            token=quote(str(token), safe=""),
            number=quote(str(number), safe=""),
        ),
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> bytes:
    if response.status_code == 200:
        return response.content
    raise error_of(response)
