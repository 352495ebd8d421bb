"""POST /v1/legal-holds/{hold_id}/lift: lift a legal hold."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.hold_lift_in import HoldLiftIn
from ...models.hold_out import HoldOut
from ...types import UNSET, Call, Unset


def call(
    hold_id: UUID,
    *,
    body: HoldLiftIn,
    idempotency_key: str | Unset = UNSET,
) -> Call[HoldOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/legal-holds/{hold_id}/lift".format(
            hold_id=quote(str(hold_id), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> HoldOut:
    if response.status_code == 200:
        response_200 = HoldOut.from_dict(response.json())

        return response_200
    raise error_of(response)
