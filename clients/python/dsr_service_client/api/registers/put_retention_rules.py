"""PUT /v1/retention-rules: put retention rules in force."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.rules_in import RulesIn
from ...models.rules_version_out import RulesVersionOut
from ...types import UNSET, Call, Unset


def call(
    *,
    body: RulesIn,
    if_match: str | Unset = UNSET,
) -> Call[RulesVersionOut]:
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "PUT",
        "url": "/v1/retention-rules",
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> RulesVersionOut:
    if response.status_code == 200:
        response_200 = RulesVersionOut.from_dict(response.json())

        return response_200
    raise error_of(response)
