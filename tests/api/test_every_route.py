"""The conventions, tried on every operation of the real application."""

import json

import pytest
from sqlalchemy import text

from dsr_service.api.inventory import Inventory
from dsr_service.api.middleware import SECURITY_HEADERS
from dsr_service.api.openapi import operations
from dsr_service_tests import client_of
from every_operation import DOCUMENT, Call, EveryDoor, calls, check_guarded, subject_session
from jsonpointer_check import is_pointer

# The address of a page that is being looked at is itself the credential: tests/api/test_identity_views.py.
OPEN = {
    "openAccessLink",
    "requestLostLink",  # the token, and the reference, are what is asked for
    "getLiveness",
    "getReadiness",
    "getIdentityDocumentPage",
    "tellProcessorStatus",  # its signature is the credential
}


@pytest.fixture
async def all_calls(service):
    return await calls(service)


@pytest.fixture
async def dpo(service, all_calls):
    """Every route by the door that it has; the data subject's is a session."""
    session = await subject_session(service, all_calls[0].ids["request_id"])
    async with client_of(service.app, {"Authorization": f"Bearer {session}"}) as subject:
        yield EveryDoor(service.clients["dpo"], subject)


def check_problem(answer, status, code=None):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert code in (None, problem["code"])
    assert all(is_pointer(e["pointer"]) for e in problem.get("errors", ()))
    check_guarded(answer)
    return problem


async def send(client, call, **changes):
    return await client.request(call.method, call.url, **{**call.arguments(), **changes})


async def test_nobody_gets_in_without_a_credential(service, all_calls):
    for call in all_calls:
        if call.operation in OPEN:
            continue
        answer = await send(service.clients["nobody"], call)
        check_problem(answer, 401, "unauthenticated")
        assert answer.headers["www-authenticate"].startswith("Bearer")
        for credential in ("Bearer x", "Bearer dsr_" + "x" * 43, "Basic YTpi", "Bearer", "bearer é" * 9):
            async with client_of(service.app, {"Authorization": credential.encode()}) as client:
                check_problem(await send(client, call), 401, "unauthenticated")


async def test_other_methods_are_405_and_allow_tells_the_right_ones(service, all_calls, dpo):
    inventory = Inventory(service.app)
    for call in all_calls:
        allowed = ", ".join(inventory.allowed(call.url))
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
            if method in allowed.split(", "):
                continue
            answer = await dpo.request(method, call.url)
            check_problem(answer, 405, "method_not_allowed")
            assert answer.headers["allow"] == allowed
        answer = await dpo.options(call.url)
        assert (answer.status_code, answer.headers["allow"], answer.content) == (204, allowed, b"")
        check_guarded(answer)


async def test_head_is_get_without_a_body_and_without_a_trace(all_calls, dpo):
    for call in all_calls:
        if call.method == "GET":
            get, head = await send(dpo, call), await dpo.head(call.url, params=call.query)
            assert head.status_code == get.status_code
            assert head.content == b""
            assert head.headers["content-type"] == get.headers["content-type"]


async def test_what_no_route_offers_is_406(all_calls, dpo):
    for call in all_calls:
        arguments = call.arguments()
        arguments["headers"] = {**arguments["headers"], "accept": "image/png, text/vnd.x"}
        check_problem(await dpo.request(call.method, call.url, **arguments), 406, "not_acceptable")


async def test_unknown_query_parameters_are_refused(all_calls, dpo):
    for call in all_calls:
        problem = check_problem(
            await send(dpo, call, params={**call.query, "odd": "1"}), 422, "invalid_input"
        )
        assert {"pointer": "/odd", "in": "query", "detail": "This parameter is unknown."} in problem["errors"]


async def test_bodies_of_other_types_are_415(all_calls, dpo):
    for call in all_calls:
        if call.body is None and call.files is None:
            continue
        for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/xml", None):
            headers = {"content-type": content_type} if content_type else {}
            answer = await dpo.request(call.method, call.url, content=b"{}", headers=headers)
            check_problem(answer, 415, "unsupported_media_type")


async def test_unreadable_json_is_400(all_calls, dpo):
    for call in all_calls:
        if call.body is None:
            continue
        for body in (
            b"",
            b"{",
            b'{"a": NaN}',
            b'{"a": 1, "a": 2}',
            b'\xef\xbb\xbf{"a": 1}',
            b"[" * 200,
            b'{"a": "\\u0000"}',
        ):
            answer = await dpo.request(
                call.method, call.url, content=body, headers={"content-type": "application/json"}
            )
            check_problem(answer, 400, "malformed_json")


async def test_unknown_fields_are_refused_with_a_pointer(all_calls, dpo):
    for call in all_calls:
        if isinstance(call.body, dict):
            changed = call.changed()
            changed.body["odd"] = "canary"
            problem = check_problem(await send(dpo, changed), 422)
            assert "/odd" in [e["pointer"] for e in problem["errors"]], call.operation
            assert "canary" not in json.dumps(problem)


async def test_a_bad_idempotency_key_is_400_wherever_one_is_declared(all_calls, dpo):
    """A key that is dropped in silence would let a retry act twice."""
    takes_key = {
        o["operationId"]
        for _, _, o in operations(DOCUMENT)
        if any(p["name"] == "Idempotency-Key" for p in o.get("parameters", ()))
    }
    assert takes_key
    for call in all_calls:
        if call.operation in takes_key:
            for key in ("", "a b", '"', "a" * 256, "é"):
                changed = call.changed()
                changed.headers["Idempotency-Key"] = key
                answer = await send(dpo, changed)
                assert answer.status_code == 400, (call.operation, key, answer.text)
                check_problem(answer, 400, "idempotency_key_invalid")


async def test_bodies_beyond_the_limit_are_413_unread(all_calls, dpo):
    limits = {o["operationId"]: o.get("x-max-body-bytes") for _, _, o in operations(DOCUMENT)}

    async def unread():
        raise AssertionError("the body was read")
        yield b""

    for call in all_calls:
        if limits[call.operation]:
            media = "application/json" if call.files is None else "multipart/form-data; boundary=x"
            headers = {"content-type": media, "content-length": str(limits[call.operation] + 1)}
            answer = await dpo.request(call.method, call.url, content=unread(), headers=headers)
            check_problem(answer, 413, "body_too_large")


async def test_what_is_no_id_is_404(service, all_calls, dpo):
    for call in all_calls:
        for name in ("request_id", "key_id", "document_id", "export_id", "suspension_id", "job_id"):
            if "{" + name + "}" in call.path:
                changed = call.changed()
                changed.ids[name] = "canary"
                assert "canary" not in json.dumps(check_problem(await send(dpo, changed), 404, "not_found"))


async def test_every_answer_tells_the_rate_limit(service, all_calls, dpo):
    for call in all_calls:
        answer = await send(dpo, call)
        assert answer.status_code < 500 or call.operation == "getReadiness", (
            f"{call.operation}: {answer.text}"
        )
        assert answer.headers["ratelimit"], call.operation
        assert answer.headers["ratelimit-policy"], call.operation


async def test_every_header_that_an_answer_bears_is_declared(all_calls, dpo):
    """But those of HTTP's framing and of security, which the service sets on all answers alike."""
    known = {"content-length", "content-type", "allow", *(name.decode() for name, _ in SECURITY_HEADERS)}
    undeclared = set()
    for call in all_calls:
        operation = DOCUMENT["paths"][call.path][call.method.lower()]
        answer = await send(dpo, call)
        response = operation["responses"][str(answer.status_code)]
        if "$ref" in response:
            response = DOCUMENT["components"]["responses"][response["$ref"].rpartition("/")[2]]
        declared = {name.lower() for name in response["headers"]}
        undeclared |= {
            (call.operation, answer.status_code, name) for name in answer.headers.keys() - known - declared
        }
    assert not undeclared


async def test_reading_changes_nothing(service, all_calls, dpo):
    """Mail scanners and link previews open links: only the audit log may grow by a GET."""
    for client in service.clients.values():
        await client.get("/v1/requests")  # when a key was last used is noted to within five minutes
    before = await digest(service)
    for _ in range(2):
        for call in all_calls:
            if call.method == "GET":
                await send(dpo, call)
                await dpo.head(call.url)
    assert await digest(service) == before


async def digest(service):
    async with service.runtime.engine.connect() as connection:
        names = await connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        )
        return {
            name: await connection.scalar(
                text(f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{name}" t')
            )
            for name in names.scalars()
            if not name.startswith(("audit", "rate_limits"))
        }


def test_the_calls_cover_the_document():
    assert isinstance(Call, type)
    assert len(list(operations(DOCUMENT))) > 30
