"""What may keep data from an erasure: versions of the DPO's rules, and legal holds."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from dsr_service.storage.base import Base, Id


class RetentionRulesVersion(Base):
    """The rules as they were given; every version stays, so that each plan can be explained by its own."""

    __tablename__ = "retention_rules_versions"
    __table_args__ = (
        Index("uq_retention_rules_versions_active", "active", unique=True, postgresql_where=text("active")),
    )
    id: Mapped[Id]
    number: Mapped[int] = mapped_column(unique=True)
    sha256: Mapped[str]
    content: Mapped[str]
    active: Mapped[bool]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class LegalHold(Base):
    """Data that a dispute or an investigation needs, whatever the rules say (art. 17(3)(e), 18(1)(c))."""

    __tablename__ = "legal_holds"
    __table_args__ = (
        CheckConstraint("lookups IS NOT NULL OR collection IS NOT NULL", name="names_something"),
        Index("ix_legal_holds_in_force", "id", postgresql_where=text("lifted_at IS NULL")),
    )
    id: Mapped[Id]
    reference: Mapped[str]  # of the dispute, as the house files it
    ground: Mapped[str]
    law: Mapped[str]
    lookups: Mapped[list[bytes] | None] = mapped_column(ARRAY(LargeBinary))  # whose data; NULL: anybody's
    collection: Mapped[str | None]  # NULL: every one
    fields: Mapped[list[Any]] = mapped_column(JSONB)
    categories: Mapped[list[Any]] = mapped_column(JSONB)
    condition: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    until: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None]
    lift_reasons: Mapped[str | None]
