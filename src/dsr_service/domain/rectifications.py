"""The rectification of one request (art. 16): what is asked, decided per field, and how far it is carried out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from dsr_service.domain.audit import AuditEvent
from dsr_service.domain.errors import DsrError, Kind


class RectificationStatus(StrEnum):
    READING = "reading"  # a worker looks for the fields
    PROPOSED = "proposed"  # waits for the staff's decision on each
    WRITING = "writing"
    WAITING = "waiting"  # for what a person changes by hand
    DONE = "done"
    STOPPED = "stopped"  # a value moved, or a source refused: the staff read again and decide anew
    CANCELLED = "cancelled"


UNDER_WAY: Final = (
    RectificationStatus.READING,
    RectificationStatus.PROPOSED,
    RectificationStatus.WRITING,
    RectificationStatus.WAITING,
)


EVIDENCE_KIND: Final = "rectification_evidence"  # of an uploaded copy


class Verdict(StrEnum):
    ACCEPT = "accept"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Correction:
    """One field, as the person or the staff names it, with what became of the wish."""

    field: str
    new_value: str | None
    old_value: str | None = None
    verdict: Verdict | None = None
    evidence: str | None = None  # what was looked at
    ground: str | None = None
    reasons: str | None = None
    documents: tuple[UUID, ...] = ()  # uploaded copies on which the verdict rests

    def decided(self, by: "CorrectionVerdict") -> "Correction":
        return replace(
            self,
            verdict=by.verdict,
            evidence=by.evidence,
            ground=by.ground,
            reasons=by.reasons,
            documents=tuple(by.documents),
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "field": self.field,
            "new_value": self.new_value,
            "old_value": self.old_value,
            "verdict": self.verdict.value if self.verdict else None,
            "evidence": self.evidence,
            "ground": self.ground,
            "reasons": self.reasons,
            "documents": [str(each) for each in self.documents],
        }

    @classmethod
    def of(cls, found: dict[str, Any]) -> "Correction":
        verdict = Verdict(found["verdict"]) if found.get("verdict") else None
        plain = {name: found.get(name) for name in ("old_value", "evidence", "ground", "reasons")}
        documents = tuple(UUID(each) for each in found.get("documents", ()))
        return cls(
            field=found["field"], new_value=found["new_value"], verdict=verdict, documents=documents, **plain
        )


@dataclass(frozen=True, slots=True)
class CorrectionVerdict:
    """What the staff decide about one correction; `changes` limits it to some of the rows that were found."""

    correction: int
    verdict: Verdict
    evidence: str | None = None
    ground: str | None = None
    reasons: str | None = None
    changes: Sequence[UUID] | None = None
    documents: Sequence[UUID] = ()


class NoRectification(DsrError):
    code = "no_rectification"
    kind = Kind.NOT_FOUND
    title = "No rectification was begun for this request."


class RectificationUnderWay(DsrError):
    code = "rectification_under_way"
    kind = Kind.CONFLICT
    title = "The corrections are being written."


class NotProposed(DsrError):
    code = "rectification_not_proposed"
    kind = Kind.CONFLICT
    title = "There is no proposal to decide about now."


class CorrectionBlocked(DsrError):
    code = "correction_blocked"
    kind = Kind.INVALID
    title = "A correction that was accepted can't be written as it stands."


@dataclass(frozen=True, slots=True)
class RectificationPlanned(AuditEvent):
    rectification_id: UUID
    corrections: int


@dataclass(frozen=True, slots=True)
class RectificationProposed(AuditEvent):
    rectification_id: UUID
    changes: int
    blocked: int
    manual: int


@dataclass(frozen=True, slots=True)
class RectificationDecided(AuditEvent):
    rectification_id: UUID
    accepted: int
    refused: int


@dataclass(frozen=True, slots=True)
class RectificationEnded(AuditEvent):
    rectification_id: UUID
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceChanging(AuditEvent):
    """Right before a source's commit."""

    dataset: str
    changes: int


@dataclass(frozen=True, slots=True)
class SourceChanged(AuditEvent):
    change_id: UUID
    collection: str
    field: str
    purpose: str
    state: str
    asked: bool  # the answer of a commit was lost, and the source showed what it holds


@dataclass(frozen=True, slots=True)
class ChangeMadeByHand(AuditEvent):
    change_id: UUID
