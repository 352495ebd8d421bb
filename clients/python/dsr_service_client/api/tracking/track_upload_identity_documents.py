"""POST /v1/track/identity-documents: hand identity documents in."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.body_track_upload_identity_documents import BodyTrackUploadIdentityDocuments
from ...models.identity_document_out import IdentityDocumentOut
from ...types import UNSET, Call, Unset


def call(
    *,
    body: BodyTrackUploadIdentityDocuments,
    idempotency_key: str | Unset = UNSET,
) -> Call[list[IdentityDocumentOut]]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/track/identity-documents",
    }
    _kwargs["files"] = body.to_multipart()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> list[IdentityDocumentOut]:
    if response.status_code == 201:
        response_201 = []
        _response_201 = response.json()
        for response_201_item_data in _response_201:
            response_201_item = IdentityDocumentOut.from_dict(response_201_item_data)

            response_201.append(response_201_item)

        return response_201
    raise error_of(response)
