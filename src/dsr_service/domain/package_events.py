"""Audit events of packages under review and on their way: in ids and codes, never in personal data."""

from dataclasses import dataclass
from uuid import UUID

from dsr_service.domain.audit import AuditEvent


@dataclass(frozen=True, slots=True)
class ExportRowsViewed(AuditEvent):
    """A reviewer looked into a package before its release: why, and at which rows."""

    package_id: UUID
    collection: str
    reason: str
    first_row: int
    rows: int


@dataclass(frozen=True, slots=True)
class ExportRedactionAdded(AuditEvent):
    package_id: UUID
    redaction_id: UUID
    collection: str
    ground: str


@dataclass(frozen=True, slots=True)
class ExportRedactionUndone(AuditEvent):
    package_id: UUID
    redaction_id: UUID


@dataclass(frozen=True, slots=True)
class ExportPackageRedacted(AuditEvent):
    """The package was built anew without what the reviewer struck."""

    package_id: UUID
    edition: int
    redactions: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ExportTransferAsked(AuditEvent):
    package_id: UUID
    transfer_id: UUID
    recipient: str


@dataclass(frozen=True, slots=True)
class ExportTransferAttempted(AuditEvent):
    """Recorded before the first byte leaves."""

    package_id: UUID
    transfer_id: UUID
    recipient: str
    attempt: int


@dataclass(frozen=True, slots=True)
class ExportTransferEnded(AuditEvent):
    package_id: UUID
    transfer_id: UUID
    recipient: str
    state: str
    code: str | None
