"""Background work over HTTP: what waits, runs or is held; a held job is retried or given up."""

import re
from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field

from dsr_service.api import pagination
from dsr_service.api.operation import SECURED, AtHand, Operation, OperationRoute
from dsr_service.api.pagination import CursorParameter, Limit, Page
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, View
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.jobs import DiscardReason, JobNotDead, JobState
from dsr_service.services import jobs
from dsr_service.storage.tables import JobRow

router = APIRouter(prefix="/v1/jobs", route_class=OperationRoute, dependencies=SECURED, tags=["Operations"])

_PREFIX = "job_"
_ID = re.compile(r"job_([1-9][0-9]{0,17})", re.ASCII)
JobId = Annotated[
    str,
    Path(
        description="As listed.",
        examples=["job_42"],
        json_schema_extra={"pattern": "^job_[1-9][0-9]{0,17}$", "maxLength": 22},  # what is no id is 404
    ),
]
Kind = Annotated[
    str | None,
    Query(
        pattern="^[a-z][a-z0-9_]*$",
        max_length=63,
        description="Only jobs of this kind.",
        examples=["fulfil"],
    ),
]


class JobOut(View):
    """A job's outside: ids and codes, nothing about a person."""

    id: str = Field(examples=["job_42"])
    kind: str = Field(examples=["fulfil"])
    state: JobState = Field(description="`dead`: held after its failure.", examples=["dead"])
    payload: dict[str, str | int] = Field(
        description="Ids and codes only.", examples=[{"request_id": "0192f0c1-7a4e-7c33-9d3f-2b1e5a6c7d8e"}]
    )
    client: str = Field(description="Whose share of the workers it uses.", examples=["storefront"])
    source: str = Field(description="The data source that it keeps busy.", examples=["kilometre_paris"])
    attempts: int = Field(examples=[8])
    crashes: int = Field(description="Attempts in which the worker died.", examples=[0])
    last_error: str | None = Field(description="A code.", examples=["AttributeError"])
    worker: str | None = Field(description="Who runs it.", examples=[None])
    due_at: datetime
    run_after: datetime
    created_at: datetime
    ready_at: datetime = Field(description="Since when a worker could take it.")
    died_at: datetime | None

    @classmethod
    def of(cls, row: JobRow) -> Self:
        own = {name: getattr(row, name) for name in cls.model_fields if name != "id"}
        return cls(id=f"{_PREFIX}{row.id}", **own)


class DiscardIn(Body):
    reason: DiscardReason = Field(examples=["done_by_hand"])


class DiscardedOut(View):
    id: str = Field(examples=["job_42"])
    kind: str = Field(examples=["send_message"])
    reason: DiscardReason
    discarded_at: datetime


def _number(job_id: str) -> int:
    found = _ID.fullmatch(job_id)
    if found is None:
        raise NotFound
    return int(found[1])


@router.get(
    "",
    operation_id="listJobs",
    summary="List background jobs",
    description="By id. `state=dead` are those that are held after their failure, so that none is forgotten and no "
    "answer comes late for it (art. 12(3), 32(1)(b)).",
    responses=problems(Forbidden, InvalidInput, pagination.InvalidCursor),
)
async def list_jobs(
    http: Request,
    ctx: Operation,
    at_hand: AtHand,
    state: JobState | None = None,
    kind: Kind = None,
    limit: Limit = 50,
    cursor: CursorParameter = None,
) -> Page[JobOut]:
    bound = {"list": "jobs", "state": state, "kind": kind}
    cursors = pagination.Cursors(at_hand.cursor_key)
    after = cursors.decode(cursor, bound)
    found = await jobs.page(ctx, state=state, kind=kind, after=after[0] if after else 0, limit=limit + 1)
    next_cursor = cursors.encode([found[limit - 1].id], bound) if len(found) > limit else None
    pagination.link_next(http, next_cursor)
    return Page(items=[JobOut.of(row) for row in found[:limit]], next_cursor=next_cursor)


@router.get(
    "/{job_id}",
    operation_id="getJob",
    summary="Read a background job",
    description="A job that is done is gone: the audit log tells what it did (art. 5(2), 32(1)(b)).",
    responses=problems(NotFound, Forbidden),
)
async def get_job(job_id: JobId, ctx: Operation) -> JobOut:
    return JobOut.of(await jobs.read(ctx, _number(job_id)))


@router.post(
    "/{job_id}/retry",
    operation_id="retryJob",
    summary="Let a held job run again",
    description="Once its cause is mended; attempts are counted anew, and the audit log says who did it "
    "(art. 5(2), 32(1)(b)).",
    responses=problems(NotFound, Forbidden, JobNotDead),
)
async def retry(job_id: JobId, ctx: Operation) -> JobOut:
    return JobOut.of(await jobs.retry(ctx, _number(job_id)))


@router.post(
    "/{job_id}/discard",
    operation_id="discardJob",
    summary="Give a held job up",
    description="For good, with a reason in the audit log (art. 5(2)). The search of a request that is given up goes "
    "back to the staff, who can start it again; what else the job should have done is done by hand.",
    responses=problems(NotFound, Forbidden, JobNotDead, InvalidInput),
)
async def discard(job_id: JobId, body: DiscardIn, ctx: Operation) -> DiscardedOut:
    job = await jobs.discard(ctx, _number(job_id), body.reason)
    return DiscardedOut(id=f"{_PREFIX}{job.id}", kind=job.kind, reason=body.reason, discarded_at=ctx.now)
