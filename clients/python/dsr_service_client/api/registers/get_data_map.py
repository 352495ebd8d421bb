"""GET /v1/data-map: read the data map in force."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.data_map_out import DataMapOut
from ...types import Call


def call() -> Call[DataMapOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/data-map",
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> DataMapOut:
    if response.status_code == 200:
        response_200 = DataMapOut.from_dict(response.json())

        return response_200
    raise error_of(response)
