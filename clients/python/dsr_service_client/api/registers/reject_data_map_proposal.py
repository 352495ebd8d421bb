"""POST /v1/data-map/proposals/{proposal_id}/rejection: reject a proposed data map."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.proposal_out import ProposalOut
from ...types import UNSET, Call, Unset


def call(
    proposal_id: UUID,
    *,
    idempotency_key: str | Unset = UNSET,
) -> Call[ProposalOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/data-map/proposals/{proposal_id}/rejection".format(
            proposal_id=quote(str(proposal_id), safe=""),
        ),
    }
    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> ProposalOut:
    if response.status_code == 200:
        response_200 = ProposalOut.from_dict(response.json())

        return response_200
    raise error_of(response)
