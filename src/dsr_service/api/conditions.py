"""The version of a request as callers see it, and If-Match on what acts on a request (RFC 9110, 13.1.1)."""

import hashlib
from uuid import UUID

import orjson
from starlette.requests import Request

from dsr_service.api import etags
from dsr_service.services import deadlines, visibility
from dsr_service.services.context import OperationContext
from dsr_service.storage.tables import DeadlineRow, SubjectRequest


def tag_of(request: SubjectRequest, clock: DeadlineRow) -> str:
    """Of all that is shown of a request: the clock and the rights have rows of their own, and the request's row does
    not change with them.
    """
    parts = [
        [clock.due_date, clock.due_before and clock.due_before.timestamp()],
        [clock.safe_due, clock.internal_target, clock.extension_notice_due, clock.refusal_information_due],
        [clock.extended_at is not None, clock.extension_lapsed_at is not None],
        sorted([right.right, right.outcome, right.ground or ""] for right in request.rights),
    ]
    digest = hashlib.sha256(orjson.dumps(parts)).hexdigest()[:12]
    return etags.etag_of(f"v{request.version}-{digest}")


async def check_version(ctx: OperationContext, http: Request) -> None:
    """Raise StaleVersion unless If-Match, if there is one, names the request as it stands. It stays locked."""
    if "if-match" in http.headers:
        try:
            request_id = UUID(str(http.path_params["request_id"]))
        except ValueError:
            return  # the route says what is wrong with it
        request = await visibility.lock(ctx, request_id)
        clock = (await deadlines.of_requests(ctx, [request]))[request.id]
        etags.check_if_match(http, tag_of(request, clock))


def takes_condition(path: str, method: str) -> bool:
    """Whether a route acts on a request, so that it is done only to the version that the caller has seen."""
    return method == "POST" and "/requests/{request_id}/" in path
