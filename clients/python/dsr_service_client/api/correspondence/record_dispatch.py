"""POST /v1/requests/{request_id}/messages/{message_id}/dispatch: record that a letter went out."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.dispatch_in import DispatchIn
from ...models.message_out import MessageOut
from ...types import UNSET, Call, Unset


def call(
    request_id: UUID,
    message_id: UUID,
    *,
    body: DispatchIn,
    idempotency_key: str | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Call[MessageOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/requests/{request_id}/messages/{message_id}/dispatch".format(
            request_id=quote(str(request_id), safe=""),
            message_id=quote(str(message_id), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> MessageOut:
    if response.status_code == 200:
        response_200 = MessageOut.from_dict(response.json())

        return response_200
    raise error_of(response)
