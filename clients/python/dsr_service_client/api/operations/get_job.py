"""GET /v1/jobs/{job_id}: read a background job."""

from typing import Any
from urllib.parse import quote

import httpx

from ...errors import error_of
from ...models.job_out import JobOut
from ...types import Call


def call(
    job_id: str,
) -> Call[JobOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/jobs/{job_id}".format(
            job_id=quote(str(job_id), safe=""),
        ),
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> JobOut:
    if response.status_code == 200:
        response_200 = JobOut.from_dict(response.json())

        return response_200
    raise error_of(response)
