"""JSON that two readers could take differently is refused, with a pointer, and never echoed."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsr_service.api.json_decoding import MAX_DEPTH, MAX_INTEGER, MalformedJson, decode
from jsonpointer_check import is_pointer

JSON = {"content-type": "application/json"}

HOSTILE = {
    "empty": (b"", ""),
    "blank": (b" \n\t", ""),
    "broken": (b'{"name": canary', ""),
    "trailing": (b'{"name": "a"} canary', ""),
    "two values": (b'{"name": "a"}{"name": "b"}', ""),
    "trailing comma": (b'{"name": "a",}', ""),
    "single quotes": (b"{'name': 'canary'}", ""),
    "comment": (b'{"name": "a" /* canary */}', ""),
    "control character": (b'{"name": "a\x01canary"}', ""),
    "raw newline": (b'{"name": "a\ncanary"}', ""),
    "duplicate": (b'{"name": "a", "name": "canary"}', "/name"),
    "duplicate by escape": (b'{"name": "a", "n\\u0061me": "canary"}', "/name"),
    "duplicate deep": (b'{"name": "a", "labels": {"x": [{"y": 1, "y": 2}]}}', "/labels/x/0/y"),
    "duplicate personal": (b'{"name": "a", "labels": {"canary@x.org": 1, "canary@x.org": 2}}', "/labels"),
    "NaN": (b'{"name": "a", "count": NaN}', "/count"),
    "Infinity": (b'{"name": "a", "tags": [1, -Infinity]}', "/tags/1"),
    "1e400": (b'{"name": "a", "count": 1e400}', "/count"),
    "-1e400": (b'{"name": "a", "count": [-1e400]}', "/count/0"),
    "2^53": (b'{"count": 9007199254740992}', "/count"),
    "huge integer": (b'{"count": ' + b"9" * 100_000 + b"}", "/count"),
    "huge negative": (b'{"count": -' + b"9" * 5_000 + b"}", "/count"),
    "lone surrogate": (rb'{"name": "\ud800canary"}', "/name"),
    "low surrogate": (rb'{"name": "\udc00"}', "/name"),
    "swapped surrogates": (rb'{"tags": ["x", "\udc00\ud800"]}', "/tags/1"),
    "surrogate in a name": (rb'{"\ud800": 1}', ""),
    "NUL": (rb'{"name": "a\u0000canary"}', "/name"),
    "NUL in a name": (rb'{"labels": {"a\u0000": 1}}', "/labels"),
    "raw NUL": (b'{"name": "a\x00"}', ""),
    "BOM": (b'\xef\xbb\xbf{"name": "a"}', ""),
    "UTF-16 LE": ('{"name": "a"}'.encode("utf-16-le"), ""),
    "UTF-16 BE": ('{"name": "a"}'.encode("utf-16-be"), ""),
    "UTF-16 BOM": ('{"name": "a"}'.encode("utf-16"), ""),
    "UTF-32": ('{"name": "a"}'.encode("utf-32-be"), ""),
    "Latin-1": ('{"name": "é"}'.encode("latin-1"), ""),
    "overlong": (b'{"name": "\xc0\xaf"}', ""),
    "raw surrogate": (b'{"name": "\xed\xa0\x80"}', ""),
    "beyond Unicode": (b'{"name": "\xf5\x80\x80\x80"}', ""),
    "deep lists": (b"[" * 100_000, ""),
    "deep closed": (b"[" * 5_000 + b"]" * 5_000, ""),
    "deep objects": (b'{"a":' * 50_000, ""),
    "deep behind a string": (b'{"a": "\\"[[[", "b": ' + b"[" * 40 + b"]" * 40 + b"}", ""),
    "quotes without end": (b"[" * 40 + b'"\\"' * 60_000, ""),
    "leading zero": (b'{"count": 01}', ""),
    "plus": (b'{"count": +1}', ""),
    "hex": (b'{"count": 0x10}', ""),
    "bare dot": (b'{"count": 1.}', ""),
}


@pytest.mark.parametrize("case", HOSTILE)
async def test_hostile_bodies_are_400_with_a_pointer(client, case):
    body, pointer = HOSTILE[case]
    answer = await client.post("/v1/things", content=body, headers=JSON)
    assert answer.status_code == 400, answer.text
    problem = answer.json()
    assert problem["code"] == "malformed_json"
    assert [e["pointer"] for e in problem["errors"]] == [pointer]
    assert is_pointer(pointer)
    assert "canary" not in answer.text
    assert len(answer.content) < 1000


@pytest.mark.parametrize(
    "body",
    [
        b'{"name": "\\ud83d\\ude00"}',
        '{"name": "😀 é"}'.encode(),
        b'{"name": "\\u0001"}',
        b' {"name": "a", "count": 9007199254740991}\n',
        b'{"name": "[[[[[[[[[[[[[[[[[", "tags": ["{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{"]}',
    ],
)
async def test_sound_bodies_pass(client, body):
    answer = await client.post("/v1/things", content=body, headers=JSON)
    assert answer.status_code == 201, answer.text
    assert answer.json()["name"] == json.loads(body)["name"]


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/jsonp",
        "application/json; charset=utf-16",
        "application/json; charset=latin-1",
        "application/json, text/plain",
        "application/merge-patch+json",
    ],
)
async def test_other_media_types_are_415(client, content_type):
    headers = {} if content_type is None else {"content-type": content_type}
    answer = await client.post("/v1/things", content=b'{"name": "a"}', headers=headers)
    assert answer.status_code == 415
    assert answer.json()["code"] == "unsupported_media_type"


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "APPLICATION/JSON",
        "application/json;charset=UTF-8",
        'application/json; charset="utf-8"',
    ],
)
async def test_json_in_utf_8_is_taken(client, content_type):
    answer = await client.post("/v1/things", content=b'{"name": "a"}', headers={"content-type": content_type})
    assert answer.status_code == 201


async def test_compressed_bodies_are_415(client):
    answer = await client.post("/v1/things", content=b"x", headers={**JSON, "content-encoding": "gzip"})
    assert answer.status_code == 415
    assert answer.headers["accept-encoding"] == "identity"


async def test_an_optional_body_may_be_left_out(client):
    assert (await client.put("/v1/things/maybe")).json() is False
    assert (await client.put("/v1/things/maybe", json={"name": "a"})).json() is True
    assert (await client.put("/v1/things/maybe", content=b"{", headers=JSON)).status_code == 400


async def test_the_limit_is_each_routes_own_and_counted_while_streaming(client):
    body = json.dumps({"a": "x" * 300_000}).encode()
    assert (await client.post("/v1/things", content=body, headers=JSON)).status_code == 413
    assert (await client.post("/v1/things/large", content=body, headers=JSON)).status_code == 200

    sent = 0

    async def endless():
        nonlocal sent
        while True:
            sent += 10_000
            yield b" " * 10_000

    answer = await client.post("/v1/things/large", content=endless(), headers=JSON)
    assert answer.status_code == 413
    assert answer.json()["code"] == "body_too_large"
    assert answer.headers["connection"] == "close"
    assert sent <= 1_100_000


async def test_a_length_beyond_the_limit_is_refused_before_a_byte_is_read(client):
    async def never():
        raise AssertionError("the body was read")
        yield b""

    answer = await client.post(
        "/v1/things", content=never(), headers={**JSON, "content-length": "999999999999"}
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "value", ["%201", "1%20", "1_0", "1.0", "+1", "01", "-0x1", "1e1", "%D9%A3", "", "9" * 5000]
)
async def test_integers_in_a_query_are_written_in_one_way(client, value):
    answer = await client.get(f"/v1/things/search?least={value}")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"detail": "Must be an integer.", "pointer": "/least", "in": "query"}]


@pytest.mark.parametrize("value", ["yes", "1", "T", "True", "on", ""])
async def test_booleans_in_a_query_are_written_in_one_way(client, value):
    answer = await client.get(f"/v1/things/search?alive={value}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/alive"


async def test_what_is_written_well_is_taken(client):
    assert (await client.get("/v1/things/search?least=-7&alive=true&alive=true")).status_code == 422
    assert (await client.get("/v1/things/search?least=-7&alive=false")).status_code == 200


async def test_form_fields_are_strict(client):
    two = [("file", ("a.png", b"x")), ("file", ("b.png", b"y"))]
    assert (await client.post("/v1/things/files", files=two, data={"note": "n"})).json() == [
        "n",
        "a.png",
        "b.png",
    ]
    unknown = await client.post("/v1/things/files", files=two, data={"odd": "n"})
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/odd")
    double = await client.post("/v1/things/files", files=two, data={"note": ["n", "m"]})
    assert (double.status_code, double.json()["errors"][0]["pointer"]) == (422, "/note")
    nul = await client.post("/v1/things/files", files=two, data={"note": "n\x00"})
    assert nul.status_code == 400
    large = await client.post("/v1/things/files", files=[("file", ("a", b"x" * 6000))])
    assert large.status_code == 413
    other = await client.post("/v1/things/files", json={})
    assert other.status_code == 415
    unbounded = await client.post(
        "/v1/things/files", content=b"x", headers={"content-type": "multipart/form-data"}
    )
    assert unbounded.status_code == 400
    broken = await client.post(
        "/v1/things/files",
        content=b"--x\r\ncanary",
        headers={"content-type": "multipart/form-data; boundary=x"},
    )
    assert broken.status_code in (400, 422)
    assert "canary" not in broken.text


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 201),
        ("*/*", 201),
        ("text/html, application/*;q=0.1", 201),
        ("text/html,application/xhtml+xml,*/*;q=0.8", 201),
        ("text/html", 406),
        ("application/json;q=0, text/html", 406),
        ("image/*", 406),
        ("", 201),
        (",,;;", 201),
    ],
)
async def test_accept(client, accept, status):
    answer = await client.post("/v1/things", json={"name": "a"}, headers={"accept": accept})
    assert answer.status_code == status


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-MAX_INTEGER, MAX_INTEGER)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@settings(max_examples=100, deadline=None)
@given(values, st.booleans())
def test_every_sound_value_comes_through(value, ascii_only):
    body = json.dumps(value, ensure_ascii=ascii_only).encode()
    assert decode(body) == value


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=60)
    | st.text(st.sampled_from('{}[]",:\\u0deau1-.eN \ud800')).map(
        lambda t: t.encode("utf-8", "surrogatepass")
    )
)
def test_any_bytes_are_a_value_or_a_refusal(body):
    try:
        value = decode(body)
    except MalformedJson as refusal:
        refused = refusal
    else:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        return
    assert len(refused.violations) == 1
    assert is_pointer(refused.violations[0].pointer)


def test_depth_is_counted_exactly():
    assert decode(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    with pytest.raises(MalformedJson):
        decode(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1))
    assert len(decode(b"[" + b"[]," * 1000 + b"[]]")) == 1001
