"""Evidence of whoever asks for another, over HTTP: what is needed, and the verdict on each piece."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from dsr_service.api.operation import SECURED, Operation, OperationRoute
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, Prose, View, Yes
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.identity.documents import CheckMissing, DocumentAlreadyReviewed, DocumentStatus
from dsr_service.domain.identity.special_requesters import (
    EVIDENCE,
    Capacity,
    EvidenceAlreadyAccepted,
    EvidenceKind,
    EvidenceNotNeeded,
)
from dsr_service.domain.rights import Right
from dsr_service.domain.subject_requests import IllegalTransition
from dsr_service.services import special_requesters
from dsr_service.services.standings import Standing
from dsr_service.storage.tables import RequesterEvidence

router = APIRouter(prefix="/v1/requests", route_class=OperationRoute, dependencies=SECURED, tags=["Identity"])


class EvidenceOut(View):
    kind: EvidenceKind
    checks: dict[str, bool | None] = Field(description="To be made one by one; null: not made yet.")
    source: str = Field(description="The text that asks for it.")
    status: DocumentStatus | None = Field(description="Null: not reviewed yet.")
    document_id: UUID | None
    note: str | None
    reviewed_at: datetime | None
    reviewed_by: str | None

    @classmethod
    def of(cls, kind: EvidenceKind, row: RequesterEvidence | None) -> Self:
        needed = EVIDENCE[kind]
        return cls(
            kind=kind,
            checks={name: row.checks.get(name) if row else None for name in needed.checks},
            source=needed.source,
            status=row.status if row else None,
            document_id=row.document_id if row else None,
            note=row.note if row else None,
            reviewed_at=row.reviewed_at if row else None,
            reviewed_by=row.reviewed_by if row else None,
        )


class StandingOut(View):
    capacity: Capacity | None = Field(description="Null: the person asks for themselves.")
    proven: bool = Field(description="All that is needed was shown; without it nothing is carried out.")
    evidence: list[EvidenceOut]
    out_of_scope: list[Right] = Field(
        description="Rights for which no evidence helps: outside of the heir's scope."
    )
    refusal_ground: str | None = Field(
        description="The ground of the catalogue when the standing is not shown."
    )

    @classmethod
    def of(cls, standing: Standing) -> Self:
        requester = standing.requester
        return cls(
            capacity=requester.capacity if requester else None,
            proven=standing.proven,
            evidence=[EvidenceOut.of(kind, row) for kind, row in standing.needed.items()],
            out_of_scope=list(standing.out_of_scope),
            refusal_ground=requester.refusal_ground if requester and not standing.proven else None,
        )


class EvidenceIn(Body):
    verdict: Literal["accept", "reject"]
    checks: dict[str, Yes] = Field(
        default_factory=dict,
        max_length=20,
        description="Each check of that kind; to accept, all must be true.",
        examples=[{"identity_matches": True}],
    )
    document_id: UUID | None = Field(
        None, description="The uploaded file that it was read from; destroyed now."
    )
    note: Prose | None = None


@router.get(
    "/{request_id}/evidence",
    operation_id="getRequesterEvidence",
    summary="Read what the requester has to show",
    description="For agents, parents and heirs: each piece with its checks. Empty where a person asks for themselves, "
    "and for a marketing objection beyond the mandate's existence (decree 2019-536 art. 77; LIL 45, 84-85).",
    responses=problems(NotFound, Forbidden),
)
async def read(request_id: UUID, ctx: Operation) -> StandingOut:
    return StandingOut.of(await special_requesters.read(ctx, request_id))


@router.post(
    "/{request_id}/evidence/{evidence_kind}/review",
    operation_id="reviewRequesterEvidence",
    summary="Give a verdict on a piece of evidence",
    description="Each check is made by itself and recorded. With the last piece accepted the request goes on (decree "
    "2019-536 art. 77; LIL 45, 84-85).",
    responses=problems(
        NotFound, Forbidden, InvalidInput, CheckMissing, EvidenceNotNeeded, EvidenceAlreadyAccepted,
        DocumentAlreadyReviewed, IllegalTransition,
    ),
)  # fmt: skip
async def review(
    request_id: UUID, evidence_kind: EvidenceKind, body: EvidenceIn, ctx: Operation
) -> StandingOut:
    standing = await special_requesters.review(
        ctx,
        request_id,
        evidence_kind,
        accepted=body.verdict == "accept",
        checks=body.checks,
        document_id=body.document_id,
        note=body.note,
    )
    return StandingOut.of(standing)
