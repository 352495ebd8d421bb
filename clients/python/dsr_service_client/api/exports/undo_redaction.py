"""POST /v1/requests/{request_id}/exports/{export_id}/redactions/{redaction_id}/undoing: undo a redaction."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.redaction_out import RedactionOut
from ...types import UNSET, Call, Unset


def call(
    request_id: UUID,
    export_id: UUID,
    redaction_id: UUID,
    *,
    idempotency_key: str | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Call[RedactionOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/requests/{request_id}/exports/{export_id}/redactions/{redaction_id}/undoing".format(
            request_id=quote(str(request_id), safe=""),
            export_id=quote(str(export_id), safe=""),
            redaction_id=quote(str(redaction_id), safe=""),
        ),
    }
    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> RedactionOut:
    if response.status_code == 200:
        response_200 = RedactionOut.from_dict(response.json())

        return response_200
    raise error_of(response)
