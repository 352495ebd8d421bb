"""POST /v1/recipients/{key}/notice-secret: show the secret of a recipient's notices."""

from typing import Any
from urllib.parse import quote

import httpx

from ...errors import error_of
from ...models.notice_secret_out import NoticeSecretOut
from ...types import UNSET, Call, Unset


def call(
    key: str,
    *,
    idempotency_key: str | Unset = UNSET,
) -> Call[NoticeSecretOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/recipients/{key}/notice-secret".format(
            key=quote(str(key), safe=""),
        ),
    }
    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> NoticeSecretOut:
    if response.status_code == 200:
        response_200 = NoticeSecretOut.from_dict(response.json())

        return response_200
    raise error_of(response)
