"""Audit events: what happened, in ids and codes; never personal data, so that they survive an erasure."""

import re
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from dsr_service.domain.grounds import ExtensionGround, RejectionReason
from dsr_service.domain.restrictions import RestrictionGround
from dsr_service.domain.rights import Outcome, Right
from dsr_service.domain.subject_requests import Channel, Event, Status


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """The base of all events; `request_id` is None for what concerns no single request."""

    request_id: UUID | None

    @property
    def name(self) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    def data(self) -> dict[str, Any]:
        """The event's own fields as JSON values."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self) if f.name != "request_id"}


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (tuple, frozenset)):
        return [_plain(item) for item in value]
    return value


@dataclass(frozen=True, slots=True)
class RequestSubmitted(AuditEvent):
    reference: str
    rights: tuple[Right, ...]
    channel: Channel


@dataclass(frozen=True, slots=True)
class ReminderLinked(AuditEvent):
    rights: tuple[Right, ...]
    channel: Channel


@dataclass(frozen=True, slots=True)
class StatusChanged(AuditEvent):
    event: Event
    before: Status
    after: Status


@dataclass(frozen=True, slots=True)
class RequestAssigned(AuditEvent):
    assignee: str | None


@dataclass(frozen=True, slots=True)
class IdentityDocumentUploaded(AuditEvent):
    document_id: UUID
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class IdentityDocumentRefused(AuditEvent):
    code: str


@dataclass(frozen=True, slots=True)
class IdentityDocumentViewed(AuditEvent):
    document_id: UUID
    view_id: UUID


@dataclass(frozen=True, slots=True)
class IdentityDocumentAccepted(AuditEvent):
    document_id: UUID


@dataclass(frozen=True, slots=True)
class IdentityDocumentRejected(AuditEvent):
    document_id: UUID
    reason: RejectionReason


@dataclass(frozen=True, slots=True)
class IdentityDocumentDestroyed(AuditEvent):
    document_id: UUID


@dataclass(frozen=True, slots=True)
class IdentityVerifiedByOtherMeans(AuditEvent):
    method: str


@dataclass(frozen=True, slots=True)
class DeadlineExtended(AuditEvent):
    ground: ExtensionGround


@dataclass(frozen=True, slots=True)
class DeadlineSuspended(AuditEvent):
    suspension_id: UUID
    cause: str


@dataclass(frozen=True, slots=True)
class DeadlineResumed(AuditEvent):
    suspension_id: UUID


@dataclass(frozen=True, slots=True)
class DeadlineMarked(AuditEvent):
    kind: str
    step: int
    due: str


@dataclass(frozen=True, slots=True)
class ExtensionLapsed(AuditEvent):
    """Its notice did not go out within the first month: it does not count (art. 12(3))."""


@dataclass(frozen=True, slots=True)
class ExtensionRestored(AuditEvent):
    """The notice had gone out in time; that was recorded later."""


@dataclass(frozen=True, slots=True)
class DeadlineRecomputed(AuditEvent):
    before: str | None
    after: str | None
    rules_version: str


@dataclass(frozen=True, slots=True)
class DeadlinesRecomputed(AuditEvent):
    """All open clocks were brought to other rules; a DeadlineRecomputed tells of each date that moved."""

    recomputation_id: UUID
    rules_version: str
    examined: int
    moved: int


@dataclass(frozen=True, slots=True)
class MessageWritten(AuditEvent):
    message_id: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class MessageSent(AuditEvent):
    message_id: UUID
    kind: str
    means: str


@dataclass(frozen=True, slots=True)
class RightDecided(AuditEvent):
    right: Right
    outcome: Outcome
    ground: str | None


@dataclass(frozen=True, slots=True)
class LegalHoldSet(AuditEvent):
    hold_id: UUID
    ground: str
    until: str | None


@dataclass(frozen=True, slots=True)
class LegalHoldLifted(AuditEvent):
    """What it alone had kept without an end comes up again."""

    hold_id: UUID
    parts: int


@dataclass(frozen=True, slots=True)
class PurposesSuppressed(AuditEvent):
    purposes: tuple[str, ...]
    identifiers: int


@dataclass(frozen=True, slots=True)
class SuppressionLifted(AuditEvent):
    purpose: str
    identifiers: int


@dataclass(frozen=True, slots=True)
class RestrictionStarted(AuditEvent):
    restriction_id: UUID
    ground: RestrictionGround


@dataclass(frozen=True, slots=True)
class RestrictionLiftAnnounced(AuditEvent):
    restriction_id: UUID


@dataclass(frozen=True, slots=True)
class RestrictionLifted(AuditEvent):
    restriction_id: UUID


@dataclass(frozen=True, slots=True)
class FulfilmentStarted(AuditEvent):
    data_map_version: UUID
    collections: int


@dataclass(frozen=True, slots=True)
class CollectionSearched(AuditEvent):
    collection: str
    rows: int


@dataclass(frozen=True, slots=True)
class FulfilmentIncomplete(AuditEvent):
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExportPackageBuilt(AuditEvent):
    package_id: UUID
    right: Right
    sha256: str


@dataclass(frozen=True, slots=True)
class ExportPackageReleased(AuditEvent):
    package_id: UUID


@dataclass(frozen=True, slots=True)
class ExportPackageRevoked(AuditEvent):
    package_id: UUID


@dataclass(frozen=True, slots=True)
class ExportDownloadStarted(AuditEvent):
    package_id: UUID
    part: str


@dataclass(frozen=True, slots=True)
class ApprovalGiven(AuditEvent):
    pass


@dataclass(frozen=True, slots=True)
class ApprovalDeclined(AuditEvent):
    pass


@dataclass(frozen=True, slots=True)
class ApiKeyCreated(AuditEvent):
    key_id: UUID
    role: str


@dataclass(frozen=True, slots=True)
class ApiKeyRevoked(AuditEvent):
    key_id: UUID


@dataclass(frozen=True, slots=True)
class RegisterChanged(AuditEvent):
    register: str
    key: str
    version: int


@dataclass(frozen=True, slots=True)
class DataMapActivated(AuditEvent):
    version_id: UUID
    sha256: str


@dataclass(frozen=True, slots=True)
class AttemptRefused(AuditEvent):
    """A call that authorization refused."""

    route: str
    code: str
