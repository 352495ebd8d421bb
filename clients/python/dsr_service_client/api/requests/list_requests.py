"""GET /v1/requests: list the queue."""

import datetime
from typing import Any

import httpx

from ...errors import error_of
from ...models.list_requests_sort import ListRequestsSort
from ...models.page_request_out import PageRequestOut
from ...models.right import Right
from ...models.status import Status
from ...types import UNSET, Call, Unset


def call(
    *,
    status: list[Status] | None | Unset = UNSET,
    right: None | Right | Unset = UNSET,
    due_before: datetime.datetime | None | Unset = UNSET,
    overdue: bool | None | Unset = UNSET,
    assignee: None | str | Unset = UNSET,
    sort: ListRequestsSort | Unset = ListRequestsSort.ID,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> Call[PageRequestOut]:

    params: dict[str, Any] = {}

    json_status: list[str] | None | Unset
    if isinstance(status, Unset):
        json_status = UNSET
    elif isinstance(status, list):
        json_status = []
        for status_type_0_item_data in status:
            status_type_0_item = status_type_0_item_data.value
            json_status.append(status_type_0_item)

    else:
        json_status = status
    params["status"] = json_status

    json_right: None | str | Unset
    if isinstance(right, Unset):
        json_right = UNSET
    elif isinstance(right, Right):
        json_right = right.value
    else:
        json_right = right
    params["right"] = json_right

    json_due_before: None | str | Unset
    if isinstance(due_before, Unset):
        json_due_before = UNSET
    elif isinstance(due_before, datetime.datetime):
        json_due_before = due_before.isoformat()
    else:
        json_due_before = due_before
    params["due_before"] = json_due_before

    json_overdue: bool | None | Unset
    if isinstance(overdue, Unset):
        json_overdue = UNSET
    else:
        json_overdue = overdue
    params["overdue"] = json_overdue

    json_assignee: None | str | Unset
    if isinstance(assignee, Unset):
        json_assignee = UNSET
    else:
        json_assignee = assignee
    params["assignee"] = json_assignee

    json_sort: str | Unset = UNSET
    if not isinstance(sort, Unset):
        json_sort = sort.value

    params["sort"] = json_sort

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
        "url": "/v1/requests",
        "params": params,
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> PageRequestOut:
    if response.status_code == 200:
        response_200 = PageRequestOut.from_dict(response.json())

        return response_200
    raise error_of(response)
