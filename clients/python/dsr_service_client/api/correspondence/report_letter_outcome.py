"""POST /v1/outgoing-letters/{letter_id}/outcome: say what became of a letter."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...errors import error_of
from ...models.letter_outcome_in import LetterOutcomeIn
from ...models.letter_outcome_out import LetterOutcomeOut
from ...types import UNSET, Call, Unset


def call(
    letter_id: UUID,
    *,
    body: LetterOutcomeIn,
    idempotency_key: str | Unset = UNSET,
) -> Call[LetterOutcomeOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/outgoing-letters/{letter_id}/outcome".format(
            letter_id=quote(str(letter_id), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> LetterOutcomeOut:
    if response.status_code == 200:
        response_200 = LetterOutcomeOut.from_dict(response.json())

        return response_200
    raise error_of(response)
