"""What others are asked for a request: tasks for people, orders to processors, and what an answer still lacks."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from dsr_service.domain.manual_tasks import TaskStatus
from dsr_service.domain.processors import OrderKind, OrderStatus
from dsr_service.storage.base import Base, Id
from dsr_service.storage.tables.enums import one_of, stored


class ManualTask(Base):
    """One collection that a person looks through for one request."""

    __tablename__ = "manual_tasks"
    __table_args__ = (
        one_of("status", TaskStatus),
        UniqueConstraint("request_id", "dataset", "collection"),
        Index(None, "due_at", "id", postgresql_where=text("status = 'open'")),
    )
    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("subject_requests.id", ondelete="CASCADE"), index=True
    )
    dataset: Mapped[str]
    collection: Mapped[str]
    status: Mapped[TaskStatus] = mapped_column(stored(TaskStatus))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None]
    rows: Mapped[int] = mapped_column(server_default=text("0"))
    files: Mapped[bytes | None]  # sealed: an erasure's files that are to be deleted by hand, until they are
    answer: Mapped[bytes | None]  # the rows, sealed; gone with the request's papers


class ProcessorOrder(Base):
    """One OpenDSR request to a processor; its id is ours."""

    __tablename__ = "processor_orders"
    __table_args__ = (
        one_of("kind", OrderKind),
        one_of("status", OrderStatus),
        UniqueConstraint("request_id", "dataset", "kind"),
    )
    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("subject_requests.id", ondelete="CASCADE"), index=True
    )
    dataset: Mapped[str]
    kind: Mapped[OrderKind] = mapped_column(stored(OrderKind))
    status: Mapped[OrderStatus] = mapped_column(stored(OrderStatus), index=True)
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    expected_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]


class FulfilmentGap(Base):
    """What the last attempt's answer lacked (art. 15); none once a new attempt begins."""

    __tablename__ = "fulfilment_gaps"
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("subject_requests.id", ondelete="CASCADE"), primary_key=True
    )
    missing: Mapped[list[str]] = mapped_column(ARRAY(Text))
    noted_at: Mapped[datetime]
