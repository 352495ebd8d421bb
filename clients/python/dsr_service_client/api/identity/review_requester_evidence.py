"""POST /v1/requests/{request_id}/evidence/{evidence_kind}/review: give a verdict on a piece of evidence."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.evidence_in import EvidenceIn
from ...models.evidence_kind import EvidenceKind
from ...models.standing_out import StandingOut
from ...types import UNSET, Call, Unset


def call(
    request_id: UUID,
    evidence_kind: EvidenceKind,
    *,
    body: EvidenceIn,
    idempotency_key: str | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Call[StandingOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/requests/{request_id}/evidence/{evidence_kind}/review".format(
            request_id=quote(str(request_id), safe=""),
            evidence_kind=quote(str(evidence_kind), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> StandingOut:
    if response.status_code == 200:
        response_200 = StandingOut.from_dict(response.json())

        return response_200
    raise error_of(response)
