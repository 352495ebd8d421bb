"""Audit events of the watchdog."""

from dataclasses import dataclass
from uuid import UUID

from dsr_service.domain.audit import AuditEvent


@dataclass(frozen=True, slots=True)
class StuckWorkQueuedAgain(AuditEvent):
    """Nobody worked for what waits; the watchdog queued the job once more."""

    what: str
    thing: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class StuckWorkNoted(AuditEvent):
    """Nobody works for what waits, and no job could safely be queued: an operator has to look."""

    what: str
    thing: UUID
