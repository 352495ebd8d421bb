"""GET /v1/manual-tasks/{task_id}: read what is to be looked up by hand."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.manual_task_detail_out import ManualTaskDetailOut
from ...types import Call


def call(
    task_id: UUID,
) -> Call[ManualTaskDetailOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/manual-tasks/{task_id}".format(
            task_id=quote(str(task_id), safe=""),
        ),
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> ManualTaskDetailOut:
    if response.status_code == 200:
        response_200 = ManualTaskDetailOut.from_dict(response.json())

        return response_200
    raise error_of(response)
