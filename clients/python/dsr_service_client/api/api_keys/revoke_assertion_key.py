"""POST /v1/assertion-keys/{assertion_key_id}/revocation: revoke an assertion key."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.assertion_key_out import AssertionKeyOut
from ...types import UNSET, Call, Unset


def call(
    assertion_key_id: UUID,
    *,
    idempotency_key: str | Unset = UNSET,
) -> Call[AssertionKeyOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/assertion-keys/{assertion_key_id}/revocation".format(
            assertion_key_id=quote(str(assertion_key_id), safe=""),
        ),
    }
    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> AssertionKeyOut:
    if response.status_code == 200:
        response_200 = AssertionKeyOut.from_dict(response.json())

        return response_200
    raise error_of(response)
