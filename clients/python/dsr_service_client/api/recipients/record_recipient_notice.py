"""POST /v1/requests/{request_id}/recipient-notices/{notice_id}/record: record what became of a notice."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.notice_record_in import NoticeRecordIn
from ...models.recipient_notice_out import RecipientNoticeOut
from ...types import UNSET, Call, Unset


def call(
    request_id: UUID,
    notice_id: UUID,
    *,
    body: NoticeRecordIn,
    idempotency_key: str | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Call[RecipientNoticeOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/requests/{request_id}/recipient-notices/{notice_id}/record".format(
            request_id=quote(str(request_id), safe=""),
            notice_id=quote(str(notice_id), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> RecipientNoticeOut:
    if response.status_code == 200:
        response_200 = RecipientNoticeOut.from_dict(response.json())

        return response_200
    raise error_of(response)
