"""Rectification over HTTP: have the fields found, look at old and new, decide on each, record work by hand."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from dsr_service.api.operation import SECURED, Operation, OperationRoute
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, Prose, ShortText, View
from dsr_service.domain.data_map.source_changes import REASONS, ChangeNotManual, ChangePurpose, ChangeState
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.fees import FeeUnpaid
from dsr_service.domain.fulfilment import IdentityNotVerified, NoDataMap
from dsr_service.domain.grounds import GroundDoesNotFit
from dsr_service.domain.identity.special_requesters import StandingNotProven
from dsr_service.domain.rectifications import (
    Correction,
    CorrectionBlocked,
    CorrectionVerdict,
    NoRectification,
    NotProposed,
    RectificationStatus,
    RectificationUnderWay,
    Verdict,
)
from dsr_service.domain.subject_requests import IllegalTransition, RightAlreadyDecided, RightNotRequested
from dsr_service.services import rectifications, source_changes
from dsr_service.services.context import OperationContext
from dsr_service.storage.tables import SourceChange

router = APIRouter(
    prefix="/v1/requests", route_class=OperationRoute, dependencies=SECURED, tags=["Rectification"]
)

FieldValue = Annotated[str, Field(max_length=2000, examples=["Lyon"])]
_STATE: Final = (
    "`blocked` can't be written as it stands, `manual` waits for a person, `moved` means that the source held a third "
    "value and nothing was written."
)


class FieldCorrectionIn(Body):
    field: ShortText = Field(
        description="`dataset.collection.field`, `collection.field` or `field`: all of that name are looked for.",
        examples=["shop.people.city"],
    )
    new_value: FieldValue | None = Field(description="null empties the field.")
    old_value: FieldValue | None = Field(
        None, description="Only rows that hold this value.", examples=["Lion"]
    )

    def to_domain(self) -> Correction:
        return Correction(self.field, self.new_value, self.old_value)


class RectificationIn(Body):
    corrections: list[FieldCorrectionIn] | None = Field(
        None,
        min_length=1,
        max_length=100,
        description="As the staff read the request; null: as the person wrote it.",
    )


class CorrectionVerdictIn(Body):
    correction: int = Field(ge=0, le=99, description="Its position.", examples=[0])
    verdict: Verdict
    evidence: Prose | None = Field(
        None, description="What was looked at.", examples=["Justificatif de domicile du 3 mai."]
    )
    documents: list[UUID] = Field(
        default_factory=list,
        max_length=20,
        description="Uploaded copies of the kind `rectification_evidence` that were looked at. They are destroyed when "
        "the right is settled.",
        examples=[[]],
    )
    ground: str | None = Field(
        None,
        max_length=60,
        pattern="^[A-Z_]{1,60}$",
        description="Of a refusal: a code of the catalogue.",
        examples=["RECTIFY_DATA_ACCURATE"],
    )
    reasons: Prose | None = Field(None, description="Of a refusal, for the person (art. 12(4)).")
    changes: list[UUID] | None = Field(
        None,
        min_length=1,
        max_length=1000,
        description="Only these of the rows that were found; null: all.",
        examples=[None],
    )

    def to_domain(self) -> CorrectionVerdict:
        return CorrectionVerdict(
            self.correction,
            self.verdict,
            self.evidence,
            self.ground,
            self.reasons,
            self.changes,
            self.documents,
        )


class RectificationDecisionsIn(Body):
    decisions: list[CorrectionVerdictIn] = Field(
        min_length=1, max_length=100, description="One for each correction."
    )
    statement: Prose | None = Field(
        None, description="The person's supplementary statement, put on file by hand (art. 16)."
    )


class SourceChangeOut(View):
    id: UUID
    purpose: ChangePurpose
    dataset: str
    collection: str
    field: str
    key: dict[str, str | None] = Field(description="The row's key.", examples=[{"id": "1"}])
    old_value: str | None
    new_value: str | None
    state: ChangeState = Field(description=_STATE)
    reason: str | None = Field(examples=["too_long"])
    reason_text: str | None
    asked: bool = Field(description="The answer of a commit was lost; the source showed that it was done.")
    changed_at: datetime
    changed_by: str

    @classmethod
    def of(cls, ctx: OperationContext, row: SourceChange) -> "SourceChangeOut":
        change = source_changes.opened(ctx, row)
        plain = {name: getattr(row, name) for name in _PLAIN}
        return cls(
            **plain,
            key=dict(change.place.key),
            old_value=change.old,
            new_value=change.new,
            reason_text=REASONS.get(row.reason, row.reason) if row.reason else None,
        )


_PLAIN: Final = (
    "id", "purpose", "dataset", "collection", "field", "state", "reason", "asked", "changed_at", "changed_by",
)  # fmt: skip


class FieldCorrectionOut(View):
    field: str
    new_value: str | None
    old_value: str | None
    verdict: Verdict | None
    evidence: str | None
    documents: list[UUID] = Field(description="The copies on which the verdict rests.", examples=[[]])
    ground: str | None
    reasons: str | None
    changes: list[SourceChangeOut] = Field(description="Where it is written: old value, new value, row.")


class RectificationOut(View):
    id: UUID
    request_id: UUID
    attempt: int
    status: RectificationStatus
    data_map_version_id: UUID
    corrections: list[FieldCorrectionOut]
    statement: SourceChangeOut | None
    planned_by: str
    planned_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None


async def _shown(ctx: OperationContext, request_id: UUID) -> RectificationOut:
    found = await rectifications.read(ctx, request_id)
    row = found.rectification
    plain = {
        name: getattr(row, name)
        for name in RectificationOut.model_fields
        if name not in {"corrections", "statement"}
    }
    changes = [(change, SourceChangeOut.of(ctx, change)) for change in found.changes]
    statement = next((out for c, out in changes if c.purpose is ChangePurpose.STATEMENT), None)
    return RectificationOut(
        **plain,
        statement=statement,
        corrections=[
            FieldCorrectionOut(
                **{**each.as_json(), "verdict": each.verdict, "documents": list(each.documents)},
                changes=[out for c, out in changes if c.correction == number],
            )
            for number, each in enumerate(found.corrections)
        ],
    )


@router.post(
    "/{request_id}/rectification",
    operation_id="planRectification",
    summary="Find the fields that a rectification is about",
    description="A worker looks for the rows of the person that hold each field and says what would be written where: "
    "old value, new value, and what the live schema has against it (art. 16). Nothing is touched. An earlier proposal "
    "is dropped.",
    responses=problems(
        NotFound, Forbidden, InvalidInput, IllegalTransition, IdentityNotVerified, NoDataMap, StandingNotProven,
        FeeUnpaid, RightNotRequested, RightAlreadyDecided, RectificationUnderWay,
    ),
    status_code=202,
)  # fmt: skip
async def plan(request_id: UUID, body: RectificationIn, ctx: Operation) -> RectificationOut:
    wishes = None if body.corrections is None else [each.to_domain() for each in body.corrections]
    await rectifications.plan(ctx, request_id, wishes)
    return await _shown(ctx, request_id)


@router.get(
    "/{request_id}/rectification",
    operation_id="getRectification",
    summary="Look at a rectification",
    description="The latest proposal, the decisions, and how far each field is (art. 16).",
    responses=problems(NotFound, Forbidden, NoRectification),
)
async def read(request_id: UUID, ctx: Operation) -> RectificationOut:
    return await _shown(ctx, request_id)


@router.post(
    "/{request_id}/rectification/decisions",
    operation_id="decideRectification",
    summary="Accept or refuse each correction",
    description="What is accepted is written while the sources still hold the old values; if one moved, nothing is "
    "written and it is decided anew (art. 16). A refusal bears a ground and reasons (art. 12(4)). Accounting records "
    "stay as they are and get a linked note. What no machine may change waits for a person.",
    responses=problems(
        NotFound, Forbidden, InvalidInput, RightNotRequested, RightAlreadyDecided, NotProposed, CorrectionBlocked,
        GroundDoesNotFit,
    ),
)  # fmt: skip
async def decide(request_id: UUID, body: RectificationDecisionsIn, ctx: Operation) -> RectificationOut:
    verdicts = [each.to_domain() for each in body.decisions]
    await rectifications.decide(ctx, request_id, verdicts, body.statement)
    return await _shown(ctx, request_id)


@router.get(
    "/{request_id}/source-changes",
    operation_id="listSourceChanges",
    summary="List what is changed in the sources for a request",
    description="Every single field, of corrections (art. 16) and of the marks of restrictions (art. 18), with old and "
    "new value and how far it is; those in the state `manual` wait for a person.",
    responses=problems(NotFound, Forbidden),
)
async def changes(request_id: UUID, ctx: Operation) -> list[SourceChangeOut]:
    return [SourceChangeOut.of(ctx, row) for row in await rectifications.changes_of(ctx, request_id)]


@router.post(
    "/{request_id}/source-changes/{change_id}/completion",
    operation_id="completeSourceChange",
    summary="Record a change as made by hand",
    description="For changes in the state `manual`: a shared row, a note to an invoice, a source that is not written "
    "from here (art. 16, 18). The rectification ends with its last one.",
    responses=problems(NotFound, Forbidden, ChangeNotManual),
)
async def complete(request_id: UUID, change_id: UUID, ctx: Operation) -> SourceChangeOut:
    return SourceChangeOut.of(ctx, await rectifications.record_by_hand(ctx, request_id, change_id))
