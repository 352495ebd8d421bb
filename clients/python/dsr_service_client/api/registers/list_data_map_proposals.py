"""GET /v1/data-map/proposals: list proposed changes of the data map."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.proposal_out import ProposalOut
from ...models.proposal_status import ProposalStatus
from ...types import UNSET, Call, Unset


def call(
    *,
    status: None | ProposalStatus | Unset = UNSET,
) -> Call[list[ProposalOut]]:

    params: dict[str, Any] = {}

    json_status: None | str | Unset
    if isinstance(status, Unset):
        json_status = UNSET
    elif isinstance(status, ProposalStatus):
        json_status = status.value
    else:
        json_status = status
    params["status"] = json_status

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/data-map/proposals",
        "params": params,
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> list[ProposalOut]:
    if response.status_code == 200:
        response_200 = []
        _response_200 = response.json()
        for response_200_item_data in _response_200:
            response_200_item = ProposalOut.from_dict(response_200_item_data)

            response_200.append(response_200_item)

        return response_200
    raise error_of(response)
