"""Requests over HTTP: submit, queue, search, read, assign, withdraw, timeline."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response

from dsr_service.api import etags, pagination
from dsr_service.api.conditions import tag_of
from dsr_service.api.operation import SECURED, AtHand, Operation, OperationRoute, reads_only
from dsr_service.api.pagination import CursorParameter, Limit, Page
from dsr_service.api.problems import problems
from dsr_service.api.request_answers import answer, request_fields
from dsr_service.api.schemas import Instant
from dsr_service.api.subject_request_bodies import (
    AssignmentIn,
    EventOut,
    RequestIn,
    RequestOut,
    SearchIn,
)
from dsr_service.domain.erasure.erasures import ErasureUnderWay
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.identity.assertions import MAX_LENGTH, AssertionRefused, AssertionUsed
from dsr_service.domain.rights import Right
from dsr_service.domain.subject_requests import IllegalTransition, Status
from dsr_service.services import deadlines, subject_requests, submissions, timeline
from dsr_service.services.context import OperationContext
from dsr_service.services.next_actions import next_actions
from dsr_service.storage import whole_requests as storage
from dsr_service.storage.tables import SubjectRequest
from dsr_service.storage.whole_requests import QueueFilter, WholeRequest

router = APIRouter(prefix="/v1/requests", route_class=OperationRoute, dependencies=SECURED, tags=["Requests"])


async def view(ctx: OperationContext, request: SubjectRequest) -> RequestOut:
    return (await views(ctx, [request]))[0]


async def views(ctx: OperationContext, requests: Sequence[SubjectRequest]) -> list[RequestOut]:
    clocks = await deadlines.of_requests(ctx, requests)
    return [RequestOut.of(r, clocks[r.id], ctx.now, next_actions(ctx.actor, r)) for r in requests]


def shown(ctx: OperationContext, whole: WholeRequest) -> dict[str, Any]:
    actions = next_actions(ctx.actor, whole.request)
    return request_fields(whole.request, whole.clock, ctx.now, actions)


async def changed(ctx: OperationContext, request: SubjectRequest, response: Response) -> RequestOut:
    """The request after a change, with its new ETag."""
    await ctx.session.flush()
    clock = (await deadlines.of_requests(ctx, [request]))[request.id]
    response.headers["ETag"] = tag_of(request, clock)
    return RequestOut.of(request, clock, ctx.now, next_actions(ctx.actor, request))


@router.post(
    "",
    status_code=201,
    operation_id="submitRequest",
    summary="Submit a request",
    description="Takes in a request under GDPR art. 15-22 or 7(3) and starts the clock of art. 12(3). A reminder of an "
    "open request (same person, same rights and particulars) is linked to it and answered with 200.",
    response_model=RequestOut,
    responses={
        200: {"model": RequestOut, "description": "A reminder: the open request."},
        **problems(InvalidInput, Forbidden, AssertionRefused, AssertionUsed),
    },
)
async def submit(
    body: RequestIn,
    http: Request,
    ctx: Operation,
    subject_assertion: Annotated[
        str | None,
        Header(
            description="A JWT signed with a registered assertion key: the person is signed in (docs/identity.md).",
            pattern=r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$",
            max_length=MAX_LENGTH,
        ),
    ] = None,
) -> Response:
    digest = hashlib.sha256(await http.body()).hexdigest()
    request, is_new = await submissions.submit(ctx, body.to_domain(digest, subject_assertion))
    await ctx.session.flush()
    clock = (await deadlines.of_requests(ctx, [request]))[request.id]
    fields = request_fields(request, clock, ctx.now, next_actions(ctx.actor, request))
    response = answer(fields, 201 if is_new else 200)
    response.headers["Location"] = f"/v1/requests/{request.id}"
    response.headers["ETag"] = tag_of(request, clock)
    return response


@router.get(
    "",
    operation_id="listRequests",
    summary="List the queue",
    description="The requests that the caller sees, by receipt or by due date (art. 12(3)).",
    response_model=Page[RequestOut],
    responses=problems(InvalidInput, pagination.InvalidCursor),
)
@reads_only
async def queue(
    http: Request,
    ctx: Operation,
    at_hand: AtHand,
    status: Annotated[list[Status] | None, Query(max_length=len(Status))] = None,
    right: Right | None = None,
    due_before: Instant | None = None,
    overdue: bool | None = None,
    assignee: Annotated[str | None, Query(max_length=200)] = None,
    sort: Annotated[Literal["id", "due_at"], Query(description="`id` is by time of intake.")] = "id",
    limit: Limit = 50,
    cursor: CursorParameter = None,
) -> Response:
    wanted = QueueFilter(
        statuses=frozenset(status) if status else None,
        right=right,
        due_before=due_before,
        overdue_at=ctx.now if overdue else None,
        assignee=assignee,
    )
    # `overdue` binds as asked, not as the moving instant of this call.
    bound = {"list": "requests", "sort": sort, "status": status, "right": right, "due_before": due_before,
             "overdue": overdue, "assignee": assignee}  # fmt: skip
    cursors = pagination.Cursors(at_hand.cursor_key)
    after = cursors.decode(cursor, bound)
    if sort == "due_at":
        position = (_instant(after[0]), UUID(after[1])) if after else None
        found = await subject_requests.queue_by_due(ctx, wanted, position, limit + 1)
    else:
        found = await subject_requests.queue_by_id(ctx, wanted, UUID(after[0]) if after else None, limit + 1)
    return _page(http, ctx, found, limit, sort, cursors, bound)


def _instant(text: str) -> datetime:
    return storage.NEVER if text == "infinity" else datetime.fromisoformat(text)


def _page(
    http: Request,
    ctx: OperationContext,
    found: Sequence[WholeRequest],
    limit: int,
    sort: str,
    cursors: pagination.Cursors,
    bound: dict[str, Any],
) -> Response:
    """One row more than asked for tells whether there is a next page."""
    items = [shown(ctx, whole) for whole in found[:limit]]
    next_cursor = None
    if len(found) > limit:
        last, clock = found[limit - 1]
        due = clock.due_before
        position = [str(last.id)] if sort == "id" else [due.isoformat() if due else "infinity", str(last.id)]
        next_cursor = cursors.encode(position, bound)
    pagination.link_next(http, next_cursor if http.method == "GET" else None)
    return answer({"items": items, "next_cursor": next_cursor})


@router.post(
    "/search",
    operation_id="searchRequests",
    summary="Search by identifier",
    description="The requests of whoever bears one of these identifiers, open or closed; a POST, so that no personal "
    "data stands in a URL (art. 5(1)(f)).",
    response_model=Page[RequestOut],
    responses=problems(InvalidInput, pagination.InvalidCursor),
)
@reads_only
async def search(
    http: Request,
    body: SearchIn,
    ctx: Operation,
    at_hand: AtHand,
    limit: Limit = 50,
    cursor: CursorParameter = None,
) -> Response:
    identifiers = [identifier.to_domain() for identifier in body.identifiers]
    keys = sorted(identifier.lookup(ctx.policy.lookup_key).hex() for identifier in identifiers)
    bound = {"list": "search", "identifiers": keys}
    cursors = pagination.Cursors(at_hand.cursor_key)
    after = cursors.decode(cursor, bound)
    found = await subject_requests.search(ctx, identifiers, UUID(after[0]) if after else None, limit + 1)
    return _page(http, ctx, found, limit, "id", cursors, bound)


@router.get(
    "/{request_id}",
    operation_id="getRequest",
    summary="Read a request",
    description="The whole state of a request with its clock (art. 12(3)) and what the caller may do next.",
    response_model=RequestOut,
    responses=problems(NotFound),
)
@reads_only
async def read(request_id: UUID, ctx: Operation) -> Response:
    whole = await subject_requests.whole(ctx, request_id)
    response = answer(shown(ctx, whole))
    response.headers["ETag"] = tag_of(whole.request, whole.clock)
    return response


@router.put(
    "/{request_id}/assignment",
    operation_id="assignRequest",
    summary="Assign a request",
    description="Says who handles it, so that the reply comes without undue delay (art. 12(3)).",
    responses=problems(
        NotFound, Forbidden, InvalidInput, IllegalTransition, etags.StaleVersion, etags.PreconditionRequired
    ),
)
async def assign(
    request_id: UUID, body: AssignmentIn, http: Request, ctx: Operation, response: Response
) -> RequestOut:
    request = await subject_requests.to_assign(ctx, request_id)
    etags.check_if_match(http, tag_of(request, (await deadlines.of_requests(ctx, [request]))[request_id]))
    return await changed(ctx, await subject_requests.assign(ctx, request_id, body.assignee), response)


@router.post(
    "/{request_id}/withdrawal",
    operation_id="withdrawRequest",
    summary="Withdraw a request",
    description="The person takes the request back; it ends, and what was prepared is destroyed (art. 5(1)(e)).",
    responses=problems(NotFound, IllegalTransition, ErasureUnderWay),
)
async def withdraw(request_id: UUID, ctx: Operation, response: Response) -> RequestOut:
    return await changed(ctx, await subject_requests.withdraw(ctx, request_id), response)


@router.get(
    "/{request_id}/events",
    operation_id="listRequestEvents",
    summary="Read the timeline",
    description="What happened to the request, in order, in ids and codes without personal data (art. 5(2)).",
    responses=problems(NotFound, Forbidden),
)
async def events(request_id: UUID, ctx: Operation) -> list[EventOut]:
    return [EventOut.model_validate(event) for event in await timeline.of_request(ctx, request_id)]
