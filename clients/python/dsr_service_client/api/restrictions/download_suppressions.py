"""GET /v1/suppressions.csv: download the suppression list as csv."""

from typing import Any

import httpx

from ...errors import error_of
from ...types import UNSET, Call, Unset


def call(
    *,
    purpose: None | str | Unset = UNSET,
) -> Call[bytes]:

    params: dict[str, Any] = {}

    json_purpose: None | str | Unset
    if isinstance(purpose, Unset):
        json_purpose = UNSET
    else:
        json_purpose = purpose
    params["purpose"] = json_purpose

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/suppressions.csv",
        "params": params,
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> bytes:
    if response.status_code == 200:
        return response.content
    raise error_of(response)
