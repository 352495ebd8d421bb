"""GET /v1/retention-rules/versions: list the versions of the retention rules."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.rules_version_out import RulesVersionOut
from ...types import Call


def call() -> Call[list[RulesVersionOut]]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/retention-rules/versions",
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> list[RulesVersionOut]:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = RulesVersionOut.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200
    raise error_of(response)
