"""POST /v1/track/sessions/end: end the session."""

from typing import Any

import httpx

from ...errors import error_of
from ...types import UNSET, Call, Unset


def call(
    *,
    idempotency_key: str | Unset = UNSET,
) -> Call[Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/track/sessions/end",
    }
    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> Any:
    if response.status_code == 204:
        return None
    raise error_of(response)
