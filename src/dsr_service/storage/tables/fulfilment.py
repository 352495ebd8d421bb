"""The work on each collection, and the packages that come of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from dsr_service.domain.fulfilment import PackageStatus, StepOutcome
from dsr_service.domain.rights import Right
from dsr_service.storage.base import Base, Id
from dsr_service.storage.tables.enums import one_of, stored


class FulfilmentStep(Base):
    """One collection to search for one request; done with 0 `rows` is "searched, nothing found"."""

    __tablename__ = "fulfilment_steps"
    __table_args__ = (one_of("outcome", StepOutcome),)
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("subject_requests.id", ondelete="CASCADE"), primary_key=True
    )
    dataset: Mapped[str] = mapped_column(primary_key=True)
    collection: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    outcome: Mapped[StepOutcome] = mapped_column(stored(StepOutcome))
    rows: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    code: Mapped[str | None]  # why it failed or was left out
    finished_at: Mapped[datetime | None]


class ExportPackage(Base):
    __tablename__ = "export_packages"
    __table_args__ = (
        one_of("status", PackageStatus),
        one_of("right", Right),
        UniqueConstraint("request_id", "right", "attempt"),
    )
    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("subject_requests.id", ondelete="CASCADE"), index=True
    )
    right: Mapped[Right] = mapped_column(stored(Right))
    attempt: Mapped[int]
    status: Mapped[PackageStatus] = mapped_column(stored(PackageStatus))
    built: Mapped[dict[str, Any]] = mapped_column(JSONB)  # blob keys, parts with sizes and digests
    edition: Mapped[int] = mapped_column(server_default=text("0"))  # how often its redactions changed
    built_edition: Mapped[int] = mapped_column(server_default=text("0"))  # the one that `built` shows
    # as it was first built, while redactions can still be undone
    original: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    created_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    downloads: Mapped[int] = mapped_column(server_default=text("0"))


class ExportRedaction(Base):
    """What a reviewer struck in a package: a cell, a column (no row), a row (no field), a collection (neither)."""

    __tablename__ = "export_redactions"
    __table_args__ = (CheckConstraint('"row" >= 1', name="row"),)
    id: Mapped[Id]
    package_id: Mapped[UUID] = mapped_column(ForeignKey("export_packages.id", ondelete="CASCADE"), index=True)
    collection: Mapped[str]  # `dataset.collection`
    row: Mapped[int | None] = mapped_column(BigInteger)  # from 1, in the order of the package
    field: Mapped[str | None]  # dotted path
    ground: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]
