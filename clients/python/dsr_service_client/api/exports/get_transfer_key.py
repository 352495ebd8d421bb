"""GET /v1/transfer-key: get the key that verifies transfers."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.transfer_key_out import TransferKeyOut
from ...types import Call


def call() -> Call[TransferKeyOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/transfer-key",
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> TransferKeyOut:
    if response.status_code == 200:
        response_200 = TransferKeyOut.from_dict(response.json())

        return response_200
    raise error_of(response)
