"""POST /v1/requests/{request_id}/known-channels/{channel_id}/confirmation: confirm a channel."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.channel_out import ChannelOut
from ...models.confirmation_in import ConfirmationIn
from ...types import UNSET, Call, Unset


def call(
    request_id: UUID,
    channel_id: UUID,
    *,
    body: ConfirmationIn,
    idempotency_key: str | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Call[ChannelOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/requests/{request_id}/known-channels/{channel_id}/confirmation".format(
            request_id=quote(str(request_id), safe=""),
            channel_id=quote(str(channel_id), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> ChannelOut:
    if response.status_code == 200:
        response_200 = ChannelOut.from_dict(response.json())

        return response_200
    raise error_of(response)
