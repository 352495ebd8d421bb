"""POST /v1/assertion-keys: register an assertion key."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.assertion_key_in import AssertionKeyIn
from ...models.new_assertion_key_out import NewAssertionKeyOut
from ...types import UNSET, Call, Unset


def call(
    *,
    body: AssertionKeyIn,
    idempotency_key: str | Unset = UNSET,
) -> Call[NewAssertionKeyOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/assertion-keys",
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> NewAssertionKeyOut:
    if response.status_code == 201:
        response_201 = NewAssertionKeyOut.from_dict(response.json())

        return response_201
    raise error_of(response)
