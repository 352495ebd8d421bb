"""GET /v1/data-map/versions/{version_id}: read a version of the data map."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.data_map_out import DataMapOut
from ...types import Call


def call(
    version_id: UUID,
) -> Call[DataMapOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/data-map/versions/{version_id}".format(
            version_id=quote(str(version_id), safe=""),
        ),
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> DataMapOut:
    if response.status_code == 200:
        response_200 = DataMapOut.from_dict(response.json())

        return response_200
    raise error_of(response)
