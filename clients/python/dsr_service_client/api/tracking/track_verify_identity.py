"""POST /v1/track/identity-verification: type the one-time code in."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.subject_code_in import SubjectCodeIn
from ...models.tracked_request_out import TrackedRequestOut
from ...types import UNSET, Call, Unset


def call(
    *,
    body: SubjectCodeIn,
    idempotency_key: str | Unset = UNSET,
) -> Call[TrackedRequestOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/track/identity-verification",
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> TrackedRequestOut:
    if response.status_code == 200:
        response_200 = TrackedRequestOut.from_dict(response.json())

        return response_200
    raise error_of(response)
