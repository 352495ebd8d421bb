"""PUT /v1/processing-activities/{key}: write an entry of the register of processing activities."""

from typing import Any
from urllib.parse import quote

import httpx

from ...errors import error_of
from ...models.entry_in import EntryIn
from ...models.entry_out import EntryOut
from ...types import UNSET, Call, Unset


def call(
    key: str,
    *,
    body: EntryIn,
    if_match: str | Unset = UNSET,
) -> Call[EntryOut]:
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "PUT",
        "url": "/v1/processing-activities/{key}".format(
            key=quote(str(key), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> EntryOut:
    if response.status_code == 200:
        response_200 = EntryOut.from_dict(response.json())

        return response_200
    raise error_of(response)
