"""GET /v1/requests/{request_id}/erasure-certificate: fetch the certificate of erasure."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.form import Form
from ...types import UNSET, Call, Unset


def call(
    request_id: UUID,
    *,
    format_: Form | Unset = UNSET,
) -> Call[bytes]:

    params: dict[str, Any] = {}

    json_format_: str | Unset = UNSET
    if not isinstance(format_, Unset):
        json_format_ = format_.value

    params["format"] = json_format_

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/requests/{request_id}/erasure-certificate".format(
            request_id=quote(str(request_id), safe=""),
        ),
        "params": params,
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> bytes:
    if response.status_code == 200:
        return response.content
    raise error_of(response)
