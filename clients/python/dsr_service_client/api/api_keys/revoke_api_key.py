"""POST /v1/api-keys/{key_id}/revocation: revoke an api key."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.api_key_out import ApiKeyOut
from ...types import UNSET, Call, Unset


def call(
    key_id: UUID,
    *,
    idempotency_key: str | Unset = UNSET,
) -> Call[ApiKeyOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/api-keys/{key_id}/revocation".format(
            key_id=quote(str(key_id), safe=""),
        ),
    }
    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> ApiKeyOut:
    if response.status_code == 200:
        response_200 = ApiKeyOut.from_dict(response.json())

        return response_200
    raise error_of(response)
