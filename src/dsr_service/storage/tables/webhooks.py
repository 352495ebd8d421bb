"""Where webhooks go, and each delivery with what came of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from dsr_service.domain.webhooks import DeliveryState
from dsr_service.storage.base import Base, Id
from dsr_service.storage.tables.enums import one_of, stored


class WebhookEndpoint(Base):
    __tablename__ = "webhook_endpoints"
    id: Mapped[Id]
    url: Mapped[str]
    description: Mapped[str | None]
    event_types: Mapped[list[str]] = mapped_column(ARRAY(Text))  # empty: all
    client: Mapped[str | None]  # only its requests; none: everybody's
    secrets: Mapped[bytes] = mapped_column(
        LargeBinary
    )  # sealed: the one in force, and the one before for a while
    enabled: Mapped[bool]
    disabled_reason: Mapped[str | None]
    failures: Mapped[int] = mapped_column(server_default=text("0"))  # in a row
    paused_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class WebhookDelivery(Base):
    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        one_of("state", DeliveryState),
        Index("ix_webhook_deliveries_endpoint_id", "endpoint_id", "created_at", "id"),
        Index("ix_webhook_deliveries_created_at", "created_at"),
    )
    id: Mapped[Id]
    endpoint_id: Mapped[UUID] = mapped_column(ForeignKey("webhook_endpoints.id", ondelete="CASCADE"))
    event_id: Mapped[UUID]  # the webhook-id: the same over attempts, endpoints and redeliveries
    type: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[DeliveryState] = mapped_column(stored(DeliveryState))
    attempts: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    tries: Mapped[int] = mapped_column(server_default=text("0"))  # since it was queued last
    next_attempt_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
