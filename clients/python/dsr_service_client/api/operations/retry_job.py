"""POST /v1/jobs/{job_id}/retry: let a held job run again."""

from typing import Any
from urllib.parse import quote

import httpx

from ...errors import error_of
from ...models.job_out import JobOut
from ...types import UNSET, Call, Unset


def call(
    job_id: str,
    *,
    idempotency_key: str | Unset = UNSET,
) -> Call[JobOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/jobs/{job_id}/retry".format(
            job_id=quote(str(job_id), safe=""),
        ),
    }
    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> JobOut:
    if response.status_code == 200:
        response_200 = JobOut.from_dict(response.json())

        return response_200
    raise error_of(response)
