"""Holds on the release of an access package: the wait after the notice to all known channels."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from dsr_service.storage.base import Base


class ReleaseHold(Base):
    """One per request; a new document after an objection opens it anew."""

    __tablename__ = "release_holds"
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("subject_requests.id", ondelete="CASCADE"), primary_key=True
    )
    opened_at: Mapped[datetime]
    notified_at: Mapped[datetime | None]
    until: Mapped[datetime | None]  # counted from the notice
    release_pending: Mapped[bool] = mapped_column(
        Boolean, server_default=text("false")
    )  # approved, only the wait is left
    disavowed_at: Mapped[datetime | None]
    disavowed_by: Mapped[str | None]
