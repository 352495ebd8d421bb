"""The statutory clock of each request: its inputs, what was computed from them, and its suspensions."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from dsr_service.domain.grounds import ExtensionGround
from dsr_service.storage.base import Base, Id
from dsr_service.storage.tables.enums import stored


class DeadlineRow(Base):
    __tablename__ = "deadlines"
    __table_args__ = (Index("ix_deadlines_due_before", "due_before", "request_id"),)
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("subject_requests.id", ondelete="CASCADE"), primary_key=True
    )
    time_zone: Mapped[str]
    calendar: Mapped[str]
    rules_version: Mapped[str]
    due_date: Mapped[date | None]  # none while a suspension is open
    due_before: Mapped[datetime | None]  # exclusive bound
    safe_due: Mapped[date | None]
    internal_target: Mapped[date | None]
    extension_notice_due: Mapped[date | None]
    refusal_information_due: Mapped[date | None]
    extended_at: Mapped[datetime | None]
    extension_ground: Mapped[ExtensionGround | None] = mapped_column(stored(ExtensionGround))
    extension_reasons: Mapped[str | None]


class SuspensionRow(Base):
    __tablename__ = "suspensions"
    __table_args__ = (
        Index(
            "uq_suspensions_open",
            "request_id",
            "cause",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("subject_requests.id", ondelete="CASCADE"), index=True
    )
    cause: Mapped[str]
    reasonable_doubt_reason: Mapped[str | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
