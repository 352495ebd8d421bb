"""Rectifications, and the single fields that are changed in the sources; values are sealed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from dsr_service.domain.data_map.source_changes import ChangePurpose, ChangeState
from dsr_service.domain.rectifications import UNDER_WAY, RectificationStatus
from dsr_service.storage.base import Base, Id
from dsr_service.storage.tables.enums import one_of, stored

_ANY_UNDER_WAY = ", ".join(f"'{status}'" for status in UNDER_WAY)


class Rectification(Base):
    """One attempt at correcting one person's data."""

    __tablename__ = "rectifications"
    __table_args__ = (
        one_of("status", RectificationStatus),
        UniqueConstraint("request_id", "attempt"),
        Index(
            "uq_rectifications_under_way",
            "request_id",
            unique=True,
            postgresql_where=text(f"status IN ({_ANY_UNDER_WAY})"),
        ),
    )
    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("subject_requests.id", ondelete="CASCADE"))
    attempt: Mapped[int]
    status: Mapped[RectificationStatus] = mapped_column(stored(RectificationStatus))
    data_map_version_id: Mapped[UUID] = mapped_column(ForeignKey("data_map_versions.id"))
    content: Mapped[bytes] = mapped_column(LargeBinary)  # the corrections and the statement
    planned_by: Mapped[str]
    planned_at: Mapped[datetime]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]


class SourceChange(Base):
    """One field of one row of a source, from proposal to proof; the key and the values are sealed."""

    __tablename__ = "source_changes"
    __table_args__ = (
        one_of("purpose", ChangePurpose),
        one_of("state", ChangeState),
        Index("ix_source_changes_rectification_id", "rectification_id"),
        Index("ix_source_changes_restriction_id", "restriction_id"),
        Index("ix_source_changes_request_id", "request_id"),
    )
    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("subject_requests.id", ondelete="CASCADE"))
    rectification_id: Mapped[UUID | None] = mapped_column(ForeignKey("rectifications.id", ondelete="CASCADE"))
    restriction_id: Mapped[UUID | None] = mapped_column(ForeignKey("restrictions.id", ondelete="CASCADE"))
    position: Mapped[int]
    correction: Mapped[int]  # the position of the correction it belongs to
    purpose: Mapped[ChangePurpose] = mapped_column(stored(ChangePurpose))
    dataset: Mapped[str]
    collection: Mapped[str]
    field: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[ChangeState] = mapped_column(stored(ChangeState))
    reason: Mapped[str | None]
    asked: Mapped[bool] = mapped_column(server_default=text("false"))
    job_token: Mapped[int | None] = mapped_column(BigInteger)
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
