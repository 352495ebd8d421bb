"""POST /v1/manual-tasks/{task_id}/result-files: record what was found by hand, with files."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.body_answer_manual_task_with_files import BodyAnswerManualTaskWithFiles
from ...models.manual_task_out import ManualTaskOut
from ...types import UNSET, Call, Unset


def call(
    task_id: UUID,
    *,
    body: BodyAnswerManualTaskWithFiles,
    idempotency_key: str | Unset = UNSET,
) -> Call[ManualTaskOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/manual-tasks/{task_id}/result-files".format(
            task_id=quote(str(task_id), safe=""),
        ),
    }
    _kwargs["files"] = body.to_multipart()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> ManualTaskOut:
    if response.status_code == 200:
        response_200 = ManualTaskOut.from_dict(response.json())

        return response_200
    raise error_of(response)
