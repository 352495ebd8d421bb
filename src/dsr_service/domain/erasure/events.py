"""Audit events of erasures: ids, codes and counts."""

from dataclasses import dataclass
from uuid import UUID

from dsr_service.domain.audit import AuditEvent


@dataclass(frozen=True, slots=True)
class ErasurePlanStarted(AuditEvent):
    erasure_id: UUID
    ground: str
    data_map_version: UUID
    rules_version: str


@dataclass(frozen=True, slots=True)
class ErasurePlanned(AuditEvent):
    erasure_id: UUID
    plan_sha256: str
    delete: int
    mask: int
    keep: int
    unlink: int


@dataclass(frozen=True, slots=True)
class ErasureBlocked(AuditEvent):
    erasure_id: UUID
    reasons: int


@dataclass(frozen=True, slots=True)
class ErasureApproved(AuditEvent):
    erasure_id: UUID
    plan_sha256: str
    not_before: str


@dataclass(frozen=True, slots=True)
class ErasureEnded(AuditEvent):
    """Declined, cancelled or stopped: nothing more is erased by this plan."""

    erasure_id: UUID
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class ErasureStarted(AuditEvent):
    erasure_id: UUID


@dataclass(frozen=True, slots=True)
class ErasureSourceWriting(AuditEvent):
    erasure_id: UUID
    dataset: str


@dataclass(frozen=True, slots=True)
class ErasureSourceDone(AuditEvent):
    erasure_id: UUID
    dataset: str
    asked: bool  # the answer of the commit was lost, and the source showed that it had been done


@dataclass(frozen=True, slots=True)
class ErasureVerified(AuditEvent):
    erasure_id: UUID
    complete: bool


@dataclass(frozen=True, slots=True)
class ErasureCertified(AuditEvent):
    erasure_id: UUID
    sha256: str


@dataclass(frozen=True, slots=True)
class KeptDataCameUp(AuditEvent):
    erasure_id: UUID
    root_id: UUID


@dataclass(frozen=True, slots=True)
class ErasuresReplayed(AuditEvent):
    dataset: str
    erasures: int
    rows: int
