"""Hostile text in every string field, header, path, query parameter and file name: no 5xx, no echo, no log."""

import pytest

from every_operation import DOCUMENT, calls, check_guarded

CANARY = "xcanaryx"
# What text has broken before: emptiness, length, reading direction, normalisation, other people's syntax, other types.
VALUES = [
    "", " ", "\t", "a" * 300, "é" * 6000, "x" * 100_000,
    "\u202egnp.exe", "\u200b", "\ufeff", "\u2028\u2029", "\u0085", "\x01\x1b[31m", "\x7f", "e\u0301",
    "\ufdfa", "\u0130\u0131\u017f", "\ufb01",
    "\U0001f469\u200d\U0001f467", "\U0010ffff", "日本語", "العربية", "Ω≈ç√∫µ",
    "\u0000", "\ud800", "\r\nSet-Cookie: a=b", '\n\n{"level": "info"}',
    "' OR 1=1--", "'; DROP TABLE subjects; --", "\\", "%00", "%s%s%n", "{{7*7}}", "${7*7}", "{0.__class__}",
    "<svg onload=1>",
    "../../../etc/passwd", "C:\\con", "file:///etc/passwd", "http://169.254.169.254/", "=1+1", "@SUM(A1)", "+1", "-1",
    "null", "None", "undefined", "true", "NaN", "Infinity", "1e400", "0x1F", "99999999999999999999", "-0", "1_000", "٣",
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30T00:00:00Z", "2026-06-30T23:59:60Z",
    "2026-11-02T09:30:00", "2026-11-02", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "a@b@c", '"a b"@example.org', "a@[127.0.0.1]", "a,b@example.org", "a@xn--80ak6aa92e.com",
]  # fmt: skip
ODD_TYPES = [None, True, 0, -1, 2**53 - 1, -(2**53) + 1, 1e308, -0.0, [], {}, [[]], [None], {"": {}}]
HEADERS = [
    "Authorization", "X-Request-Id", "traceparent", "tracestate", "Idempotency-Key", "If-Match", "If-None-Match",
    "If-Range", "Range", "Accept", "Accept-Language", "Accept-Encoding", "Content-Type", "Cookie", "Origin", "Referer",
    "User-Agent",    "X-Forwarded-For", "X-Forwarded-Proto", "X-User-Id", "Forwarded", "Expect", "Prefer",
]  # fmt: skip


def leaves(value, path=()):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    if path:
        yield path


def put(body, path, value):
    for token in path[:-1]:
        body = body[token]
    body[path[-1]] = value


MARKED = [value + CANARY for value in VALUES] + [CANARY + value for value in VALUES] + VALUES
QUERY = ["status", "right", "due_before", "sort", "limit", "cursor", "assignee", "format", "collection"]


def places(call):
    """Every place of a call that text can be put into, with the values for it."""
    yield from (("id", name, MARKED) for name in call.ids if "{" + name + "}" in call.path)
    yield from (("query", name, MARKED) for name in sorted({*QUERY, *declared_query(call)}))
    yield from (("header", name, MARKED) for name in HEADERS)
    if call.files is not None:
        yield "file name", None, MARKED
    for path in [*leaves(call.body), *unused(body_schema(call), call.body)]:
        yield "body", path, [*MARKED, *ODD_TYPES]


def operation_of(call):
    return DOCUMENT["paths"][call.path][call.method.lower()]


def resolved(part):
    while "$ref" in part:
        found = DOCUMENT
        for token in part["$ref"].removeprefix("#/").split("/"):
            found = found[token]
        part = found
    return part


def declared_query(call):
    given = map(resolved, operation_of(call).get("parameters", ()))
    return sorted(parameter["name"] for parameter in given if parameter["in"] == "query")


def body_schema(call):
    content = resolved(operation_of(call).get("requestBody", {})).get("content", {})
    return content.get("application/json", {}).get("schema", {})


def unused(schema, value, path=()):
    """Fields that the document allows and the example of a body leaves out, at any depth."""
    schema = resolved(schema)
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from unused(schema.get("items", {}), item, (*path, index))
    if not isinstance(value, dict):
        return
    either = [schema, *map(resolved, schema.get("anyOf", schema.get("oneOf", ())))]
    for name, field in sorted(
        {n: f for each in either for n, f in each.get("properties", {}).items()}.items()
    ):
        if name in value:
            yield from unused(field, value[name], (*path, name))
        else:
            yield (*path, name)


def with_value(call, kind, place, value):
    changed = call.changed()
    match kind:
        case "id":
            changed.ids[place] = quoted(value[:2000]) or "%20"
        case "query":
            changed.query = {place: storable(value[:3000])}
        case "header":
            changed.headers = {place: value[:3000].replace("\r", "").replace("\n", "").replace("\x00", "")}
        case "file name":
            changed.files = [("file", (storable(value[:3000]), call.files[0][1][1], "image/png"))]
        case "body":
            put(changed.body, place, value)
    return changed


def variations(all_calls):
    return [
        (call, kind, place, value)
        for call in all_calls
        for kind, place, values in places(call)
        for value in values
    ]


def quoted(text):
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))


def storable(text):
    return text.encode("utf-8", "replace").decode()


async def sweep(service, step):
    """Tries every `step`th variation; returns what broke a promise."""
    broken = []
    for call, kind, place, value in variations(await calls(service))[::step]:
        changed = with_value(call, kind, place, value)
        key = {} if place == "Authorization" else {"Authorization": f"Bearer {service.keys['dpo']}"}
        arguments = changed.arguments()
        arguments["headers"] = {**key, **arguments["headers"]}
        answer = await service.clients["nobody"].request(changed.method, changed.url, **arguments)
        if place != "X-Request-Id" and (problem := fault(answer)):  # a sane id is repeated by design
            broken.append((call.operation, kind, place, repr(value)[:100], problem, answer.text[:300]))
    return broken


def fault(answer):
    if answer.status_code >= 500 and '"status":"unready"' not in answer.text:  # its clock is set by hand
        return str(answer.status_code)
    if answer.status_code >= 400 and answer.status_code != 503:
        if answer.headers["content-type"] != "application/problem+json":
            return "no problem"
        if CANARY in answer.text:
            return "echo"
    if any(CANARY in value for name, value in answer.headers.items() if name not in ("x-request-id", "link")):
        return "echo in a header"
    check_guarded(answer)
    return None


async def test_every_field_and_parameter_of_the_document_has_its_turn(service):
    swept = {
        (call.operation, kind, place) for call in await calls(service) for kind, place, _ in places(call)
    }
    optional = {
        ("submitRequest", "body", ("agent",)),
        ("submitRequest", "body", ("subject", "known_channels")),
        ("listRequests", "query", "due_before"),
    }
    assert optional <= swept
    operations = {
        operation["operationId"]
        for path in DOCUMENT["paths"].values()
        for method, operation in path.items()
        if method in {"get", "post", "put", "patch", "delete"}
    }
    assert operations <= {name for name, *_ in swept}


# a prime step, so that the values and the places of the sample vary
async def test_no_value_breaks_a_promise(service, capfd):
    assert await sweep(service, 41) == []
    printed = "".join(capfd.readouterr())
    assert CANARY not in printed


@pytest.mark.slow
@pytest.mark.timeout(3600)
async def test_no_value_breaks_a_promise_anywhere(service, capfd):
    assert await sweep(service, 1) == []
    assert CANARY not in "".join(capfd.readouterr())
