"""GET /v1/jobs: list background jobs."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.job_state import JobState
from ...models.page_job_out import PageJobOut
from ...types import UNSET, Call, Unset


def call(
    *,
    state: JobState | None | Unset = UNSET,
    kind: None | str | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> Call[PageJobOut]:

    params: dict[str, Any] = {}

    json_state: None | str | Unset
    if isinstance(state, Unset):
        json_state = UNSET
    elif isinstance(state, JobState):
        json_state = state.value
    else:
        json_state = state
    params["state"] = json_state

    json_kind: None | str | Unset
    if isinstance(kind, Unset):
        json_kind = UNSET
    else:
        json_kind = kind
    params["kind"] = json_kind

    params["limit"] = limit

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/jobs",
        "params": params,
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> PageJobOut:
    if response.status_code == 200:
        response_200 = PageJobOut.from_dict(response.json())

        return response_200
    raise error_of(response)
