"""A scanner that speaks clamd's INSTREAM, can be told to be away, and knows one signature."""

import asyncio
import contextlib
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass

SIGNATURE = b"not EICAR, but known to this scanner"


@dataclass
class Scanner:
    port: int = 0
    scanned: int = 0
    away: bool = False
    _server: asyncio.Server | None = None

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            if not self.away:
                await reader.readuntil(b"\0")
                data = b""
                while size := struct.unpack(">I", await reader.readexactly(4))[0]:
                    data += await reader.readexactly(size)
                self.scanned += 1
                writer.write(b"stream: Test FOUND\0" if SIGNATURE in data else b"stream: OK\0")
                await writer.drain()
        writer.close()


@contextlib.asynccontextmanager
async def scanning() -> AsyncIterator[Scanner]:
    scanner = Scanner()
    server = await asyncio.start_server(scanner.serve, "127.0.0.1", 0)
    scanner.port = server.sockets[0].getsockname()[1]
    try:
        yield scanner
    finally:
        server.close()
