"""POST /v1/api-keys/{key_id}/rotation: replace an api key."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.key_rotation_in import KeyRotationIn
from ...models.new_api_key_out import NewApiKeyOut
from ...types import UNSET, Call, Unset


def call(
    key_id: UUID,
    *,
    body: KeyRotationIn,
    idempotency_key: str | Unset = UNSET,
) -> Call[NewApiKeyOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/api-keys/{key_id}/rotation".format(
            key_id=quote(str(key_id), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> NewApiKeyOut:
    if response.status_code == 201:
        response_201 = NewApiKeyOut.from_dict(response.json())

        return response_201
    raise error_of(response)
