"""POST /v1/requests/{request_id}/restrictions/lift-notice: tell the person that the restriction will end."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.lift_notice_in import LiftNoticeIn
from ...models.restriction_out import RestrictionOut
from ...types import UNSET, Call, Unset


def call(
    request_id: UUID,
    *,
    body: LiftNoticeIn,
    idempotency_key: str | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Call[RestrictionOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/requests/{request_id}/restrictions/lift-notice".format(
            request_id=quote(str(request_id), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> RestrictionOut:
    if response.status_code == 200:
        response_200 = RestrictionOut.from_dict(response.json())

        return response_200
    raise error_of(response)
