"""GET /v1/erasure-certificates/key: fetch the key of the certificates."""

from typing import Any

import httpx

from ...errors import error_of
from ...models.certificate_key_out import CertificateKeyOut
from ...types import Call


def call() -> Call[CertificateKeyOut]:

    _kwargs: dict[str, Any] = {
        "method": "GET",
        "url": "/v1/erasure-certificates/key",
    }
    return Call(_kwargs, _read)


def _read(response: httpx.Response) -> CertificateKeyOut:
    if response.status_code == 200:
        response_200 = CertificateKeyOut.from_dict(response.json())

        return response_200
    raise error_of(response)
