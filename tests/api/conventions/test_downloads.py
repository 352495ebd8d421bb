"""Downloads: ranges, conditions, digests, names, and answers that break off rather than lie."""

import base64
import email.message
import http.client
import io
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conventions_app import CONTENT
from dsr_service.api.downloads import content_disposition, safe_name
from dsr_service.api.middleware import AbortedAnswer

SIZE = len(CONTENT)
URL = "/v1/things/a/content"


async def test_the_whole(client):
    answer = await client.get(URL)
    assert (answer.status_code, answer.content) == (200, CONTENT)
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["etag"] == '"abc"'
    assert answer.headers["content-length"] == str(SIZE)
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["repr-digest"] == f"sha-256=:{base64.b64encode(bytes(32)).decode()}:"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"rapport d_ete.zip\"; filename*=UTF-8''rapport%20d%27%C3%A9t%C3%A9.zip"
    )


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-", 0, SIZE),
        ("bytes=5-9", 5, 10),
        ("BYTES=5-9", 5, 10),
        ("bytes= 5-9 ", 5, 10),
        ("bytes=-5", SIZE - 5, SIZE),
        (f"bytes=-{SIZE * 2}", 0, SIZE),
        (f"bytes=5-{SIZE * 9}", 5, SIZE),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE),
        ("bytes=998-3001", 998, 3002),
    ],
)
async def test_one_range(client, value, start, end):
    answer = await client.get(URL, headers={"range": value})
    assert (answer.status_code, answer.content) == (206, CONTENT[start:end])
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{SIZE}"
    assert answer.headers["content-length"] == str(end - start)
    assert "repr-digest" in answer.headers


@pytest.mark.parametrize(
    "value", [f"bytes={SIZE}-", f"bytes={SIZE}-{SIZE + 5}", "bytes=-0", "bytes=99999999999999-"]
)
async def test_a_range_outside_is_416(client, value):
    answer = await client.get(URL, headers={"range": value})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{SIZE}"
    assert answer.json()["code"] == "range_not_satisfiable"


@pytest.mark.parametrize(
    "value",
    [
        "bytes=0-1,3-4",
        "bytes=9-5",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=1",
        "items=0-1",
        "bytes 0-1",
        "bytes=٣-٤",
        "bytes=0-1;",
        "bytes=+1-2",
        "bytes=" + "9" * 5000 + "-",
        "canary",
    ],
)
async def test_other_ranges_are_ignored(client, value):
    answer = await client.get(URL, headers={"range": value.encode()})
    assert (answer.status_code, len(answer.content)) == (200, SIZE)


@pytest.mark.parametrize(
    ("if_range", "status"),
    [('"abc"', 206), ('"abd"', 200), ('W/"abc"', 200), ("Mon, 23 Nov 2026 00:00:00 GMT", 200), ("", 200)],
)
async def test_if_range(client, if_range, status):
    answer = await client.get(URL, headers={"range": "bytes=0-4", "if-range": if_range})
    assert answer.status_code == status


async def test_conditions(client):
    assert (await client.get(URL, headers={"if-none-match": 'W/"abc"'})).status_code == 304
    assert (await client.get(URL, headers={"if-none-match": '"x"'})).status_code == 200
    assert (await client.get(URL, headers={"if-match": '"x"'})).status_code == 412


async def test_head_reads_nothing(client):
    answer = await client.head("/v1/things/dies/content", headers={"range": "bytes=0-4"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(SIZE)
    assert answer.headers["accept-ranges"] == "bytes"


async def test_an_empty_file(client):
    answer = await client.get("/v1/things/empty/content")
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", "0")
    assert (await client.get("/v1/things/empty/content", headers={"range": "bytes=0-"})).status_code == 416


@pytest.mark.parametrize("kind", ["short", "long", "dies", "ill"])
async def test_a_broken_source_cuts_the_answer(client, kind, capsys):
    with pytest.raises(AbortedAnswer):
        await client.get(f"/v1/things/{kind}/content")
    assert "jane" not in "".join(capsys.readouterr())


NAMES = [
    "",
    ".",
    "..",
    "../../etc/passwd",
    "a\r\nSet-Cookie: x=1",
    'a"; filename="b',
    "été.pdf",
    "日本.zip",
    "a\u202egpj.exe",
    "a\x00b.png",
    "x" * 500 + ".zip",
    "a;b=c.zip",
    "con",
    "%2e%2e%2f",
    "a\\b",
    "a\u2028b",
    "😀",
    "\ud800",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_read_back_safely(name):
    header = content_disposition(name)
    assert header.isascii()
    assert header.isprintable()
    parsed = http.client.parse_headers(io.BytesIO(f"Content-Disposition: {header}\r\n\r\n".encode()))
    assert len(parsed) == 1
    message = email.message.Message()
    message["content-disposition"] = header
    assert message.get_content_disposition() == "attachment"
    if "filename*" in header:
        assert unquote(header.partition("UTF-8''")[2]) == safe_name(name)
    read = message.get_filename()
    assert read == safe_name(name) or "filename*" in header
    assert read
    assert len(read) <= 120
    assert not set(read) & set('/\\"\r\n\x00;%')


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_any_name_makes_one_header(name):
    header = content_disposition(name)
    assert header.isascii()
    assert header.isprintable()
    if "filename*" in header:
        assert unquote(header.partition("UTF-8''")[2]) == safe_name(name)
