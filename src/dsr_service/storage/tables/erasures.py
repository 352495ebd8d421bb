"""Erasures: the approved plan, how far it is carried out, what is kept, what a restore must lose again."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from dsr_service.domain.erasure.erasures import APPROVED, UNDER_WAY, ErasureGround, ErasureStatus, SourceState
from dsr_service.domain.rights import Right
from dsr_service.storage.base import Base, Id
from dsr_service.storage.tables.enums import one_of, stored

_ANY_APPROVED = ", ".join(f"'{status}'" for status in APPROVED)
_ANY_UNDER_WAY = ", ".join(f"'{status}'" for status in UNDER_WAY)
JsonList = Mapped[list[Any] | None]


class Erasure(Base):
    """One attempt at erasing one person's data; a trigger keeps what was approved as it was."""

    __tablename__ = "erasures"
    __table_args__ = (
        one_of("status", ErasureStatus),
        one_of("ground", ErasureGround),
        UniqueConstraint("request_id", "attempt"),
        CheckConstraint("approved_by <> planned_by", name="four_eyes"),
        CheckConstraint(
            f"status NOT IN ({_ANY_APPROVED}) OR (approved_by IS NOT NULL AND approved_at IS NOT NULL "
            "AND not_before IS NOT NULL AND approval_seal IS NOT NULL)",
            name="approved",
        ),
        CheckConstraint("not_before >= approved_at", name="cool_down"),
        Index(
            "uq_erasures_under_way",
            "request_id",
            unique=True,
            postgresql_where=text(f"status IN ({_ANY_UNDER_WAY}) AND root_id IS NULL"),
        ),
    )
    id: Mapped[Id]
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("subject_requests.id", ondelete="SET NULL"))
    root_id: Mapped[UUID | None] = mapped_column(ForeignKey("erasures.id"))  # whose kept data comes up again
    attempt: Mapped[int]
    status: Mapped[ErasureStatus] = mapped_column(stored(ErasureStatus))
    ground: Mapped[ErasureGround] = mapped_column(stored(ErasureGround))
    scope: JsonList = mapped_column(JSONB(none_as_null=True))  # categories; NULL: everything
    refused: JsonList = mapped_column(
        JSONB(none_as_null=True)
    )  # categories that stay, with ground and reasons
    data_map_version_id: Mapped[UUID] = mapped_column(ForeignKey("data_map_versions.id"))
    rules_version: Mapped[str]
    schema_fingerprint: Mapped[str | None]
    plan: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    plan_sha256: Mapped[str | None]
    planned_by: Mapped[str]
    planned_at: Mapped[datetime]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    approval_seal: Mapped[bytes | None] = mapped_column(LargeBinary)  # a MAC over what was approved
    intent: JsonList = mapped_column(JSONB(none_as_null=True))  # what the pass under way does
    outcome: JsonList = mapped_column(JSONB(none_as_null=True))  # what was done
    seeds: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed: keys of rows that stay, or lead on
    file_outcome: JsonList = mapped_column(JSONB(none_as_null=True))  # how many files, by field and fate
    left_rows: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    end_reason: Mapped[str | None]
    certificate: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)


class ErasureSource(Base):
    """One source of one erasure: written before its commit, and after it."""

    __tablename__ = "erasure_sources"
    __table_args__ = (one_of("state", SourceState),)
    erasure_id: Mapped[UUID] = mapped_column(ForeignKey("erasures.id", ondelete="CASCADE"), primary_key=True)
    dataset: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[SourceState] = mapped_column(stored(SourceState))
    job_token: Mapped[int | None] = mapped_column(BigInteger)  # the attempt that wrote last
    changed_at: Mapped[datetime]


class KeptData(Base):
    """What the law keeps: it comes up again on the day after `keep_until` (NULL: when its hold is lifted)."""

    __tablename__ = "kept_data"
    __table_args__ = (Index("ix_kept_data_due", "keep_until", postgresql_where=text("done_at IS NULL")),)
    erasure_id: Mapped[UUID] = mapped_column(ForeignKey("erasures.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    dataset: Mapped[str]
    collection: Mapped[str]
    categories: Mapped[list[Any]] = mapped_column(JSONB)
    ground: Mapped[str]
    law: Mapped[str]
    keep_until: Mapped[date | None]
    rows: Mapped[int] = mapped_column(BigInteger)
    done_at: Mapped[datetime | None]


class CategoryDecision(Base):
    """What became of one kind of data under one right, by which ground and law (art. 12(4), 17(3))."""

    __tablename__ = "category_decisions"
    __table_args__ = (one_of("right", Right),)
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("subject_requests.id", ondelete="CASCADE"), primary_key=True
    )
    right: Mapped[Right] = mapped_column(stored(Right), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    dataset: Mapped[str]
    collection: Mapped[str]
    categories: Mapped[list[Any]] = mapped_column(JSONB)
    decision: Mapped[str]  # delete, mask, keep, unlink
    ground: Mapped[str | None]
    law: Mapped[str | None]
    keep_until: Mapped[date | None]
    rows: Mapped[int] = mapped_column(BigInteger)
    decided_at: Mapped[datetime]
    decided_by: Mapped[str]


class ErasureLedgerEntry(Base):
    """A row that was erased, as a keyed pseudonym: whoever reads the ledger learns of nobody."""

    __tablename__ = "erasure_ledger"
    erasure_id: Mapped[UUID] = mapped_column(ForeignKey("erasures.id", ondelete="CASCADE"), primary_key=True)
    pseudonym: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    dataset: Mapped[str]
    collection: Mapped[str]
    noted_at: Mapped[datetime]
