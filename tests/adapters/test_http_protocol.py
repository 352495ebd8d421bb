"""Raw HTTP over a real socket: no second answer to one request, no smuggling, errors as problems."""

import asyncio
import json

import pytest
import uvicorn

from conventions_app import build
from dsr_service.adapters import http_protocol

HOST = b"Host: api.test\r\n"
GET = b"GET /v1/things/a HTTP/1.1\r\n"
POST = b"POST /v1/things HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"


@pytest.fixture
async def port():
    server = uvicorn.Server(uvicorn.Config(build(), port=0, lifespan="off", **http_protocol.server_options()))
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await running


PATIENCE = 60  # of who waits for something that comes


async def exchange(port, *pieces, pause=0.0, wait=0.4, first=5.0):
    """All that the server sends until it closes, or is silent for a while after its first word."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    received = b""
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)
        while chunk := await asyncio.wait_for(reader.read(65536), wait if received else first):
            received += chunk
    except (TimeoutError, ConnectionError):
        pass
    finally:
        writer.close()
    return received


def statuses(received):
    return [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]]


def problem_of(received):
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    return json.loads(body)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (GET + HOST + b"\r\n", [200]),
        (GET + b"\r\n", [400]),
        (GET + HOST + HOST + b"\r\n", [400]),
        (GET + b"Host: api.test\r\nHost: evil.test\r\n\r\n", [400]),
        (b"GET http://evil.test/v1/things/a HTTP/1.1\r\n" + HOST + b"\r\n", [200]),
        (GET + HOST + b"X-A: b\r\n folded\r\n\r\n", [400]),
        (GET + HOST + b"X A: b\r\n\r\n", [400]),
        (GET + HOST + b"X-A : b\r\n\r\n", [400]),
        (GET + HOST + b"X-A: b\x00c\r\n\r\n", [400]),
        (GET + HOST + b"X-A: b\rc\r\n\r\n", [400]),
        (
            POST + b"Content-Length: 13\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
            [400],
        ),
        (POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", [400]),
        (POST + b"Content-Length: 13\r\nContent-Length: 14\r\n\r\n" + b'{"name": "a"}', [400]),
        (POST + b"Content-Length: +13\r\n\r\n" + b'{"name": "a"}', [400]),
        (POST + b"Content-Length: -1\r\n\r\n", [400]),
        (POST + b"Content-Length: 1_3\r\n\r\n" + b'{"name": "a"}', [400]),
        (POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", [400]),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n0xd\r\n{}\r\n0\r\n\r\n", [400]),
        (POST + b'Transfer-Encoding: chunked\r\n\r\nd\r\n{"name": "a"}\r\n0\r\n\r\n', [201]),
        (
            POST
            + b'Transfer-Encoding: chunked\r\n\r\nd\r\n{"name": "a"}\r\n0\r\nHost: evil\r\nX-B: c\r\n\r\n',
            [201],
        ),
        (POST + b'Content-Length: 13\r\n\r\n{"name": "a"}' + GET + HOST + b"\r\n", [201, 200]),
        (b"GET /\xff HTTP/1.1\r\n" + HOST + b"\r\n", [400]),
        (b"GET /v1/things/a HTTP/9.9\r\n" + HOST + b"\r\n", [400]),
        (b"TRACE /v1/things/a HTTP/1.1\r\n" + HOST + b"\r\n", [405]),
        (b"CONNECT evil.test:443 HTTP/1.1\r\n" + HOST + b"\r\n", [400]),
        (b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n", [204]),
        (b"FOO /v1/things/a HTTP/1.1\r\n" + HOST + b"\r\n", [400]),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", [400]),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [400]),
        (b"GET / HTTP/1.1\r\n" + b"X: " + b"y" * 40_000, [431]),
        (b"GET /" + b"y" * 20_000, [414]),
        (GET + HOST + b"Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n", [200]),
        (b"GET /v1/things/a HTTP/2.0\r\n" + HOST + b"\r\n", [400]),
        (b"GET /v1/things/a HTTP/0.9\r\n" + HOST + b"\r\n", [400]),
        (b"GET ftp://api.test/v1/things/a HTTP/1.1\r\n" + HOST + b"\r\n", [400]),
        (b"GET http://evil:pass@api.test/v1/things/a HTTP/1.1\r\n" + HOST + b"\r\n", [400]),
        (b"GET evil:80 HTTP/1.1\r\n" + HOST + b"\r\n", [400]),
        (b"GET /v1/things%2Fa HTTP/1.1\r\n" + HOST + b"\r\n", [404]),
        (b"GET /v1/things/..%5cevil HTTP/1.1\r\n" + HOST + b"\r\n", [404]),
        (GET + b"Host: evil@api.test\r\n\r\n", [400]),
        (GET + b"Host:\r\n\r\n", [400]),
        (GET + HOST + b"X-A: 1\nX-B: 2\r\n\r\n", [400]),
        (POST + b"Content-Length: 5, 5\r\n\r\nabcde", [400]),
        (POST + b"Content-Length:\r\n\r\n", [400]),
        (POST + b"Content-Length: 99999999999999999999999\r\n\r\n", [400]),
        (POST + b"Content-Length: 999999999\r\n\r\n", [413]),
        (POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", [400]),
        (POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", [400]),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n", [400]),
        (POST + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}", [400]),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"e" * 200_000, [400]),
        (
            POST
            + b"Transfer-Encoding: chunked\r\n\r\n"
            + b"1\r\n \r\n" * 20
            + b'd\r\n{"name": "a"}\r\n0\r\n\r\n',
            [201],
        ),
        (GET + HOST + b"X-A: \xe9\xff\r\n\r\n", [200]),
        (GET + HOST + b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n\r\n", [200]),
    ],
)
async def test_one_request_gets_one_answer(port, raw, expected):
    received = await exchange(port, raw)
    assert statuses(received) == expected, received
    if expected[0] >= 400:
        assert problem_of(received)["status"] == expected[0]
        assert b"evil" not in received


async def test_http_1_0_needs_no_host(port):
    assert b" 200 OK" in await exchange(port, b"GET /v1/things/a HTTP/1.0\r\n\r\n")


async def test_a_broken_request_is_answered_after_those_before_it(port):
    received = await exchange(port, GET + HOST + b"\r\n" + GET + HOST + b"\r\n" + b"evil\r\n\r\n")
    assert statuses(received) == [200, 200, 400]
    broken_body = POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"
    received = await exchange(port, GET + HOST + b"\r\n" + broken_body + GET + HOST + b"\r\n")
    assert statuses(received) == [200, 400]
    received = await exchange(port, GET + HOST + b"\r\n" * 2, b"evil\r\n\r\n", pause=0.1)
    assert statuses(received) == [200, 400]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (GET + HOST + b"\r\n", [200]),
        (GET + HOST + b"\r\n" + GET + HOST + b"\r\n", [200, 200]),
        (POST + b'Content-Length: 13\r\n\r\n{"name": "a"}', [201]),
        (POST + b'Content-Length: 14\r\n\r\n{"name": "a"}', []),
        (b"evil\r\n\r\n", [400]),
        (GET, []),
    ],
)
async def test_who_has_said_all_and_listens_gets_the_answer(port, raw, expected):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(raw)
    writer.write_eof()
    received = await asyncio.wait_for(reader.read(), PATIENCE)  # until the server closes
    writer.close()
    assert statuses(received) == expected


async def test_a_body_that_drips_in_is_cut(port, monkeypatch):
    monkeypatch.setattr(http_protocol, "BODY_SECONDS", 0.2)
    received = await exchange(port, POST + b"Content-Length: 13\r\n\r\n", b" ", first=PATIENCE)
    assert statuses(received) == [408]
    monkeypatch.setattr(http_protocol, "BODY_SECONDS", 1.0)
    monkeypatch.setattr(http_protocol, "BODY_BYTES_A_WINDOW", 1)
    pieces = [b'{"name"', b": ", b'"a"', b"}"]
    received = await exchange(port, POST + b"Content-Length: 13\r\n\r\n", *pieces, pause=0.35, first=PATIENCE)
    assert statuses(received) == [201]


async def test_headers_that_never_end_are_cut(port, monkeypatch):
    monkeypatch.setattr(http_protocol, "HEADER_SECONDS", 0.3)
    received = await exchange(port, GET, b"X-A: 1\r\n", b"X-B: 1\r\n", pause=0.05, first=PATIENCE)
    assert statuses(received) == [408]
    assert await exchange(port, first=PATIENCE) == b""
    monkeypatch.setattr(http_protocol, "HEADER_SECONDS", 10)
    assert statuses(await exchange(port, GET + HOST, b"\r\n", pause=0.4)) == [200]


async def test_an_upload_beyond_the_limit_is_cut_while_it_streams(port):
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(POST + b"Transfer-Encoding: chunked\r\n\r\n")
    sent = 0
    try:
        while sent < 200_000_000:
            writer.write(b"10000\r\n" + b" " * 65536 + b"\r\n")
            await asyncio.wait_for(writer.drain(), PATIENCE)
            sent += 65536
    except ConnectionError:
        pass
    assert sent < 20_000_000


async def test_who_sends_on_can_still_read_the_early_answer(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(POST + b"Content-Length: 8000000\r\n\r\n")
    for _ in range(50):  # as a client does that reads only when it has sent all
        writer.write(b" " * 100_000)
        await writer.drain()
        await asyncio.sleep(0.005)
    received = await asyncio.wait_for(reader.read(), PATIENCE)
    writer.close()
    assert statuses(received) == [413]


async def test_a_broken_download_is_cut_short_of_its_length(port):
    received = await exchange(
        port, b"GET /v1/things/ill/content HTTP/1.1\r\n" + HOST + b"\r\n", first=PATIENCE
    )
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"content-length: 10240" in head
    assert len(body) < 10240


@pytest.mark.parametrize("target", [b"/v1/things/a", b"/v1/things/a/content", b"/nowhere"])
async def test_head_leaves_the_connection_to_the_next_request(port, target, caplog):
    head, then = (method + target + b" HTTP/1.1\r\n" + HOST for method in (b"HEAD ", b"GET "))
    received = await exchange(port, head + b"\r\n", then + b"\r\n", pause=0.1)
    first, second = statuses(received)
    assert first == second
    assert not caplog.records
