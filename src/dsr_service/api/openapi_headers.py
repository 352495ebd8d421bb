"""Which headers an answer bears, declared for each status and kind of operation."""

from collections.abc import Iterable
from typing import Any, Final

from dsr_service.api.openapi_parts import (
    CONTENT_RANGE,
    DOWNLOAD_HEADERS,
    ETAG,
    IDEMPOTENCY_KEY,
    IF_MATCH,
    LINK,
    LOCATION,
    RANGE,
    REPLAYED,
)

Json = dict[str, Any]
REQUEST: Final = {"$ref": "#/components/schemas/RequestOut"}


def declare_headers(status: str, response: Json, operation: Json) -> None:
    """What every answer of this status bears."""
    names = ["Access-Control-Allow-Origin", "RateLimit", "RateLimit-Policy", "X-Request-Id", "traceparent"]
    if status in ("429", "503"):
        names.append("Retry-After")
    if status == "401":
        names.append("WWW-Authenticate")
    headers = response.setdefault("headers", {})
    parameters = operation.get("parameters", ())
    if status == "412":
        headers.setdefault("ETag", ETAG)
    if status == "201":
        headers.setdefault("Location", LOCATION)
    if status in ("200", "201") and any(parameter["name"] == "cursor" for parameter in parameters):
        headers.setdefault("Link", LINK)
    if status.startswith("2") and IDEMPOTENCY_KEY in parameters:
        headers.setdefault("Idempotent-Replayed", REPLAYED)
    for name in names:
        headers.setdefault(name, {"$ref": f"#/components/headers/{name}"})


def declare_ranges(responses: Json, parameters: list[Json]) -> None:
    """What a download in ranges takes and bears."""
    parameters.extend(RANGE)
    whole = responses["200"]
    whole.setdefault("headers", {}).update(DOWNLOAD_HEADERS)
    responses["206"] = {
        "description": "The range asked for.",
        "content": whole["content"],
        "headers": {**DOWNLOAD_HEADERS, "Content-Range": CONTENT_RANGE},
    }
    responses["304"] = {
        "description": "The caller has this content already (If-None-Match).",
        "headers": {"ETag": ETAG},
    }


def declare_versions(operations: Iterable[tuple[str, str, Json]]) -> None:
    """ETag where an answer bears one: the request, and whatever If-Match guards."""
    found = list(operations)
    guarded = {
        path
        for path, method, operation in found
        if method == "put" and IF_MATCH in operation.get("parameters", ())
    }
    for path, method, operation in found:
        for status in {"200", "201"} & operation["responses"].keys():
            response = operation["responses"][status]
            schema = response.get("content", {}).get("application/json", {}).get("schema")
            if schema == REQUEST or (path in guarded and method in ("get", "put")):
                response["headers"].setdefault("ETag", ETAG)
