"""GET /v1/reports/deadlines: report on deadlines."""

import datetime
from typing import Any

import httpx

from ...errors import error_of
from ...models.deadline_report_out import DeadlineReportOut
from ...types import UNSET, Call, Unset


def call(
    *,
    received_from: datetime.date | None | Unset = UNSET,
    received_before: datetime.date | None | Unset = UNSET,
) -> Call[DeadlineReportOut]:

    params: dict[str, Any] = {}

    json_received_from: None | str | Unset
    if isinstance(received_from, Unset):
        json_received_from = UNSET
    elif isinstance(received_from, datetime.date):
        json_received_from = received_from.isoformat()
    else:
        json_received_from = received_from
    params["received_from"] = json_received_from

    json_received_before: None | str | Unset
    if isinstance(received_before, Unset):
        json_received_before = UNSET
    elif isinstance(received_before, datetime.date):
        json_received_before = received_before.isoformat()
    else:
        json_received_before = received_before
    params["received_before"] = json_received_before

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/reports/deadlines",
        "params": params,
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> DeadlineReportOut:
    if response.status_code == 200:
        response_200 = DeadlineReportOut.from_dict(response.json())

        return response_200
    raise error_of(response)
