"""Every HTTP call that leaves the service: to a checked address, within time, without redirects, cookies or proxies.

`guarded_client(guard)` gives an `httpx.AsyncClient`; `call(client, ...)` reads one answer up to a size within one time
limit. A refused address raises `AddressRefused`; all else that fails raises `httpx.TransportError`, so that whoever
calls decides whether to come back.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final

import httpcore
import httpx

from dsr_service.adapters.outbound_addresses import AddressGuard, AddressRefused, HostUnknown

_KEEPALIVE_SECONDS: Final = 15.0
_AGENT: Final = "dsr-service"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `cut` when there was more than was asked for."""

    status: int
    headers: httpx.Headers
    body: bytes
    cut: bool


def guarded_client(
    guard: AddressGuard,
    *,
    connect_seconds: float = 5.0,
    read_seconds: float = 10.0,
    connections: int = 20,
    tls: ssl.SSLContext | None = None,
) -> httpx.AsyncClient:
    """A client that calls only what the guard allows: https anywhere public, http in listed networks alone."""
    return httpx.AsyncClient(
        transport=_GuardedTransport(guard, connections, tls or _public_roots()),
        timeout=httpx.Timeout(read_seconds, connect=connect_seconds, pool=connect_seconds),
        follow_redirects=False,  # elsewhere lies behind no check
        trust_env=False,  # a proxy from the environment would resolve the name a second time
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        headers={"User-Agent": _AGENT},
    )


@cache
def _public_roots() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


async def call(
    client: httpx.AsyncClient,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    content: bytes | None = None,
    total_seconds: float = 10.0,
    most_bytes: int = 64 * 1024,
) -> Answer:
    """One answer, read up to `most_bytes` once unpacked. Raises AddressRefused, httpx.TransportError."""
    try:
        async with (
            asyncio.timeout(total_seconds),  # a server that sends a byte now and then keeps within the others
            client.stream(method, url, headers=headers, content=content) as response,
        ):
            body, cut = await _read(response, most_bytes)
            return Answer(response.status_code, response.headers, body, cut)
    except TimeoutError:
        raise httpx.ReadTimeout("The answer took too long.") from None
    except httpx.InvalidURL:
        raise AddressRefused("This is no address that can be called.") from None
    except httpx.DecodingError as error:
        raise httpx.RemoteProtocolError(str(error)) from None


async def _read(response: httpx.Response, most_bytes: int) -> tuple[bytes, bool]:
    body = bytearray()
    async for part in response.aiter_bytes(16 * 1024):  # unpacked: a packed bomb counts as what it is
        body += part
        if len(body) > most_bytes:
            return bytes(body[:most_bytes]), True
    return bytes(body), False


class _CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Resolves a name, checks all its addresses and connects to one of those, which is never looked up again."""

    def __init__(self, guard: AddressGuard, *, plain: bool) -> None:
        self._guard = guard
        self._plain = plain
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            addresses = await self._guard.resolve_all(host, port)
        except HostUnknown as error:
            raise httpcore.ConnectError(error.detail) from None
        if self._plain and not all(self._guard.allows_plain_http(address) for address in addresses):
            raise AddressRefused("Without TLS only hosts in a listed network are called.")
        failed: Exception | None = None
        for address in addresses[:4]:
            try:
                return await self._network.connect_tcp(
                    str(address), port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed or httpcore.ConnectError("There is no address.")

    async def connect_unix_socket(
        self,
        path: str,  # noqa: ARG002 - httpcore's own signature
        timeout: float | None = None,  # noqa: ASYNC109, ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        raise AddressRefused

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)


class _GuardedTransport(httpx.AsyncBaseTransport):
    """One pool for TLS and one for plain HTTP, since what may be called differs."""

    def __init__(self, guard: AddressGuard, connections: int, tls: ssl.SSLContext) -> None:
        self._pools = {
            scheme: httpcore.AsyncConnectionPool(
                ssl_context=tls,
                max_connections=connections,
                max_keepalive_connections=connections,
                keepalive_expiry=_KEEPALIVE_SECONDS,
                network_backend=_CheckedNetwork(guard, plain=scheme == "http"),
            )
            for scheme in ("https", "http")
        }

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        pool = self._pools.get(request.url.scheme)
        if pool is None or not request.url.host:
            raise AddressRefused("Only http and https addresses are called.")
        assert isinstance(request.stream, httpx.AsyncByteStream)
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        async with _as_httpx():
            answer = await pool.handle_async_request(asked)
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_AnswerStream(answer),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        for pool in self._pools.values():
            await pool.aclose()


class _AnswerStream(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async with _as_httpx():
            async for part in self._answer.aiter_stream():
                yield part

    async def aclose(self) -> None:
        await self._answer.aclose()


@asynccontextmanager
async def _as_httpx() -> AsyncIterator[None]:
    """Its users catch httpx's errors, which bear the names of httpcore's."""
    try:
        yield
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise getattr(httpx, type(error).__name__, httpx.TransportError)(str(error)) from error
