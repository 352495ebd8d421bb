"""Conditions on versions: stale or unreadable 412, missing 428."""

import pytest

HEADERS = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("if_match", "status"),
    [
        (None, 428),
        ('"v7"', 200),
        ("*", 200),
        (' "v6" , "v7"', 200),
        (',, "v7",', 200),
        ('"v6"', 412),
        ('W/"v7"', 412),
        ('"v6", "a,b"', 412),
        ('"v7,"', 412),
        ("v7", 412),
        ('"v7', 412),
        ('"v7" "v8"', 412),
        ('"v7"; "v8"', 412),
        ("*, *", 412),
        ("", 412),
        (",", 412),
        ('w/"v7"', 412),
    ],
)
async def test_if_match(client, if_match, status):
    headers = {} if if_match is None else {"if-match": if_match}
    answer = await client.put("/v1/things/a", json={"name": "a"}, headers=headers)
    assert answer.status_code == status, answer.text
    if status == 412:
        assert answer.headers["etag"] == '"v7"'


async def test_several_lines_are_one_list(client):
    answer = await client.put(
        "/v1/things/a", json={"name": "a"}, headers=[("if-match", '"v1"'), ("if-match", '"v7"')]
    )
    assert answer.status_code == 200
