"""POST /v1/jobs/{job_id}/discard: give a held job up."""

from typing import Any
from urllib.parse import quote

import httpx

from ...errors import error_of
from ...models.discard_in import DiscardIn
from ...models.discarded_out import DiscardedOut
from ...types import UNSET, Call, Unset


def call(
    job_id: str,
    *,
    body: DiscardIn,
    idempotency_key: str | Unset = UNSET,
) -> Call[DiscardedOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/jobs/{job_id}/discard".format(
            job_id=quote(str(job_id), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> DiscardedOut:
    if response.status_code == 200:
        response_200 = DiscardedOut.from_dict(response.json())

        return response_200
    raise error_of(response)
