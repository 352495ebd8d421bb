"""The fixed parts of the OpenAPI document: tags, headers, security schemes, and the problems of every operation."""

from collections.abc import Mapping
from typing import Any, Final

from dsr_service.api.etags import MAX_CONDITION

BEARER: Final = "bearer"

DESCRIPTION: Final = """\
Takes in, proves, decides and carries out the requests that data subjects make under GDPR art. 15-22 and 7(3).

**Errors** are problems (RFC 9457); `code` is stable, `type` leads to its explanation. **Bodies** are strict JSON:
unknown fields, doubled names and anything beyond I-JSON are refused with a pointer. **Retries** are safe with
`Idempotency-Key`. **Changes** of what others may change ask for `If-Match`. **Lists** come in pages with signed
cursors. **Limits** are told by `RateLimit`. Every answer has an `X-Request-Id` and continues the caller's
`traceparent`."""

TAGS: Final[Mapping[str, str]] = {
    "API keys": "For the data protection officer: the credentials of storefronts, staff and auditors (art. 32).",
    "Audit": "For auditors: the log of what was done, with proofs that nothing was changed in it (art. 5(2)).",
    "Correspondence": "What the person was written, and when it went out (art. 12(1), 12(3)-(4)).",
    "Deadlines": "For staff and auditors: the clock of art. 12(3), explained, extended, suspended.",
    "Decisions": "For staff and the data protection officer: refusals and what is settled by hand (art. 12(4)).",
    "Rectification": "For staff: find fields, decide on corrections, record what is done by hand (art. 16).",
    "Recipients": "Who is told of an erasure, a rectification or a restriction, and what they answered (art. 19).",
    "Erasure": "For staff and the data protection officer: plan, approve, cancel, certify an erasure (art. 17).",
    "Exports": "For storefronts, staff and data subjects: what a person receives (art. 15, 20).",
    "Fulfilment": "For staff and the data protection officer: search, packages, erasure, four eyes (art. 15-20).",
    "Identity": "For storefronts and staff: proof of identity, kept no longer than needed (art. 12(6)).",
    "Operations": "For operators: liveness, readiness, background jobs (art. 32(1)(b)).",
    "Registers": "For the data protection officer and auditors: data map, processing, recipients (art. 30).",
    "Reports": "For auditors and the data protection officer: deadlines met and missed (art. 5(2), 24).",
    "Requests": "For storefronts and staff: submit, find, follow, withdraw (art. 12-22).",
    "Restrictions": "For storefronts: whom not to process or to contact (art. 18, 21).",
    "Tracking": "For data subjects: their own request, through a single-use link (art. 12(2)).",
    "Webhooks": "For integrators: signed notices of what happened, without personal data.",
}

SECURITY_SCHEMES: Final[Mapping[str, Any]] = {
    BEARER: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "API key or JWT (RFC 8725)",
        "description": "An API key, made by `dsr keys create` or `POST /v1/api-keys`, or an OIDC access token of the "
        "configured provider.",
    },
}


def _header(description: str, example: str, **schema: Any) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string", **schema}, "example": example}


HEADERS: Final[Mapping[str, Any]] = {
    "Access-Control-Allow-Origin": _header(
        "The installation's own origin, where DSR_PUBLIC_URL is set: no other page may read answers.",
        "https://dsr.shop.example",
        pattern="^https?://[^/]+$",
        maxLength=300,
    ),
    "X-Request-Id": _header(
        "The caller's id where it is sane, else a new one; quote it when you ask for help.",
        "0192f0c17a4e7c339d3f2b1e5a6c7d8e",
        pattern="^[A-Za-z0-9._-]{1,128}$",
        maxLength=128,
    ),
    "traceparent": _header(
        "W3C Trace Context: our span, below the caller's where one was sent.",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        pattern="^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
        maxLength=55,
    ),
    "RateLimit": _header(
        "What is left (`r`) and the seconds until the quota is full again (`t`).",
        '"credential";r=599;t=1',
        pattern='^"[a-z]+";r=[0-9]+;t=[0-9]+$',
        maxLength=100,
    ),
    "RateLimit-Policy": _header(
        "The quota (`q`) and the seconds in which it fills (`w`).",
        '"credential";q=600;w=60',
        pattern='^"[a-z]+";q=[0-9]+;w=[0-9]+$',
        maxLength=100,
    ),
    "Retry-After": {
        "description": "Seconds to wait before another try.",
        "schema": {"type": "integer", "format": "int32", "minimum": 0, "maximum": 86400},
        "example": 1,
    },
    "WWW-Authenticate": _header(
        "How to authenticate (RFC 6750).", 'Bearer realm="dsr"', pattern="^Bearer .*$", maxLength=200
    ),
}

ETAG: Final = _header(
    "The version of the answer, for If-Match.", '"v7"', pattern='^"[!#-~]+"$', maxLength=200
)
LOCATION: Final = _header(
    "Where what was made can be read.",
    "/v1/requests/0192f0c1-7a4e-7c33-9d3f-2b1e5a6c7d8e",
    pattern="^/v1/[!-~]*$",
    maxLength=500,
)
LINK: Final = _header(
    'The next page (`rel="next"`, RFC 8288); absent on the last one.',
    '</v1/requests?cursor=p3Zk0mT9cQe1uYx7vB2nLWyIwMTkyZjBjMS03YTRlIl0>; rel="next"',
    pattern='^<[!-~]+>; rel="next"$',
    maxLength=4000,
)
REPLAYED: Final = _header(
    "The stored answer to an earlier call with this Idempotency-Key; absent on a first one.",
    "true",
    enum=["true"],
)
DOWNLOAD_HEADERS: Final[Mapping[str, Any]] = {
    "Accept-Ranges": _header("Ranges are served.", "bytes", enum=["bytes"]),
    "Content-Disposition": _header(
        "Always an attachment (RFC 6266).",
        'attachment; filename="export.zip"',
        pattern="^attachment; .*$",
        maxLength=1000,
    ),
    "ETag": ETAG,
    "Repr-Digest": _header(
        "Of the whole content, for a range of it too (RFC 9530).",
        "sha-256=:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=:",
        pattern="^sha-256=:[A-Za-z0-9+/]+=*:$",
        maxLength=100,
    ),
}
CONTENT_RANGE: Final = _header(
    "The range served, and the whole size.",
    "bytes 0-99/2048",
    pattern="^bytes [0-9]+-[0-9]+/[0-9]+$",
    maxLength=100,
)
RANGE: Final[tuple[dict[str, Any], ...]] = (
    {
        "name": "Range",
        "in": "header",
        "required": False,
        "description": "One range of bytes; several at once are answered by the whole (RFC 9110, 14.2).",
        "schema": {"type": "string", "maxLength": 100, "pattern": "^bytes=([0-9]+-[0-9]*|-[0-9]+)$"},
        "example": "bytes=0-1023",
    },
    {
        "name": "If-Range",
        "in": "header",
        "required": False,
        "description": "Serve the range only if the content still has this ETag, else the whole.",
        "schema": {"type": "string", "maxLength": 200, "pattern": '^"[!#-~]*"$'},
        "example": '"v7"',
    },
)

IDEMPOTENCY_KEY: Final[dict[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "1-255 visible ASCII characters, bare or as a quoted string. The same key with the same payload "
    "gets the stored answer (`Idempotent-Replayed: true`); with another payload it is refused.",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": 512,
        "pattern": r'^([!#-~]{1,255}|"([ !#-\[\]-~]|\\["\\]){1,255}")$',
    },
    "example": "7f9c2ba4e88f4b8a",
}

IF_MATCH: Final[dict[str, Any]] = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the version that the change is based on (a list and `*` are taken too); 428 without it "
    "where there is a version.",
    "schema": {"type": "string", "maxLength": MAX_CONDITION},
    "example": '"v7"',
}

MAY_MATCH: Final[dict[str, Any]] = {
    **IF_MATCH,
    "description": "The ETag of the version that the caller has seen (a list and `*` are taken too): nothing is done, "
    "and the answer is 412, when there is another by now.",
}
STALE: Final = (("stale_version", "The resource has changed since the version that If-Match names."),)

# What every operation can answer besides what its route declares.
STANDARD: Final[Mapping[int, tuple[tuple[str, str], ...]]] = {
    400: (("malformed_request", "The request can't be read."),),
    401: (("unauthenticated", "A valid credential is needed."),),
    403: (("forbidden", "This credential may not do that."),),
    404: (("not_found", "There is no such resource, or it is not yours to see."),),
    406: (("not_acceptable", "None of the media types in Accept is offered here."),),
    413: (("body_too_large", "The request body is larger than this route takes."),),
    415: (("unsupported_media_type", "This route does not take a body of this media type."),),
    422: (("invalid_input", "The request is not valid."),),
    429: (("too_many_requests", "The quota is used up for now; Retry-After says when to come back."),),
    500: (("internal_error", "Something went wrong on our side; the request id finds it in our logs."),),
    503: (
        ("service_unavailable", "The service can't do this now; try again."),
        ("identity_provider_unavailable", "The identity provider can't be reached; try again."),
    ),
}

# Which answer tells an id, and where: from this the document's links are made.
SOURCES_OF_IDS: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("submitRequest", "201", "request_id", "/id"),
    ("createApiKey", "201", "key_id", "/id"),
    ("registerAssertionKey", "201", "assertion_key_id", "/id"),
    ("uploadIdentityDocuments", "201", "document_id", "/0/id"),
    ("suspendDeadline", "201", "suspension_id", "/id"),
    ("listExports", "200", "export_id", "/0/id"),
    ("listJobs", "200", "job_id", "/items/0/id"),
)
