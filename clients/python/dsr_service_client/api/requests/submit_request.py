"""POST /v1/requests: submit a request."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.request_in import RequestIn
from ...models.request_out import RequestOut
from ...types import UNSET, Call, Unset


def call(
    *,
    body: RequestIn,
    subject_assertion: None | str | Unset = UNSET,
    idempotency_key: str | Unset = UNSET,
) -> Call[RequestOut]:
    headers: dict[str, Any] = {}
    if not isinstance(subject_assertion, Unset):
        headers["subject-assertion"] = subject_assertion

    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/requests",
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> RequestOut:
    if response.status_code == 200:
        response_200 = RequestOut.from_dict(response.json())

        return response_200
    if response.status_code == 201:
        response_201 = RequestOut.from_dict(response.json())

        return response_201
    raise error_of(response)
