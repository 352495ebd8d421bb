"""GET /v1/deadlines/marks: list what fell due."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.mark_kind import MarkKind
from ...models.page_decided_out import PageDecidedOut
from ...models.role import Role
from ...types import UNSET, Call, Unset


def call(
    *,
    kind: list[MarkKind] | None | Unset = UNSET,
    audience: None | Role | Unset = UNSET,
    limit: int | Unset = 50,
    cursor: None | str | Unset = UNSET,
) -> Call[PageDecidedOut]:

    params: dict[str, Any] = {}

    json_kind: list[str] | None | Unset
    if isinstance(kind, Unset):
        json_kind = UNSET
    elif isinstance(kind, list):
        json_kind = []
        for kind_type_0_item_data in kind:
            kind_type_0_item = kind_type_0_item_data.value
            json_kind.append(kind_type_0_item)

    else:
        json_kind = kind
    params["kind"] = json_kind

    json_audience: None | str | Unset
    if isinstance(audience, Unset):
        json_audience = UNSET
    elif isinstance(audience, Role):
        json_audience = audience.value
    else:
        json_audience = audience
    params["audience"] = json_audience

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
        "url": "/v1/deadlines/marks",
        "params": params,
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> PageDecidedOut:
    if response.status_code == 200:
        response_200 = PageDecidedOut.from_dict(response.json())

        return response_200
    raise error_of(response)
