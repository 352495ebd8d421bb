"""The breaking-change report: everything that would break a caller is named, and nothing else is."""

import copy
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import openapi_changes
from openapi_changes import DOCUMENT, ROOT, allows_breaking, breaking_changes

CURRENT: dict[str, Any] = json.loads((ROOT / DOCUMENT).read_text("utf-8"))
SUBMIT = "POST /v1/requests"
CONTENT = "/v1/requests/{request_id}/exports/{export_id}/content"


def submit(document: dict[str, Any]) -> dict[str, Any]:
    return document["paths"]["/v1/requests"]["post"]


def listing(document: dict[str, Any]) -> dict[str, Any]:
    return document["paths"]["/v1/requests"]["get"]


def content(document: dict[str, Any]) -> dict[str, Any]:
    return document["paths"][CONTENT]["get"]["responses"]["200"]


def schema(document: dict[str, Any], name: str) -> dict[str, Any]:
    return document["components"]["schemas"][name]


def parameter(operation: dict[str, Any], name: str) -> dict[str, Any]:
    return next(p for p in operation["parameters"] if p["name"] == name)


def changed(change: Callable[[dict[str, Any]], Any]) -> list[str]:
    new = copy.deepcopy(CURRENT)
    change(new)
    return breaking_changes(CURRENT, new)


BREAKING: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "an operation removed": (lambda d: d["paths"]["/v1/requests"].pop("post"), f"{SUBMIT}: removed"),
    "a path removed": (lambda d: d["paths"].pop("/v1/requests/search"), "POST /v1/requests/search: removed"),
    "an operationId renamed": (
        lambda d: submit(d).update(operationId="createRequest"),
        f"{SUBMIT}: operationId submitRequest became createRequest",
    ),
    "a status removed": (lambda d: submit(d)["responses"].pop("200"), f"{SUBMIT}: answer 200 removed"),
    "a header removed": (
        lambda d: content(d)["headers"].pop("Repr-Digest"),
        f"GET {CONTENT}: answer 200: header Repr-Digest removed",
    ),
    "a media type removed": (
        lambda d: content(d)["content"].pop("text/csv"),
        f"GET {CONTENT}: answer 200: text/csv removed",
    ),
    "a credential needed": (
        lambda d: d["paths"]["/healthz"]["get"].update(security=[{"bearer": []}]),
        "GET /healthz: needs a credential now",
    ),
    "a field of an answer removed": (
        lambda d: schema(d, "RequestOut")["properties"].pop("reference"), "answer 200/items[]/reference removed"
    ),
    "a field of an answer renamed": (
        lambda d: schema(d, "DeadlineOut")["properties"].update(
            due=schema(d, "DeadlineOut")["properties"].pop("due_date")
        ),
        "/deadline/due_date removed",
    ),
    "a field of an answer made optional": (
        lambda d: schema(d, "RequestOut")["required"].remove("status"), "/status may be absent now"
    ),
    "a field of an answer made nullable": (
        lambda d: schema(d, "RequestOut")["properties"].update(reference={"type": ["string", "null"]}),
        "/reference: type string became null or string",
    ),
    "an alternative in an answer": (
        lambda d: schema(d, "RequestOut")["properties"]["assignee"]["anyOf"].append({"type": "integer"}),
        "/assignee: integer is a new kind of value",
    ),
    "a value new in an answer": (
        lambda d: schema(d, "Status")["enum"].append("archived"), "/status: value 'archived' is new"
    ),
    "a value no longer taken": (
        lambda d: schema(d, "Channel")["enum"].remove("post"), "body/channel: value 'post' is no longer taken"
    ),
    "a field of a body required": (
        lambda d: schema(d, "RequestIn")["required"].append("locale"), "body/locale is required now"
    ),
    "a field of a body removed": (
        lambda d: schema(d, "RequestIn")["properties"].pop("locale"), "body/locale removed"
    ),
    "null no longer taken": (
        lambda d: schema(d, "RequestIn")["properties"]["locale"]["anyOf"].pop(), "body/locale: null is no longer taken"
    ),
    "a value of many no longer taken": (
        lambda d: schema(d, "Right")["enum"].remove("erasure"), "body/rights[]: value 'erasure' is no longer taken"
    ),
    "a limit in an alternative": (
        lambda d: schema(d, "RequestIn")["properties"]["locale"]["anyOf"][0].update(maxLength=5),
        "body/locale: maxLength 35 became 5",
    ),
    "a limit lowered": (
        lambda d: schema(d, "RequestIn")["properties"]["rights"].update(maxItems=2), "body/rights: maxItems 8 became 2"
    ),
    "a least raised": (
        lambda d: schema(d, "RequestIn")["properties"]["rights"].update(minItems=2), "body/rights: minItems 1 became 2"
    ),
    "a pattern changed": (
        lambda d: parameter(submit(d), "Idempotency-Key")["schema"].update(pattern="^[0-9]+$"),
        ('header parameter Idempotency-Key: pattern '
        '^([!#-~]{1,255}|"([ !#-\\[\\]-~]|\\\\["\\\\]){1,255}")$ became ^[0-9]+$'),
    ),
    "a parameter removed": (
        lambda d: listing(d)["parameters"].remove(parameter(listing(d), "sort")),
        "GET /v1/requests: query parameter sort removed",
    ),
    "a parameter required": (
        lambda d: parameter(listing(d), "limit").update(required=True),
        "GET /v1/requests: query parameter limit is required now",
    ),
    "a new parameter required": (
        lambda d: listing(d)["parameters"].append(
            {"in": "query", "name": "tenant", "required": True, "schema": {"type": "string"}}
        ),
        "GET /v1/requests: query parameter tenant is new and required",
    ),
    "a body required": (
        lambda d: d["paths"]["/v1/requests/{request_id}/withdrawal"]["post"].update(
            requestBody={"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
        ),
        "POST /v1/requests/{request_id}/withdrawal: a body is required now",
    ),
}  # fmt: skip

HARMLESS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "nothing": lambda d: None,
    "an operation more": lambda d: d["paths"].update({"/v1/more": {"get": {"responses": {"200": {}}}}}),
    "a field more in an answer": lambda d: schema(d, "RequestOut")["properties"].update(
        more={"type": "string"}
    ),
    "an optional field more in a body": lambda d: schema(d, "RequestIn")["properties"].update(
        more={"type": "string"}
    ),
    "a parameter more": lambda d: listing(d)["parameters"].append(
        {"in": "query", "name": "more", "required": False, "schema": {"type": "string"}}
    ),
    "a higher limit in a body": lambda d: schema(d, "RequestIn")["properties"]["rights"].update(maxItems=20),
    "a lower limit in an answer": lambda d: schema(d, "RequestOut")["properties"]["reference"].update(
        maxLength=20
    ),
    "a field of an answer that is always there": lambda d: schema(d, "Problem")["required"].append("errors"),
    "other words": lambda d: submit(d).update(summary="Ask", description="For one's data."),
    "null no longer sent": lambda d: schema(d, "RequestOut")["properties"]["assignee"]["anyOf"].pop(),
    "a value more in a body": lambda d: schema(d, "Channel")["enum"].append("fax"),
}


@pytest.mark.parametrize("name", BREAKING)
def test_what_breaks_a_caller_is_named(name):
    change, expected = BREAKING[name]
    found = changed(change)
    assert any(line.endswith(expected) for line in found), found


@pytest.mark.parametrize("name", HARMLESS)
def test_what_breaks_nobody_is_not_named(name):
    found = changed(HARMLESS[name])
    if name == "a value more in a body":  # the same channel comes back in answers, where it is new
        found = [line for line in found if not line.endswith("/channel: value 'fax' is new")]
    assert found == []


def test_a_webhook_is_read_the_other_way_round():
    def with_hook(**properties: Any) -> dict[str, Any]:
        body = {"type": "object", "properties": properties, "required": list(properties)}
        hook = {
            "post": {"requestBody": {"required": True, "content": {"application/json": {"schema": body}}}}
        }
        return {**CURRENT, "webhooks": {"changed": hook}}

    text = {"type": "string"}
    assert breaking_changes(with_hook(id=text), with_hook(id=text, more=text)) == []
    assert breaking_changes(with_hook(id=text, code=text), with_hook(id=text)) == [
        "POST changed: body/code removed"
    ]


@pytest.mark.parametrize(
    ("old", "new", "may"),
    [
        ("1.4.0", "2.0.0", True),
        ("1.4.0", "1.5.0", False),
        ("0.1.0", "0.2.0", True),
        ("0.1.0", "0.1.1", False),
    ],
)
def test_only_a_new_version_may_break(old, new, may):
    assert allows_breaking(old, new) is may


@pytest.fixture
def clone(tmp_path) -> Path:
    (tmp_path / "tests").mkdir()
    (tmp_path / "openapi").mkdir()
    shutil.copy(openapi_changes.__file__, tmp_path / "tests")
    shutil.copy(ROOT / DOCUMENT, tmp_path / DOCUMENT)
    for command in ("init -q", "add .", "-c user.name=n -c user.email=n@example.com commit -q -m first"):
        subprocess.run(["git", *command.split()], cwd=tmp_path, check=True)
    return tmp_path


def report(clone: Path) -> tuple[int, str]:
    run = subprocess.run(
        [sys.executable, "tests/openapi_changes.py"],
        cwd=clone, capture_output=True, text=True, check=False, env={**os.environ, "CI": "true"},
    )  # fmt: skip
    assert not run.stderr
    return run.returncode, run.stdout


def test_the_report_compares_with_the_last_release(clone):
    assert report(clone) == (0, "There is no release yet (no tag v*): nothing that the API could break.\n")
    subprocess.run(["git", "tag", "v1.0.0"], cwd=clone, check=True)
    assert report(clone) == (0, "0 breaking change(s) since v1.0.0 (1.0.0 -> 1.0.0)\n")
    new = copy.deepcopy(CURRENT)
    new["paths"].pop("/v1/requests/search")
    (clone / DOCUMENT).write_text(json.dumps(new))
    code, printed = report(clone)
    assert code == 1
    assert "- POST /v1/requests/search: removed\n" in printed
    new["info"]["version"] = "2.0.0"
    (clone / DOCUMENT).write_text(json.dumps(new))
    assert report(clone)[0] == 0


def test_a_clone_without_history_is_not_taken_for_no_release(clone):
    shutil.rmtree(clone / ".git")
    code, printed = report(clone)
    assert code == 1
    assert printed.startswith("NOT COMPARED")
