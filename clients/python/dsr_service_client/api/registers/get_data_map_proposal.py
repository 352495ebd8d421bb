"""GET /v1/data-map/proposals/{proposal_id}: read a proposed change of the data map."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.proposal_detail_out import ProposalDetailOut
from ...types import Call


def call(
    proposal_id: UUID,
) -> Call[ProposalDetailOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/data-map/proposals/{proposal_id}".format(
            proposal_id=quote(str(proposal_id), safe=""),
        ),
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> ProposalDetailOut:
    if response.status_code == 200:
        response_200 = ProposalDetailOut.from_dict(response.json())

        return response_200
    raise error_of(response)
