"""What every answer carries, and what no call may bring."""

import asyncio
import json
import re
from datetime import UTC, datetime

import httpx
import pytest

from conventions_app import build
from dsr_service.api.access_log import AccessLog
from dsr_service.api.middleware import SECURITY_HEADERS

PATHS = [
    ("GET", "/v1/things/a", 200),
    ("GET", "/nowhere", 404),
    ("GET", "/v1/things/broken", 500),
    ("POST", "/v1/things", 415),
    ("DELETE", "/v1/things/a", 405),
    ("OPTIONS", "/v1/things/a", 204),
    ("OPTIONS", "/nowhere", 404),
    ("HEAD", "/v1/things/a", 200),
    ("TRACE", "/v1/things/a", 405),
]


@pytest.mark.parametrize(("method", "path", "status"), PATHS)
async def test_every_answer_is_guarded_and_traced(client, method, path, status):
    answer = await client.request(method, path)
    assert answer.status_code == status
    for name, value in SECURITY_HEADERS:
        assert answer.headers.get_list(name.decode()) == [value.decode()]
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])
    assert re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-00", answer.headers["traceparent"])
    assert "server" not in answer.headers
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert "strict-transport-security" not in answer.headers


async def test_transport_security_where_the_call_came_over_tls(app):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://api.test") as client:
        answer = await client.get("/v1/things/a")
    age = re.match(r"max-age=(\d+)", answer.headers["strict-transport-security"])
    assert age
    assert int(age[1]) >= 365 * 24 * 3600


@pytest.mark.parametrize("given", ["abc-123", "A.b_C-9", "x" * 128])
async def test_a_sane_request_id_is_echoed(client, given):
    assert (await client.get("/v1/things/a", headers={"x-request-id": given})).headers[
        "x-request-id"
    ] == given


@pytest.mark.parametrize("given", ["", "x" * 129, "a b", "jane@example.org", "<script>", "é", 'a"b', "a,b"])
async def test_other_request_ids_are_replaced(client, given):
    answer = await client.get("/v1/things/a", headers={"x-request-id": given.encode()})
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])


TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@pytest.mark.parametrize(
    ("given", "flags"),
    [
        (f"00-{TRACE}-{SPAN}-01", "01"),
        (f"00-{TRACE}-{SPAN}-00", "00"),
        (f"00-{TRACE}-{SPAN}-ff", "01"),
        (f"01-{TRACE}-{SPAN}-01", "01"),
        (f"cc-{TRACE}-{SPAN}-01-what-the-future-holds", "01"),
    ],
)
async def test_a_trace_is_continued(client, given, flags):
    _, trace, span, out = (
        (await client.get("/v1/things/a", headers={"traceparent": given})).headers["traceparent"].split("-")
    )
    assert (trace, out) == (TRACE, flags)
    assert span != SPAN


@pytest.mark.parametrize(
    "given",
    [
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01-more",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}",
        f"00-{TRACE}-{SPAN}-1",
        "canary",
    ],
)
async def test_an_unreadable_trace_starts_a_new_one(client, given):
    out = (await client.get("/v1/things/a", headers={"traceparent": given})).headers["traceparent"]
    assert TRACE not in out
    assert re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-00", out)


async def call(app, headers, method="GET", path="/v1/things/a", client=("198.51.100.7", 1)):
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "scheme": "http",
        "headers": headers,
        "client": client,
        "server": ("api.test", 80),
    }
    await app(scope, receive, send)
    return sent[0]["status"], b"".join(m.get("body", b"") for m in sent[1:])


HOST = (b"host", b"api.test")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([HOST], 200),
        ([(b"host", b"api.test:8080")], 200),
        ([(b"host", b"[::1]:8080")], 200),
        ([], 400),
        ([HOST, HOST], 400),
        ([(b"host", b"")], 400),
        ([(b"host", b"a b")], 400),
        ([(b"host", b"api.test, evil.test")], 400),
        ([(b"host", b"evil.test/path")], 400),
        ([(b"host", b"user@evil.test")], 400),
        ([(b"host", b"\xc3\xa9.test")], 400),
        ([HOST, (b"authorization", b"Bearer a"), (b"authorization", b"Bearer b")], 400),
        ([HOST, (b"content-type", b"a/b"), (b"content-type", b"a/b")], 400),
        ([HOST, (b"content-length", b"0"), (b"content-length", b"1")], 400),
        ([HOST, (b"content-length", b"0"), (b"transfer-encoding", b"chunked")], 400),
        ([HOST, (b"transfer-encoding", b"gzip, chunked")], 400),
        ([HOST, (b"idempotency-key", b"a"), (b"idempotency-key", b"a")], 400),
        ([HOST, (b"x-request-id", b"a"), (b"x-request-id", b"b")], 200),
        ([HOST, *[(b"x-%d" % i, b"1") for i in range(101)]], 431),
        ([HOST, (b"x-large", b"x" * 20_000)], 431),
    ],
)
async def test_headers_that_two_readers_take_differently_are_refused(app, headers, status):
    answered, body = await call(app, headers)
    assert answered == status
    if status != 200:
        assert json.loads(body)["status"] == status


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        (
            "198.51.100.7",
            [(b"x-forwarded-for", b"203.0.113.9"), (b"x-forwarded-proto", b"https")],
            ["198.51.100.7", "http"],
        ),
        ("10.0.0.1", [], ["10.0.0.1", "http"]),
        (
            "10.0.0.1",
            [(b"x-forwarded-for", b"203.0.113.9"), (b"x-forwarded-proto", b"https")],
            ["203.0.113.9", "https"],
        ),
        ("10.0.0.1", [(b"x-forwarded-for", b"6.6.6.6, 203.0.113.9, 10.2.2.2")], ["203.0.113.9", "http"]),
        (
            "10.0.0.1",
            [(b"x-forwarded-for", b"6.6.6.6"), (b"x-forwarded-for", b"203.0.113.9")],
            ["203.0.113.9", "http"],
        ),
        ("10.0.0.1", [(b"x-forwarded-for", b"canary")], ["10.0.0.1", "http"]),
        ("10.0.0.1", [(b"x-forwarded-proto", b"gopher")], ["10.0.0.1", "http"]),
        ("2001:db8::1", [(b"x-forwarded-for", b"2001:470::9")], ["2001:470::9", "http"]),
    ],
)
async def test_forwarded_addresses_count_from_trusted_peers_only(app, peer, forwarded, expected):
    _, body = await call(app, [HOST, *forwarded], path="/who", client=(peer, 1))
    assert json.loads(body) == expected


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/v1/things", "OPTIONS, POST"),
        ("/v1/things/a", "GET, HEAD, OPTIONS, PUT"),
        ("/v1/things/search", "GET, HEAD, OPTIONS, PUT"),
    ],
)
async def test_options_names_the_methods(client, path, allow):
    answer = await client.options(
        path, headers={"origin": "https://evil.test", "access-control-request-method": "GET"}
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["allow"] == allow


async def test_head_is_get_without_a_body(client):
    get, head = await client.get("/v1/things/a"), await client.head("/v1/things/a")
    assert head.content == b""
    assert head.status_code == 200
    for name in ("content-length", "content-type"):
        assert head.headers[name] == get.headers[name]
    missing = await client.head("/v1/things/absent")
    assert (missing.status_code, missing.content) == (404, b"")
    assert (await client.head("/v1/things")).status_code == 405


async def test_the_access_log_holds_templates_and_no_input():
    written = []
    log = AccessLog(lambda: datetime(2026, 11, 23, 9, tzinfo=UTC), written.append)
    transport = httpx.ASGITransport(build(log))
    async with httpx.AsyncClient(transport=transport, base_url="http://api.test") as client:
        await client.get("/v1/things/canary?odd=canary", headers={"authorization": "Bearer canary"})
        await client.request(
            "CANARY", "/v1/things/canary%0A", headers={"traceparent": f"00-{TRACE}-{SPAN}-01"}
        )
    assert written == []
    async with asyncio.timeout(60):
        while b"405" not in b"".join(written):
            await asyncio.sleep(0.02)
    lines = [json.loads(line) for line in b"".join(written).splitlines()]
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("GET", "/v1/things/{name}", 422),
        ("other", "/v1/things/{name}", 405),
    ]
    assert all(line["duration_ms"] >= 0 and line["request_id"] for line in lines)
    assert lines[1]["trace_id"] == TRACE
    assert lines[0]["timestamp"] == "2026-11-23T09:00:00Z"
    assert "canary" not in repr(lines).lower()


async def test_many_lines_do_not_wait_and_none_is_lost_at_the_end():
    written = []
    log = AccessLog(lambda: datetime(2026, 11, 23, 9, tzinfo=UTC), written.append)
    for number in range(501):
        log.add({"number": number})
    assert len(b"".join(written).splitlines()) == 500
    log.flush()
    assert [json.loads(line)["number"] for line in b"".join(written).splitlines()] == list(range(501))


async def test_simultaneous_calls_keep_their_own_ids(client):
    async def one(number):
        answer = await client.get("/v1/things/teapot", headers={"x-request-id": f"id-{number}"})
        return answer.json()["request_id"]

    assert await asyncio.gather(*(one(i) for i in range(20))) == [f"id-{i}" for i in range(20)]
