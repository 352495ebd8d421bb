"""GET /v1/requests/{request_id}/identity-documents/{document_id}: read about an identity document."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.identity_document_out import IdentityDocumentOut
from ...types import Call


def call(
    request_id: UUID,
    document_id: UUID,
) -> Call[IdentityDocumentOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/requests/{request_id}/identity-documents/{document_id}".format(
            request_id=quote(str(request_id), safe=""),
            document_id=quote(str(document_id), safe=""),
        ),
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> IdentityDocumentOut:
    if response.status_code == 200:
        response_200 = IdentityDocumentOut.from_dict(response.json())

        return response_200
    raise error_of(response)
