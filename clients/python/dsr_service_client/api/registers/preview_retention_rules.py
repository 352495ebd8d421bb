"""POST /v1/retention-rules/preview: ask what rules would change."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.rule_change_out import RuleChangeOut
from ...models.rules_in import RulesIn
from ...types import UNSET, Call, Unset


def call(
    *,
    body: RulesIn,
    idempotency_key: str | Unset = UNSET,
) -> Call[list[RuleChangeOut]]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/retention-rules/preview",
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> list[RuleChangeOut]:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = RuleChangeOut.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200
    raise error_of(response)
