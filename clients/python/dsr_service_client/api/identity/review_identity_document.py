"""POST /v1/requests/{request_id}/identity-documents/{document_id}/review: give a verdict on an identity document."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.accept_in import AcceptIn
from ...models.identity_document_out import IdentityDocumentOut
from ...models.reject_in import RejectIn
from ...types import UNSET, Call, Unset


def call(
    request_id: UUID,
    document_id: UUID,
    *,
    body: AcceptIn | RejectIn,
    idempotency_key: str | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Call[IdentityDocumentOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/requests/{request_id}/identity-documents/{document_id}/review".format(
            request_id=quote(str(request_id), safe=""),
            document_id=quote(str(document_id), safe=""),
        ),
    }

    if isinstance(body, AcceptIn):
        _kwargs["json"] = body.to_dict()
    else:
        _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> IdentityDocumentOut:
    if response.status_code == 200:
        response_200 = IdentityDocumentOut.from_dict(response.json())

        return response_200
    raise error_of(response)
