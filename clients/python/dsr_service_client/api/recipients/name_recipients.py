"""POST /v1/requests/{request_id}/recipient-notices/disclosure: name the recipients to the person."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.recipient_notice_out import RecipientNoticeOut
from ...types import UNSET, Call, Unset


def call(
    request_id: UUID,
    *,
    idempotency_key: str | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Call[list[RecipientNoticeOut]]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/requests/{request_id}/recipient-notices/disclosure".format(
            request_id=quote(str(request_id), safe=""),
        ),
    }
    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> list[RecipientNoticeOut]:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = RecipientNoticeOut.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200
    raise error_of(response)
