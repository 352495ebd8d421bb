"""Errors as RFC 9457 problem details: the one table from a kind of error to an HTTP status lives here."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from dsr_service.api.unavailability import UNAVAILABLE_ROOTS, is_unavailable
from dsr_service.api.violations import violations_of
from dsr_service.domain.errors import (
    DsrError,
    InvalidInput,
    Kind,
    ServiceUnavailable,
    Violation,
)
from dsr_service.services import tracing

MEDIA_TYPE: Final = "application/problem+json"
DOCS_PATH: Final = "/docs/errors"

STATUS: Final[Mapping[Kind, int]] = {
    Kind.MALFORMED: 400,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.NOT_ACCEPTABLE: 406,
    Kind.CONFLICT: 409,
    Kind.GONE: 410,
    Kind.STALE: 412,
    Kind.TOO_LARGE: 413,
    Kind.UNSUPPORTED_TYPE: 415,
    Kind.RANGE_NOT_SATISFIABLE: 416,
    Kind.INVALID: 422,
    Kind.PRECONDITION_REQUIRED: 428,
    Kind.TOO_MANY: 429,
    Kind.UNAVAILABLE: 503,
}

# What the framework itself can answer: its own texts are never passed on, they may quote the input.
FRAMEWORK: Final[Mapping[int, tuple[str, str]]] = {
    400: ("malformed_request", "The request can't be read."),
    401: ("unauthenticated", "A valid credential is needed."),
    403: ("forbidden", "This credential may not do that."),
    404: ("not_found", "There is no such resource, or it is not yours to see."),
    405: ("method_not_allowed", "The resource exists, but not for this method; see the Allow header."),
    406: ("not_acceptable", "None of the media types in Accept is offered here."),
    414: ("uri_too_long", "The URL is longer than this service takes."),
    413: ("body_too_large", "The request body is larger than this route takes."),
    415: ("unsupported_media_type", "This route does not take a body of this media type."),
    422: ("invalid_input", "The request is not valid."),
    431: ("header_too_large", "The request's headers are too large."),
    500: ("internal_error", "Something went wrong on our side; the request id finds it in our logs."),
    503: ("service_unavailable", "The service can't do this now; try again."),
}


class ApiError(DsrError):
    """The root of what only HTTP can get wrong; it may bring response headers along."""

    def __init__(
        self,
        detail: str | None = None,
        *,
        violations: Sequence[Violation] = (),
        retry_after: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail, violations=violations, retry_after=retry_after)
        self.headers = dict(headers or {})


class Malformed(ApiError):
    code = "malformed_request"
    kind = Kind.MALFORMED
    title = "The request can't be read."


class InvalidPart(BaseModel):
    """One fault in the input."""

    model_config = ConfigDict(extra="forbid", serialize_by_alias=True)

    detail: str = Field(description="What is wrong; never quotes the input.", max_length=2000)
    pointer: str = Field(
        description="RFC 6901 pointer to the place.",
        pattern="^(/.*)?$",
        max_length=1000,
        examples=["/rights/0"],
    )
    part: str = Field(
        serialization_alias="in",
        validation_alias="in",
        description="What the pointer points into.",
        json_schema_extra={"enum": ["body", "query", "path", "header"]},
    )


class Problem(BaseModel):
    """An RFC 9457 problem."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(
        description="The page of this documentation that explains the error.",
        max_length=500,
        json_schema_extra={"format": "uri-reference"},
        examples=["/docs/errors#not_found"],
    )
    title: str = Field(max_length=200)
    status: int = Field(ge=400, le=599, json_schema_extra={"format": "int32"})
    detail: str = Field(max_length=2000)
    code: str = Field(
        description="Stable and made for programs.",
        pattern="^[a-z][a-z0-9_]*$",
        max_length=100,
        examples=["not_found"],
    )
    request_id: str | None = Field(
        description="Quote it when you ask for help.",
        max_length=128,
        pattern="^[A-Za-z0-9._-]+$",
        examples=["0192f0c17a4e7c339d3f2b1e5a6c7d8e"],
    )
    errors: list[InvalidPart] | None = Field(
        default=None, description="Present where single parts of the input are at fault.", max_length=100
    )


def status_of(error: DsrError | type[DsrError]) -> int:
    return STATUS[error.kind]


def problem(
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    violations: Sequence[Violation] = (),
    base: str = "",
) -> dict[str, Any]:
    """The body of an error answer, for the handlers below and for the examples in the OpenAPI document."""
    body: dict[str, Any] = {
        "type": f"{base}{DOCS_PATH}#{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": tracing.request_id(),
    }
    if violations:
        body["errors"] = [
            {"detail": v.detail, "pointer": v.pointer, "in": v.part} for v in violations[:MAX_VIOLATIONS]
        ]
    return body


MAX_VIOLATIONS: Final = 100  # a body of a million wrong items does not get a million answers


def response_of(error: BaseException, *, base: str = "") -> Response | None:
    """The answer to an error, or None where it is nothing that a caller should hear about."""
    if isinstance(error, RequestValidationError):
        error = InvalidInput(violations=violations_of(error))
    elif isinstance(error, HTTPException):
        return _framework_response(error, base)
    elif not isinstance(error, DsrError) and is_unavailable(error):
        error = ServiceUnavailable(retry_after=1)
    if not isinstance(error, DsrError):
        return None
    headers = dict(getattr(error, "headers", {}))
    if error.retry_after is not None:
        headers["Retry-After"] = str(max(0, error.retry_after))
    elif error.kind is Kind.UNAVAILABLE:
        headers["Retry-After"] = "1"
    if error.kind is Kind.UNAUTHENTICATED:
        headers.setdefault("WWW-Authenticate", 'Bearer realm="dsr"')
    if error.kind is Kind.TOO_LARGE:
        headers["Connection"] = "close"  # the rest of the body is not read to its end
    status = status_of(error)
    body = problem(status, error.code, error.title, error.detail, violations=error.violations, base=base)
    return _response(status, body, headers)


def internal_error(*, base: str = "") -> Response:
    """The 500 that says nothing but where to look."""
    return framework_problem(500, base=base)


def framework_problem(status: int, headers: Mapping[str, str] | None = None, *, base: str = "") -> Response:
    """The problem for a status that no `DsrError` stands behind."""
    if status not in FRAMEWORK:
        status = 400 if status < 500 else 500
    code, title = FRAMEWORK[status]
    return _response(status, problem(status, code, title, title, base=base), dict(headers or {}))


def refused_header(status: int, name: bytes | None, *, base: str = "") -> Response:
    """The problem of a call that is not even begun; `name` is one of the headers that we look for ourselves."""
    code, title = FRAMEWORK[status]
    violations = []
    if name is not None:
        detail = "Missing, doubled, or not to be read in one way only."
        violations = [Violation(detail, f"/{name.decode('ascii').title()}", "header")]
    body = problem(status, code, title, title, violations=violations, base=base)
    return _response(status, body, {"Connection": "close"})


def _framework_response(error: HTTPException, base: str) -> Response:
    cause = error.__cause__
    if isinstance(cause, DsrError):  # FastAPI wraps what goes wrong while it reads a body
        response = response_of(cause, base=base)
        if response is not None:
            return response
    headers = dict(error.headers or {})
    if error.status_code == 413:
        headers["Connection"] = "close"
    return framework_problem(error.status_code, headers, base=base)


def _response(status: int, body: dict[str, Any], headers: dict[str, str]) -> Response:
    return Response(orjson.dumps(body), status_code=status, headers=headers, media_type=MEDIA_TYPE)


def install(app: FastAPI, *, base: str = "") -> None:
    """Answer every error of `app` as a problem; `base` makes the `type` links absolute."""
    app.state.problem_base = base

    async def handle(_: Request, error: Exception) -> Response:
        response = response_of(error, base=base)
        if response is None:
            raise error  # the outermost middleware logs it and answers 500
        return response

    for kind in (DsrError, RequestValidationError, HTTPException, *UNAVAILABLE_ROOTS):
        app.add_exception_handler(kind, handle)


def problems(*errors: type[DsrError]) -> dict[int | str, dict[str, Any]]:
    """For a route's `responses=`: the declared errors, grouped by status, each with an example."""
    by_status: dict[int, list[type[DsrError]]] = {}
    for error in dict.fromkeys(errors):
        by_status.setdefault(status_of(error), []).append(error)
    return {
        status: declared(status, ((e.code, e.title) for e in sorted(group, key=lambda e: e.code)))
        for status, group in sorted(by_status.items())
    }


def declared(status: int, codes: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """One answer of an OpenAPI operation that is a problem."""
    codes = list(codes)
    return {
        "description": " ".join(title for _, title in codes),
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {code: {"value": _example(status, code, title)} for code, title in codes},
            }
        },
    }


def _example(status: int, code: str, title: str) -> dict[str, Any]:
    violations = [Violation("This field is required.", "/rights")] if code == "invalid_input" else []
    body = problem(status, code, title, title, violations=violations)
    body["request_id"] = "0192f0c1-7a4e-7c33-9d3f-2b1e5a6c7d8e"
    return body
