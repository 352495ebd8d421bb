"""Handing a package to another controller by one signed PUT over HTTPS, through the address guard."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Final

import httpx

from dsr_service.adapters.http_signatures import Signer, content_digest
from dsr_service.adapters.outbound_addresses import AddressGuard, AddressRefused
from dsr_service.adapters.outbound_http import guarded_client
from dsr_service.domain.transfers import TransferUnanswered
from dsr_service.services.ports.handing_over import DoorClosed, Parcel, Reception

_SECONDS: Final = 3600.0  # of one attempt: a large package over a slow line
_ANSWER: Final = 64 * 1024


class SignedPush:
    def __init__(self, guard: AddressGuard, signer: Signer, now: Callable[[], datetime]) -> None:
        self._client = guarded_client(guard, read_seconds=120)
        self._signer = signer
        self._now = now

    def public_key(self) -> dict[str, str]:
        return self._signer.jwk()

    async def hand_over(self, parcel: Parcel, chunks: AsyncIterator[bytes]) -> Reception:
        try:
            url = str(httpx.URL(parcel.url))
        except httpx.InvalidURL:
            raise DoorClosed from None
        headers = {
            "content-type": "application/zip",
            "content-length": str(parcel.size),
            "content-digest": content_digest(parcel.sha256),
            "content-disposition": f'attachment; filename="{parcel.file_name}"',
            "idempotency-key": str(parcel.transfer_id),
            "dsr-reference": parcel.reference,
        }
        headers |= self._signer.sign("PUT", url, headers, int(self._now().timestamp()))
        try:
            async with (
                asyncio.timeout(_SECONDS),
                self._client.stream("PUT", url, headers=headers, content=chunks) as answer,
            ):
                async for _ in _bounded(answer):
                    pass
                return Reception(answer.status_code, _wait(answer))
        except AddressRefused:
            raise DoorClosed from None
        except (httpx.TransportError, TimeoutError, httpx.DecodingError):
            raise TransferUnanswered from None

    async def close(self) -> None:
        await self._client.aclose()


async def _bounded(answer: httpx.Response) -> AsyncIterator[bytes]:
    """So much of an answer that nobody reads, and no more."""
    size = 0
    async for block in answer.aiter_raw():
        size += len(block)
        if size > _ANSWER:
            return
        yield block


def _wait(answer: httpx.Response) -> int | None:
    given = answer.headers.get("retry-after", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else None
