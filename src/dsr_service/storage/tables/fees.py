"""The fee of a request, with its basis."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from dsr_service.domain.fees import FeeGround, FeeStatus
from dsr_service.storage.base import Base, Id
from dsr_service.storage.tables.enums import one_of, stored


class Fee(Base):
    __tablename__ = "fees"
    __table_args__ = (
        one_of("ground", FeeGround),
        one_of("status", FeeStatus),
        CheckConstraint("amount_cents > 0", name="amount"),
    )
    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("subject_requests.id", ondelete="CASCADE"), unique=True
    )
    ground: Mapped[FeeGround] = mapped_column(stored(FeeGround))
    amount_cents: Mapped[int]
    currency: Mapped[str]
    cost_basis: Mapped[str]
    reasons: Mapped[str]
    status: Mapped[FeeStatus] = mapped_column(stored(FeeStatus))
    asked_at: Mapped[datetime]
    asked_by: Mapped[str]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None]
