"""POST /v1/requests/{request_id}/identity-documents/{document_id}/views: look at an identity document."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.view_in import ViewIn
from ...models.view_out import ViewOut
from ...types import UNSET, Call, Unset


def call(
    request_id: UUID,
    document_id: UUID,
    *,
    body: ViewIn,
    idempotency_key: str | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Call[ViewOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/requests/{request_id}/identity-documents/{document_id}/views".format(
            request_id=quote(str(request_id), safe=""),
            document_id=quote(str(document_id), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> ViewOut:
    if response.status_code == 201:
        response_201 = ViewOut.from_dict(response.json())

        return response_201
    raise error_of(response)
