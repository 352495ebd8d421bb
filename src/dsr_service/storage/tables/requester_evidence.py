"""The verdicts on what somebody shows who asks for another."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from dsr_service.domain.identity.documents import DocumentStatus
from dsr_service.domain.identity.special_requesters import EvidenceKind
from dsr_service.storage.base import Base
from dsr_service.storage.tables.enums import one_of, stored


class RequesterEvidence(Base):
    """One kind of evidence of one request: the checks made, by whom, and when. The file itself is destroyed."""

    __tablename__ = "requester_evidence"
    __table_args__ = (one_of("kind", EvidenceKind), one_of("status", DocumentStatus))
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("subject_requests.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[EvidenceKind] = mapped_column(stored(EvidenceKind), primary_key=True)
    status: Mapped[DocumentStatus] = mapped_column(stored(DocumentStatus))
    checks: Mapped[dict[str, Any]]
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_documents.id", ondelete="SET NULL"))
    note: Mapped[str | None]
    reviewed_at: Mapped[datetime]
    reviewed_by: Mapped[str]
