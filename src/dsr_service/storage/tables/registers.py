"""What the DPO keeps: data-map versions, processing activities (art. 30) and recipients."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from dsr_service.domain.data_map.changes import ProposalStatus
from dsr_service.storage.base import Base, Id
from dsr_service.storage.tables.enums import one_of, stored


class DataMapVersion(Base):
    __tablename__ = "data_map_versions"
    __table_args__ = (
        Index("uq_data_map_versions_active", "active", unique=True, postgresql_where=text("active")),
    )
    id: Mapped[Id]
    sha256: Mapped[str]
    content: Mapped[str]  # the YAML as it was given
    identity_keys: Mapped[list[str]] = mapped_column(ARRAY(Text))
    active: Mapped[bool]
    created_at: Mapped[datetime]
    created_by: Mapped[str]


class DataMapProposal(Base):
    """A change of the data map that waits for, or had, another person's review."""

    __tablename__ = "data_map_proposals"
    __table_args__ = (one_of("status", ProposalStatus),)
    id: Mapped[Id]
    base_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("data_map_versions.id"))
    content: Mapped[str]
    sha256: Mapped[str]
    status: Mapped[ProposalStatus] = mapped_column(stored(ProposalStatus), index=True)
    reason: Mapped[str]
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[str]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str | None]
    version_id: Mapped[UUID | None] = mapped_column(ForeignKey("data_map_versions.id"))


class _Register:
    key: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    entry: Mapped[dict[str, Any]] = mapped_column(JSONB)
    updated_at: Mapped[datetime]
    updated_by: Mapped[str]


class ProcessingActivityRow(_Register, Base):
    __tablename__ = "processing_activities"


class PolicyRow(_Register, Base):
    """What the controller says of itself: name, contact, supervisory authority (key `controller`)."""

    __tablename__ = "policy"


class RecipientRow(_Register, Base):
    __tablename__ = "recipients"
