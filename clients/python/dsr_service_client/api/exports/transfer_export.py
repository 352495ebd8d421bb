"""POST /v1/requests/{request_id}/exports/{export_id}/transfer: hand a package to another controller."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.transfer_in import TransferIn
from ...models.transfer_out import TransferOut
from ...types import UNSET, Call, Unset


def call(
    request_id: UUID,
    export_id: UUID,
    *,
    body: TransferIn,
    idempotency_key: str | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Call[TransferOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/requests/{request_id}/exports/{export_id}/transfer".format(
            request_id=quote(str(request_id), safe=""),
            export_id=quote(str(export_id), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> TransferOut:
    if response.status_code == 202:
        response_202 = TransferOut.from_dict(response.json())

        return response_202
    raise error_of(response)
