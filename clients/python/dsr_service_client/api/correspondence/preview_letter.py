"""POST /v1/letters/{kind}/preview: preview a letter."""

from typing import Any
from urllib.parse import quote

import httpx

from ...errors import error_of
from ...models.letter_kind import LetterKind
from ...models.letter_out import LetterOut
from ...models.preview_in import PreviewIn
from ...types import UNSET, Call, Unset


def call(
    kind: LetterKind,
    *,
    body: PreviewIn,
    idempotency_key: str | Unset = UNSET,
) -> Call[LetterOut]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["Idempotency-Key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "POST",
        "url": "/v1/letters/{kind}/preview".format(
            kind=quote(str(kind), safe=""),
        ),
    }
    _kwargs["json"] = body.to_dict()

    _kwargs["headers"] = headers
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> LetterOut:
    if response.status_code == 200:
        response_200 = LetterOut.from_dict(response.json())

        return response_200
    raise error_of(response)
