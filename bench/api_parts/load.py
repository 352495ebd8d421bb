"""A client that costs little: keep-alive connections that send one prepared request after the other."""

import asyncio
import itertools
import json
import random
import time
import uuid
from collections.abc import Iterator
from typing import Any


def requests_of(kind: str, authorization: str, body: Any, ids: list[str]) -> Iterator[bytes]:
    head = f"Host: bench\r\nAuthorization: {authorization}\r\n"
    match kind:
        case "submit":
            text = json.dumps(body)
            for number in itertools.count():
                mark = f"{number}-{uuid.uuid4().hex}"
                content = text.replace("recorded@", f"{mark}@").encode()
                yield (
                    f"POST /v1/requests HTTP/1.1\r\n{head}Content-Type: application/json\r\nIdempotency-Key: {mark}\r\n"
                    f"Content-Length: {len(content)}\r\n\r\n"
                ).encode() + content
        case "get":
            while True:
                yield f"GET /v1/requests/{random.choice(ids)} HTTP/1.1\r\n{head}\r\n".encode()
        case "list":
            while True:
                yield f"GET /v1/requests?limit=50 HTTP/1.1\r\n{head}\r\n".encode()


async def _connection(port: int, requests: Iterator[bytes], until: float, took: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < until:
        began = time.perf_counter()
        writer.write(next(requests))
        head = await reader.readuntil(b"\r\n\r\n")
        if head[9:10] != b"2":
            raise RuntimeError(head.decode("latin-1") + (await reader.read(2000)).decode("latin-1"))
        at = head.lower().index(b"content-length: ") + 16
        await reader.readexactly(int(head[at : head.index(b"\r", at)]))
        took.append(time.perf_counter() - began)
    writer.close()


async def load(
    port: int, kind: str, authorization: str, body: Any, ids: list[str], *, seconds: float, connections: int
) -> dict[str, float]:
    """Calls a second, and the time that the middle and the slowest hundredth took (ms)."""
    requests = requests_of(kind, authorization, body, ids)
    started: list[float] = []
    await asyncio.gather(
        *(_connection(port, requests, time.perf_counter() + 0.5, started) for _ in range(connections))
    )
    warm = len(started)
    took: list[float] = []
    began = time.perf_counter()
    until = began + seconds
    await asyncio.gather(*(_connection(port, requests, until, took) for _ in range(connections)))
    spent = time.perf_counter() - began
    took.sort()
    return {
        "rate": len(took) / spent,
        "calls": warm + len(took),  # the warming up included
        "p50": took[len(took) // 2] * 1000,
        "p99": took[min(len(took) - 1, len(took) * 99 // 100)] * 1000,
    }
