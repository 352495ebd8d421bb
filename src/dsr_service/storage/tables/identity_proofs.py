"""What proved an identity, the storefronts' assertion keys, the assertions that are used up, and one-time codes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from dsr_service.domain.identity.assertions import Algorithm
from dsr_service.domain.identity.identity_policy import Means
from dsr_service.storage.base import Base, Id
from dsr_service.storage.tables.enums import one_of, stored


class IdentityProof(Base):
    """One proof of a request's identity: several may stand, and the strongest decides about the release."""

    __tablename__ = "identity_proofs"
    __table_args__ = (one_of("means", Means),)
    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("subject_requests.id", ondelete="CASCADE"), index=True
    )
    means: Mapped[Means] = mapped_column(stored(Means))
    note: Mapped[str | None]  # what staff recorded of it
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    voided_at: Mapped[datetime | None]  # a known channel said that it was not the person


class AssertionKey(Base):
    """A storefront's key for assertions; the secret of an HS256 key is derived and lies nowhere."""

    __tablename__ = "assertion_keys"
    __table_args__ = (one_of("algorithm", Algorithm),)
    id: Mapped[Id]
    client: Mapped[str]
    issuer: Mapped[str]
    algorithm: Mapped[Algorithm] = mapped_column(stored(Algorithm))
    public_key: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class UsedAssertion(Base):
    """An assertion's `jti` by digest: the primary key lets each in once."""

    __tablename__ = "used_assertions"
    key_id: Mapped[UUID] = mapped_column(ForeignKey("assertion_keys.id"), primary_key=True)
    jti_digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
