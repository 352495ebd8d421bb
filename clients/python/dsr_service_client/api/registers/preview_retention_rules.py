"""POST /v1/retention-rules/preview: ask what rules would change."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.rules_in import RulesIn
from ...models.rules_preview_out import RulesPreviewOut
from ...types import UNSET, Call, Unset


def call(
    *,
    body: RulesIn,
    idempotency_key: str | Unset = UNSET,
) -> Call[RulesPreviewOut]:
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


def _read(response: httpx.Response) -> RulesPreviewOut:
    if response.status_code == 200:
        response_200 = RulesPreviewOut.from_dict(response.json())

        return response_200
    raise error_of(response)
