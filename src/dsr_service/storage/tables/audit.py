"""The audit log: append-only, held so by a trigger."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from dsr_service.storage.base import Base


class AuditRecord(Base):
    """No foreign key to the request: the record outlives it."""

    __tablename__ = "audit_events"
    __table_args__ = (Index("ix_audit_events_request_id", "request_id", "position"),)
    position: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    occurred_at: Mapped[datetime]
    name: Mapped[str]
    request_id: Mapped[UUID | None]
    actor_role: Mapped[str]
    actor_id: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    trace_id: Mapped[str | None]
