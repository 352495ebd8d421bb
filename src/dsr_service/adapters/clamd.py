"""ClamAV's daemon as a `MalwareScanner`: a file is streamed to it; no answer is no pass."""

import asyncio
import struct
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from dsr_service.services.ports.document_inspection import ScannerUnavailable

_CHUNK: Final = 64 * 1024
_MAX_REPLY: Final = 4096


class ClamdScanner:
    """Speaks INSTREAM; the address is `tcp://host:port` or `unix:///path`."""

    def __init__(self, address: str, *, timeout_seconds: float = 15.0) -> None:
        self._address = urlsplit(address)
        self._timeout_seconds = timeout_seconds
        if self._address.scheme not in {"tcp", "unix"}:
            raise ValueError("the scanner's address must begin with tcp:// or unix://")

    async def is_infected(self, document: bytes | Path) -> bool:
        """Whether a signature matches. Down, slow, over its own limits, or not understood: `ScannerUnavailable`."""
        try:
            async with asyncio.timeout(self._timeout_seconds):
                reply = await self._scan(document)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            raise ScannerUnavailable(retry_after=60) from None
        if reply == b"stream: OK":
            return False
        if reply.startswith(b"stream: ") and reply.endswith(b" FOUND"):
            return True
        raise ScannerUnavailable(retry_after=60)  # for example "INSTREAM size limit exceeded. ERROR"

    async def _scan(self, document: bytes | Path) -> bytes:
        reader, writer = await self._connect()
        try:
            writer.write(b"zINSTREAM\0")
            async for piece in _pieces(document):
                writer.write(struct.pack(">I", len(piece)) + piece)
                await writer.drain()
            writer.write(struct.pack(">I", 0))
            await writer.drain()
            return (await reader.readuntil(b"\0")).rstrip(b"\0").strip()
        finally:
            writer.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._address.scheme == "unix":
            return await asyncio.open_unix_connection(self._address.path, limit=_MAX_REPLY)
        return await asyncio.open_connection(
            self._address.hostname, self._address.port or 3310, limit=_MAX_REPLY
        )


async def _pieces(document: bytes | Path) -> AsyncIterator[bytes]:
    if isinstance(document, bytes):
        for at in range(0, len(document), _CHUNK):
            yield document[at : at + _CHUNK]
        return
    file = await asyncio.to_thread(document.open, "rb")
    try:
        while piece := await asyncio.to_thread(file.read, _CHUNK):
            yield piece
    finally:
        await asyncio.to_thread(file.close)
