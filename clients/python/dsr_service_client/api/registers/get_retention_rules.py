"""GET /v1/retention-rules: read the retention rules in force."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.rules_out import RulesOut
from ...types import Call


def call() -> Call[RulesOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/retention-rules",
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> RulesOut:
    if response.status_code == 200:
        response_200 = RulesOut.from_dict(response.json())

        return response_200
    raise error_of(response)
