"""GET /v1/outgoing-letters/{letter_id}: fetch a letter to send it."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.outgoing_letter_out import OutgoingLetterOut
from ...types import Call


def call(
    letter_id: UUID,
) -> Call[OutgoingLetterOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/outgoing-letters/{letter_id}".format(
            letter_id=quote(str(letter_id), safe=""),
        ),
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> OutgoingLetterOut:
    if response.status_code == 200:
        response_200 = OutgoingLetterOut.from_dict(response.json())

        return response_200
    raise error_of(response)
