"""GET /v1/suppressions/key: read the key of the hashes."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.suppression_key_out import SuppressionKeyOut
from ...types import Call


def call() -> Call[SuppressionKeyOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/suppressions/key",
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> SuppressionKeyOut:
    if response.status_code == 200:
        response_200 = SuppressionKeyOut.from_dict(response.json())

        return response_200
    raise error_of(response)
