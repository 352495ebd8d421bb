"""Credentials of machines and people, and the answers kept for their retries."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from dsr_service.domain.actors import Role
from dsr_service.storage.base import Base, Id
from dsr_service.storage.tables.enums import one_of, stored


class ApiKey(Base):
    __tablename__ = "api_keys"
    __table_args__ = (one_of("role", Role),)
    id: Mapped[Id]
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)  # HMAC-SHA256 under the pepper
    prefix: Mapped[str]
    name: Mapped[str]
    role: Mapped[Role] = mapped_column(stored(Role))
    client: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    rotated_from: Mapped[UUID | None] = mapped_column(ForeignKey("api_keys.id"))


class IdempotencyRecord(Base):
    """The stored answer to a POST, by caller, route and key; a sealed one by a keyed hash of the key."""

    __tablename__ = "idempotency_records"
    caller: Mapped[str] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    status_code: Mapped[int]
    headers: Mapped[list[list[str]]] = mapped_column(JSONB)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bool] = mapped_column(server_default=text("false"))  # not so: kept by an earlier version
    created_at: Mapped[datetime] = mapped_column(index=True)
