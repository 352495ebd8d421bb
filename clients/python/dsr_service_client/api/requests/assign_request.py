"""PUT /v1/requests/{request_id}/assignment: assign a request."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.assignment_in import AssignmentIn
from ...models.request_out import RequestOut
from ...types import UNSET, Call, Unset


def call(
    request_id: UUID,
    *,
    body: AssignmentIn,
    if_match: str | Unset = UNSET,
) -> Call[RequestOut]:
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "PUT",
        "url": "/v1/requests/{request_id}/assignment".format(
            request_id=quote(str(request_id), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> RequestOut:
    if response.status_code == 200:
        response_200 = RequestOut.from_dict(response.json())

        return response_200
    raise error_of(response)
