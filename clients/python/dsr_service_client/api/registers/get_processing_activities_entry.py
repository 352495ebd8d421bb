"""GET /v1/processing-activities/{key}: read an entry of the register of processing activities."""

from typing import Any
from urllib.parse import quote

import httpx

from ...errors import error_of
from ...models.entry_out import EntryOut
from ...types import Call


def call(
    key: str,
) -> Call[EntryOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/processing-activities/{key}".format(
            key=quote(str(key), safe=""),
        ),
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> EntryOut:
    if response.status_code == 200:
        response_200 = EntryOut.from_dict(response.json())

        return response_200
    raise error_of(response)
