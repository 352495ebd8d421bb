"""Every error, the framework's own too, is a problem that says nothing of the input."""

import json

import pytest

from dsr_service.api.problems import STATUS, Problem
from dsr_service.domain.errors import Kind
from jsonpointer_check import is_pointer

CANARY = "canary-7f3a"


def test_each_kind_has_one_status():
    assert set(STATUS) == set(Kind)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/v1/things/absent", 404, "not_found"),
        ("GET", "/v1/things/forbidden", 403, "forbidden"),
        ("GET", "/v1/things/teapot", 409, "teapot"),
        ("DELETE", "/v1/things/a", 405, "method_not_allowed"),
        ("TRACE", "/v1/things/a", 405, "method_not_allowed"),
        ("TRACE", "/nowhere", 405, "method_not_allowed"),
        ("GET", "/v1/things/broken", 500, "internal_error"),
        ("GET", "/v1/things/sql", 500, "internal_error"),
        ("GET", "/v1/things/pool", 503, "service_unavailable"),
        ("GET", "/v1/things/refused", 503, "service_unavailable"),
        ("GET", "/v1/things/slow", 503, "service_unavailable"),
        ("POST", "/v1/things", 415, "unsupported_media_type"),
        ("GET", "/v1/things/a%00b", 400, "malformed_request"),
        ("GET", "/v1/things/" + "a" * 9000, 414, "uri_too_long"),
    ],
)
async def test_errors_are_problems(client, method, path, status, code):
    answer = await client.request(method, path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = Problem.model_validate_json(answer.content)
    assert (body.status, body.code) == (status, code)
    assert body.type == f"/docs/errors#{code}"
    assert body.request_id == answer.headers["x-request-id"]
    assert "secret" not in answer.text
    assert "jane" not in answer.text
    if status == 503:
        assert int(answer.headers["retry-after"]) >= 1


async def test_405_names_every_method_of_the_path(client):
    answer = await client.delete("/v1/things/a")
    assert answer.headers.get_list("allow") == ["GET, HEAD, OPTIONS, PUT"]


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/name"]),
        ({"name": 1}, ["/name"]),
        ({"name": CANARY * 3}, ["/name"]),
        ({"name": "a", "unknown": CANARY}, ["/unknown"]),
        ({"name": "a", "jane@example.org": CANARY}, [""]),
        ({"name": "a", "count": CANARY}, ["/count"]),
        ({"name": "a", "tags": ["x", 3]}, ["/tags/1"]),
        ({"name": "a", "labels": {"good": 1, "bad": CANARY}}, ["/labels/bad"]),
        ({"name": "a", "pet": {"kind": CANARY}}, ["/pet/kind"]),
        ({"name": "a", "pet": {}}, ["/pet/kind"]),
        ({"name": "a", "pet": {"kind": "cat"}}, ["/pet/lives"]),
        ({"name": "a", "pet": {"kind": "cat", "lives": 10}}, ["/pet/lives"]),
        ({"name": "a", "pet": {"kind": "dog", "name": "x", "odd": 1}}, ["/pet/odd"]),
        ({"name": "a", "either": CANARY}, ["/either"]),
        ({"name": "refused"}, ["/name"]),
        ({"name": "leaky"}, ["/name"]),
        ([], [""]),
        ("a", [""]),
        (None, [""]),
    ],
)
async def test_pointers_fit_the_body_and_nothing_is_echoed(client, body, pointers):
    headers = {"content-type": "application/json"}
    answer = await client.post("/v1/things", content=json.dumps(body), headers=headers)
    assert answer.status_code == 422, answer.text
    errors = answer.json()["errors"]
    assert list(dict.fromkeys(e["pointer"] for e in errors)) == pointers
    assert all(is_pointer(e["pointer"]) and e["in"] == "body" for e in errors)
    assert CANARY not in answer.text
    assert "jane" not in answer.text
    assert "secret" not in answer.text


async def test_a_validators_own_words_are_passed_on_only_when_they_are_fixed(client):
    answer = await client.post("/v1/things", json={"name": "refused"})
    assert answer.json()["errors"][0]["detail"] == "This name is taken by the house."
    answer = await client.post("/v1/things", json={"name": "leaky"})
    assert answer.json()["errors"][0]["detail"] == "The value is not valid."


@pytest.mark.parametrize(
    ("query", "pointer"),
    [("q=" + "x" * 11, "/q"), ("q=a&q=b", "/q"), ("odd=1", "/odd"), ("jane@example.org=1", "")],
)
async def test_query_parameters_are_strict(client, query, pointer):
    answer = await client.get("/v1/things/search?" + query)
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["in"]) == (pointer, "query")
    assert "jane" not in answer.text


async def test_repeatable_query_parameters_repeat(client):
    answer = await client.get("/v1/things/search?tag=a&tag=b")
    assert answer.json() == ["", "a", "b"]


@pytest.mark.parametrize("query", ["q=%00", "q=%ff", "q=%ed%a0%80", "%00=1"])
async def test_unstorable_text_in_a_query_is_refused(client, query):
    assert (await client.get("/v1/things/search?" + query)).status_code == 400


async def test_a_flood_of_faults_gets_a_bounded_answer(client):
    answer = await client.post("/v1/things", json={"name": "a", "tags": [1] * 10_000})
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 100


async def test_nothing_of_an_unexpected_error_reaches_the_log(client, capsys):
    await client.get("/v1/things/broken")
    await client.get("/v1/things/sql")
    printed = "".join(capsys.readouterr())
    assert "unexpected_error" in printed
    assert "ValueError" in printed
    assert "jane" not in printed
    assert "secret" not in printed
