"""The OpenAPI document: complete, true to the routes, stable, and with examples that validate."""

import json
import os
import re
import subprocess
import sys
from contextlib import nullcontext

import jsonschema
import pytest
from openapi_spec_validator import validate

from dsr_service.api.inventory import Inventory
from dsr_service.api.openapi import as_text, build, operations
from dsr_service.api.openapi_schemas import walk
from dsr_service.api.problems import MEDIA_TYPE
from dsr_service.app import create_app

APP = create_app(nullcontext)
DOCUMENT = build(APP)
OPERATIONS = {
    operation["operationId"]: (path, method, operation) for path, method, operation in operations(DOCUMENT)
}
# What serves the documentation itself is not documented.
UNDOCUMENTED = {
    "/v1/track",
    "/v1/track/page.css",
    "/v1/track/page.js",
    "/openapi.json",
    "/docs",
    "/docs/errors",
    "/docs/assets/{name}",
}


def resolved(node):
    while "$ref" in node:
        found = DOCUMENT
        for token in node["$ref"].removeprefix("#/").split("/"):
            found = found[token]
        node = found
    return node


def answers(operation):
    return {status: resolved(response) for status, response in operation["responses"].items()}


each = pytest.mark.parametrize("name", sorted(OPERATIONS))


def test_it_is_a_valid_document():
    validate(DOCUMENT)


def test_it_lists_every_route_and_no_other():
    routes = {(e.path, m.lower()) for e in Inventory(APP) for m in e.methods if m != "HEAD"}
    documented = {(path, method) for path, method, _ in OPERATIONS.values()}
    assert documented == {(path, method) for path, method in routes if path not in UNDOCUMENTED}
    assert len(OPERATIONS) == len(documented), "an operationId occurs twice"


def test_the_same_code_gives_the_same_bytes():
    code = "from contextlib import nullcontext; from dsr_service.app import create_app;"
    code += "from dsr_service.api.openapi import as_text, build; print(as_text(build(create_app(nullcontext))), end='')"
    made = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert made == {as_text(DOCUMENT).encode()}


@each
def test_each_operation_is_described(name):
    path, _, operation = OPERATIONS[name]
    assert operation["summary"]
    assert len(operation["description"]) > 20
    assert re.search(r"\bart\. \d+|recital \d+", operation["description"]), "name the article that it serves"
    assert len(operation["tags"]) == 1
    assert operation["tags"][0] in {tag["name"] for tag in DOCUMENT["tags"]}
    assert set(re.findall(r"{(\w+)}", path)) == {
        p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"
    }


@each
def test_each_operation_declares_its_errors(name):
    path, _, operation = OPERATIONS[name]
    expected = {"400", "406", "429", "500", "503"}
    if operation["security"]:
        expected |= {"401", "403"}
    if "{" in path:
        expected |= {"404"}
    if "requestBody" in operation:
        expected |= {"413", "415", "422"}
    assert expected <= set(operation["responses"])
    for status, answer in answers(operation).items():
        if int(status) >= 400 and not (status == "503" and name == "getReadiness"):
            assert list(answer["content"]) == [MEDIA_TYPE]
        assert {"RateLimit", "RateLimit-Policy", "X-Request-Id", "traceparent"} <= set(answer["headers"])


def examples():
    for name, (_, _, operation) in sorted(OPERATIONS.items()):
        bodies = {"body": operation.get("requestBody", {}), **answers(operation)}
        for place, body in bodies.items():
            for media_type, media in body.get("content", {}).items():
                if "json" in media_type:
                    yield pytest.param(media, id=f"{name} {place}")


@pytest.mark.parametrize("media", list(examples()))
def test_each_json_body_has_an_example_that_validates(media):
    shown = (
        [media["example"]]
        if "example" in media
        else [resolved(e)["value"] for e in media.get("examples", {}).values()]
    )
    assert shown, "give its fields examples"
    schema = {**media["schema"], "components": DOCUMENT["components"]}
    for example in shown:
        jsonschema.validate(
            example, schema, jsonschema.Draft202012Validator, format_checker=jsonschema.FormatChecker()
        )


def sent_schemas():
    for name, (_, _, operation) in sorted(OPERATIONS.items()):
        for media in operation.get("requestBody", {}).get("content", {}).values():
            yield name, media["schema"]


@pytest.mark.parametrize(("name", "schema"), list(sent_schemas()))
def test_what_callers_send_is_closed(name, schema):
    """No object without `additionalProperties: false`, unless it is free by design and says so."""
    free = {"computeDeadline", "putPolicyEntry"}
    uploads = {"uploadIdentityDocuments", "trackUploadIdentityDocuments", "answerManualTaskWithFiles"}
    open_ended = []

    def visit(node, path):
        node = resolved(node)
        if "properties" in node and node.get("additionalProperties") is not False:
            open_ended.append(path)
        for key, inner in node.get("properties", {}).items():
            visit(inner, f"{path}/{key}")
        for key in ("anyOf", "oneOf", "allOf"):
            for inner in node.get(key, ()):
                visit(inner, path)
        if isinstance(node.get("items"), dict):
            visit(node["items"], f"{path}[]")

    visit(schema, "")
    assert name in free or not [place for place in open_ended if name not in uploads]


def shown_schemas():
    """Each schema of a body with its name: that of the component, or none."""
    yield from DOCUMENT["components"]["schemas"].items()
    for _, _, operation in operations(DOCUMENT):
        for part in (operation.get("requestBody", {}), *operation["responses"].values()):
            yield from ((None, media.get("schema")) for media in part.get("content", {}).values())


def test_each_object_has_a_name_and_each_union_says_which():
    """Generators invent names for inline objects, and guess which branch of a union an object is."""
    found = []
    for name, root in shown_schemas():

        def visit(schema, name=name, root=root):
            if "properties" in schema and (name is None or schema is not root):
                found.append((name, "an object without a name", schema))
            branches = [b for b in (*schema.get("anyOf", ()), *schema.get("oneOf", ())) if "$ref" in b]
            if len(branches) > 1 and "discriminator" not in schema:
                found.append((name, "a union that does not say which", schema))

        walk(root, visit)
    assert found == []


def test_each_pattern_can_be_read_by_javascript():
    """In a pattern with the flag `u`, which is how ECMA-262 reads a schema's, only characters of syntax are escaped."""
    known = re.compile(r"\\(?:[\^$\\.*+?()\[\]{}|/dDwWsSbBnrtvf-]|x[0-9a-f]{2}|u[0-9a-f]{4})", re.ASCII)
    found = []

    def visit(schema):
        pattern = schema.get("pattern", "")
        if "\\" in known.sub("", pattern) or "(?P" in pattern:
            found.append(pattern)

    for _, root in shown_schemas():
        walk(root, visit)
    for _, _, operation in operations(DOCUMENT):
        for parameter in operation.get("parameters", ()):
            walk(parameter["schema"], visit)
    assert found == []


def test_credentials_are_asked_for_everywhere_but_where_none_can_be():
    assert {name for name, (_, _, o) in OPERATIONS.items() if not o["security"]} == {
        "getIdentityDocumentPage",  # its address is the credential
        "getLiveness",
        "getReadiness",
        "openAccessLink",  # the token is the credential
        "requestLostLink",  # it tells nothing
        "tellProcessorStatus",  # its signature is the credential
    }


def test_the_document_speaks_of_no_person_and_no_machine():
    text = json.dumps(DOCUMENT)
    addresses = set(re.findall(r"[\w.]+@([\w.-]+)", text))
    assert all(re.search(r"\bexample(\.\w+)?$", host) for host in addresses)
    assert not re.search(r"/work|/root|/home|localhost|127\.0", text)
