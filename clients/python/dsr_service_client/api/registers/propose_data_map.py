"""POST /v1/data-map/proposals: propose a change of the data map."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.proposal_detail_out import ProposalDetailOut
from ...models.proposal_in import ProposalIn
from ...types import UNSET, Call, Unset


def call(
    *,
    body: ProposalIn,
    idempotency_key: str | Unset = UNSET,
) -> Call[ProposalDetailOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/data-map/proposals",
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> ProposalDetailOut:
    if response.status_code == 201:
        response_201 = ProposalDetailOut.from_dict(response.json())

        return response_201
    raise error_of(response)
