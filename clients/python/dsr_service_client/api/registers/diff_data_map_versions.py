"""GET /v1/data-map/versions/{version_id}/diff: compare two versions of the data map."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.data_map_diff_out import DataMapDiffOut
from ...types import UNSET, Call, Unset


def call(
    version_id: UUID,
    *,
    against: None | Unset | UUID = UNSET,
) -> Call[DataMapDiffOut]:

    params: dict[str, Any] = {}

    json_against: None | str | Unset
    if isinstance(against, Unset):
        json_against = UNSET
    elif isinstance(against, UUID):
        json_against = str(against)
    else:
        json_against = against
    params["against"] = json_against

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/data-map/versions/{version_id}/diff".format(
            version_id=quote(str(version_id), safe=""),
        ),
        "params": params,
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> DataMapDiffOut:
    if response.status_code == 200:
        response_200 = DataMapDiffOut.from_dict(response.json())

        return response_200
    raise error_of(response)
