"""Proofs of identity, and the key under which the files of a request are sealed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from dsr_service.domain.grounds import RejectionReason
from dsr_service.domain.identity.documents import DocumentStatus
from dsr_service.storage.base import Base, Id
from dsr_service.storage.tables.enums import one_of, stored


class IdentityDocument(Base):
    """What stays after the copy's destruction: type, verdict, checker and times."""

    __tablename__ = "identity_documents"
    __table_args__ = (one_of("status", DocumentStatus),)
    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("subject_requests.id", ondelete="CASCADE"), index=True
    )
    status: Mapped[DocumentStatus] = mapped_column(stored(DocumentStatus))
    kind: Mapped[str] = mapped_column(server_default=text("'identity_document'"))  # or a kind of evidence
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str | None]
    files: Mapped[dict[str, Any] | None] = mapped_column(
        JSONB
    )  # sealed original and raster; none once destroyed
    uploaded_at: Mapped[datetime]
    uploaded_by: Mapped[str]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str | None]
    checks: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    reason: Mapped[RejectionReason | None] = mapped_column(stored(RejectionReason))
    note: Mapped[str | None]
    destroyed_at: Mapped[datetime | None]


class IdentityDocumentView(Base):
    """One look at a copy: who, why, and the digest of the address's secret."""

    __tablename__ = "identity_document_views"
    __table_args__ = (Index("ix_identity_document_views_viewer", "viewer", "created_at"),)
    id: Mapped[Id]
    document_id: Mapped[UUID] = mapped_column(
        ForeignKey("identity_documents.id", ondelete="CASCADE"), index=True
    )
    viewer: Mapped[str]
    reason: Mapped[str]
    token_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class RequestKey(Base):
    """An age identity wrapped by the key-encryption key, per purpose: papers are shredded before packages."""

    __tablename__ = "request_keys"
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("subject_requests.id", ondelete="CASCADE"), primary_key=True
    )
    purpose: Mapped[str] = mapped_column(primary_key=True)  # identity_documents | export_packages
    recipient: Mapped[str]  # age public key: files can be sealed without opening the wrapped key
    wrapped_identity: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    shredded_at: Mapped[datetime | None]
