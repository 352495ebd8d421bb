"""The data map's versions and the review of its changes over HTTP."""

import json
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from dsr_service.api import pagination
from dsr_service.api.operation import SECURED, AtHand, Operation, OperationRoute
from dsr_service.api.pagination import CursorParameter, Limit, Page
from dsr_service.api.problems import problems
from dsr_service.api.registers import DataMapIn, DataMapOut
from dsr_service.api.schemas import Prose, View
from dsr_service.domain.data_map.changes import OwnProposal, ProposalClosed, ProposalOutdated, ProposalStatus
from dsr_service.domain.data_map.findings import DataMapInvalid
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.services import data_map_changes

router = APIRouter(
    prefix="/v1/data-map", route_class=OperationRoute, dependencies=SECURED, tags=["Registers"]
)
ProposalOutcome = Literal["approve", "reject"]


class DataMapVersionOut(View):
    id: UUID
    sha256: str
    active: bool
    created_at: datetime
    created_by: str


class ChangeOut(View):
    address: str = Field(examples=["shop.orders.total"])
    change: Literal["added", "removed", "changed"]
    keys: list[str] = Field(
        description="Of a changed one: what of it differs.", examples=[["data_categories"]]
    )


class DataMapDiffOut(View):
    changes: list[ChangeOut]


class ProposalIn(DataMapIn):
    reason: Prose = Field(
        description="Why it changes.", examples=["The wish lists moved to a table of their own."]
    )


class ProposalOut(View):
    id: UUID
    base_version_id: UUID | None = Field(description="The version that it would replace.")
    sha256: str
    status: ProposalStatus
    reason: str
    proposed_at: datetime
    proposed_by: str
    reviewed_at: datetime | None
    reviewed_by: str | None
    version_id: UUID | None = Field(description="The version that came of it.")


class ProposalDetailOut(ProposalOut):
    content: str
    changes: list[ChangeOut]


@router.get(
    "/versions",
    operation_id="listDataMapVersions",
    summary="List the versions of the data map",
    description="All that were ever in force, the newest first: each request names the one that served it (art. 5(2)).",
    responses=problems(Forbidden, InvalidInput, pagination.InvalidCursor),
)
async def versions(
    http: Request, ctx: Operation, at_hand: AtHand, limit: Limit = 50, cursor: CursorParameter = None
) -> Page[DataMapVersionOut]:
    cursors = pagination.Cursors(at_hand.cursor_key)
    bound = {"list": "data_map_versions"}
    after = cursors.decode(cursor, bound)
    found = await data_map_changes.versions(ctx, UUID(after[0]) if after else None, limit + 1)
    following = cursors.encode([str(found[limit - 1].id)], bound) if len(found) > limit else None
    pagination.link_next(http, following)
    return Page(items=[DataMapVersionOut.model_validate(row) for row in found[:limit]], next_cursor=following)


@router.get(
    "/versions/{version_id}",
    operation_id="getDataMapVersion",
    summary="Read a version of the data map",
    description="The very text that was in force (art. 5(2)).",
    responses=problems(NotFound, Forbidden),
)
async def version(version_id: UUID, ctx: Operation) -> DataMapOut:
    return DataMapOut.model_validate(await data_map_changes.version(ctx, version_id))


@router.get(
    "/versions/{version_id}/diff",
    operation_id="diffDataMapVersions",
    summary="Compare two versions of the data map",
    description="What a version says otherwise than another one, or than the one before it (art. 5(2)).",
    responses=problems(NotFound, Forbidden, InvalidInput),
)
async def diff(
    version_id: UUID,
    ctx: Operation,
    against: Annotated[
        UUID | None, Query(description="The older version; by default the one before.")
    ] = None,
) -> DataMapDiffOut:
    changes = await data_map_changes.diff(ctx, version_id, against)
    return DataMapDiffOut(changes=[ChangeOut.model_validate(each) for each in changes])


@router.get(
    "/schema",
    operation_id="getDataMapSchema",
    summary="Read the JSON Schema of the data map's format",
    description="For editors: which keys a map may have (art. 30 records by this format).",
    responses={
        200: {"content": {"application/schema+json": {"schema": {"type": "object"}}}},
        **problems(Forbidden),
    },
)
async def schema(ctx: Operation) -> Response:
    return Response(json.dumps(data_map_changes.schema(ctx), indent=2), media_type="application/schema+json")


@router.post(
    "/proposals",
    status_code=201,
    operation_id="proposeDataMap",
    summary="Propose a change of the data map",
    description="Another person reviews what changes and puts it in force (art. 24, 32).",
    responses=problems(InvalidInput, Forbidden, DataMapInvalid),
)
async def propose(body: ProposalIn, ctx: Operation, response: Response) -> ProposalDetailOut:
    made = await data_map_changes.propose(ctx, body.content, body.reason)
    response.headers["Location"] = f"{router.prefix}/proposals/{made.proposal.id}"
    return _detail(made)


@router.get(
    "/proposals",
    operation_id="listDataMapProposals",
    summary="List proposed changes of the data map",
    description="The newest 200 (art. 5(2)).",
    responses=problems(Forbidden, InvalidInput),
)
async def proposals(ctx: Operation, status: ProposalStatus | None = None) -> list[ProposalOut]:
    return [ProposalOut.model_validate(row) for row in await data_map_changes.proposals(ctx, status)]


@router.get(
    "/proposals/{proposal_id}",
    operation_id="getDataMapProposal",
    summary="Read a proposed change of the data map",
    description="The proposed map and what it changes (art. 5(2)).",
    responses=problems(NotFound, Forbidden),
)
async def proposal(proposal_id: UUID, ctx: Operation) -> ProposalDetailOut:
    return _detail(await data_map_changes.proposal(ctx, proposal_id))


@router.post(
    "/proposals/{proposal_id}/approval",
    operation_id="approveDataMapProposal",
    summary="Put a proposed data map in force",
    description="By another person than the one who proposed it; new fulfilments search by it (art. 32: four eyes).",
    responses=problems(NotFound, Forbidden, OwnProposal, ProposalClosed, ProposalOutdated),
)
async def approve(proposal_id: UUID, ctx: Operation) -> ProposalOut:
    return ProposalOut.model_validate(await data_map_changes.approve(ctx, proposal_id))


@router.post(
    "/proposals/{proposal_id}/rejection",
    operation_id="rejectDataMapProposal",
    summary="Reject a proposed data map",
    description="By another person than the one who proposed it; the map in force stays (art. 32: four eyes).",
    responses=problems(NotFound, Forbidden, OwnProposal, ProposalClosed),
)
async def reject(proposal_id: UUID, ctx: Operation) -> ProposalOut:
    return ProposalOut.model_validate(await data_map_changes.reject(ctx, proposal_id))


def _detail(found: data_map_changes.Reviewable) -> ProposalDetailOut:
    shown = ProposalOut.model_validate(found.proposal)
    return ProposalDetailOut(
        **shown.model_dump(),
        content=found.proposal.content,
        changes=[ChangeOut.model_validate(each) for each in found.changes],
    )
