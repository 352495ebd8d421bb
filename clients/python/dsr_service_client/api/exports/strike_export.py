"""POST /v1/requests/{request_id}/exports/{export_id}/redactions: strike what belongs to others."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.redaction_out import RedactionOut
from ...models.redactions_in import RedactionsIn
from ...types import UNSET, Call, Unset


def call(
    request_id: UUID,
    export_id: UUID,
    *,
    body: RedactionsIn,
    idempotency_key: str | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Call[list[RedactionOut]]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/requests/{request_id}/exports/{export_id}/redactions".format(
            request_id=quote(str(request_id), safe=""),
            export_id=quote(str(export_id), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> list[RedactionOut]:
    if response.status_code == 201:
        response_201 = []
        _response_201 = response.json()
        for response_201_item_data in _response_201:
            response_201_item = RedactionOut.from_dict(response_201_item_data)

            response_201.append(response_201_item)

        return response_201
    raise error_of(response)
