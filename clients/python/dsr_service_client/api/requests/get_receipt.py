"""GET /v1/requests/{request_id}/receipt: get the receipt of a request."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.receipt_out import ReceiptOut
from ...types import Call


def call(
    request_id: UUID,
) -> Call[ReceiptOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/requests/{request_id}/receipt".format(
            request_id=quote(str(request_id), safe=""),
        ),
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> ReceiptOut:
    if response.status_code == 200:
        response_200 = ReceiptOut.from_dict(response.json())

        return response_200
    raise error_of(response)
