"""GET /v1/manual-tasks: list what is to be looked up by hand."""

from typing import Any
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.page_manual_task_out import PageManualTaskOut
from ...models.task_status import TaskStatus
from ...types import UNSET, Call, Unset


def call(
    *,
    status: None | TaskStatus | Unset = UNSET,
    request: None | Unset | UUID = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> Call[PageManualTaskOut]:

    params: dict[str, Any] = {}

    json_status: None | str | Unset
    if isinstance(status, Unset):
        json_status = UNSET
    elif isinstance(status, TaskStatus):
        json_status = status.value
    else:
        json_status = status
    params["status"] = json_status

    json_request: None | str | Unset
    if isinstance(request, Unset):
        json_request = UNSET
    elif isinstance(request, UUID):
        json_request = str(request)
    else:
        json_request = request
    params["request"] = json_request

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
        "url": "/v1/manual-tasks",
        "params": params,
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> PageManualTaskOut:
    if response.status_code == 200:
        response_200 = PageManualTaskOut.from_dict(response.json())

        return response_200
    raise error_of(response)
