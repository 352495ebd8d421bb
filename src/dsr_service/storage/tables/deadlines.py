"""The statutory clock of each request: inputs, what was computed from them, suspensions, and what was marked."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Computed, ForeignKey, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from dsr_service.domain.deadlines.marks import MarkKind
from dsr_service.domain.grounds import ExtensionGround
from dsr_service.storage.base import Base, Id
from dsr_service.storage.tables.enums import one_of, stored

_OPEN = text("stopped_at IS NULL")


class DeadlineRow(Base):
    __tablename__ = "deadlines"
    __table_args__ = (
        Index("ix_deadlines_due", "due_sort", "request_id"),
        Index("ix_deadlines_open_due", "due_sort", "request_id", postgresql_where=_OPEN),
        Index("ix_deadlines_open_version", "rules_version", "request_id", postgresql_where=_OPEN),
        Index(
            "ix_deadlines_next_mark",
            "next_mark_at",
            "request_id",
            postgresql_where=text("next_mark_at IS NOT NULL"),
        ),
    )
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
    suspension_days: Mapped[int] = mapped_column(server_default=text("0"))
    first_month_before: Mapped[datetime | None]  # exclusive bounds, for reports and the extension's notice
    three_months_before: Mapped[datetime | None]
    extended_at: Mapped[datetime | None]
    extension_ground: Mapped[ExtensionGround | None] = mapped_column(stored(ExtensionGround))
    extension_reasons: Mapped[str | None]
    extension_lapsed_at: Mapped[datetime | None]  # its notice did not go out in time: it does not count
    identity_asked_at: Mapped[datetime | None]  # and the person has not answered
    next_mark_at: Mapped[datetime | None]  # when the scheduler has to look again
    stopped_at: Mapped[datetime | None]  # the answer is given: nothing recomputes this clock any more
    computed: Mapped[dict[str, Any] | None] = mapped_column(JSONB)  # the explanation, kept when it stopped
    due_sort: Mapped[datetime] = mapped_column(
        Computed("COALESCE(due_before, 'infinity'::timestamp with time zone)", persisted=True),
        deferred=True,  # for ordering in SQL only: Python has no infinite instant
    )


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


class DeadlineMarkRow(Base):
    """What the scheduler decided, each once."""

    __tablename__ = "deadline_marks"
    __table_args__ = (
        one_of("kind", MarkKind),
        Index("ix_deadline_marks_marked_at", "marked_at", "request_id", "kind", "step", "due"),
    )
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("subject_requests.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[MarkKind] = mapped_column(stored(MarkKind), primary_key=True)
    step: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    due: Mapped[datetime] = mapped_column(primary_key=True)
    fell_due_at: Mapped[datetime]
    marked_at: Mapped[datetime]


class DeadlineRecomputation(Base):
    """All open clocks brought to the rules in force; one at a time, resumed after a crash."""

    __tablename__ = "deadline_recomputations"
    __table_args__ = (
        Index(
            "uq_deadline_recomputations_under_way",
            text("(finished_at IS NULL)"),
            unique=True,
            postgresql_where=text("finished_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    rules_version: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    examined: Mapped[int] = mapped_column(BigInteger)
    moved: Mapped[int] = mapped_column(BigInteger)
