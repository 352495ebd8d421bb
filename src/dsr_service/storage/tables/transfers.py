"""Packages handed to another controller: to whom, and what came of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from dsr_service.domain.transfers import TransferState
from dsr_service.storage.base import Base, Id
from dsr_service.storage.tables.enums import one_of, stored


class ExportTransfer(Base):
    __tablename__ = "export_transfers"
    __table_args__ = (
        one_of("state", TransferState),
        Index(
            "uq_export_transfers_once",
            "package_id",
            "recipient",
            unique=True,
            postgresql_where=text("state IN ('pending', 'delivered')"),
        ),
    )
    id: Mapped[Id]
    package_id: Mapped[UUID] = mapped_column(ForeignKey("export_packages.id", ondelete="CASCADE"), index=True)
    recipient: Mapped[str]  # its key in the register
    url: Mapped[str]  # as it was when it was asked for
    sha256: Mapped[str]  # of the ZIP that is handed over
    state: Mapped[TransferState] = mapped_column(stored(TransferState))
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    code: Mapped[str | None]  # `http_403`, `address_refused`, `export_gone`, `gave_up`
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    ended_at: Mapped[datetime | None]
