"""Who may not be written to, and whose data may only be stored: found by keyed hashes, never by plain identifiers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, false, text
from sqlalchemy.orm import Mapped, mapped_column

from dsr_service.domain.restrictions import RestrictionGround
from dsr_service.storage.base import Base, Id
from dsr_service.storage.tables.enums import one_of, stored


class Suppression(Base):
    """One identifier that may not be used for one purpose (art. 21); it outlives the request and the erasure."""

    __tablename__ = "suppressions"
    __table_args__ = (Index("ix_suppressions_lookup", "lookup"),)
    purpose: Mapped[str] = mapped_column(primary_key=True)
    lookup: Mapped[bytes] = mapped_column(
        LargeBinary, primary_key=True
    )  # HMAC-SHA256, as the storefront makes it
    identifier_type: Mapped[str]
    position: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)  # anew with each change
    since: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    request_id: Mapped[UUID | None]  # no foreign key: the entry must stay when the request's file goes


class Restriction(Base):
    """Art. 18: while it lasts, the data is stored and nothing else."""

    __tablename__ = "restrictions"
    __table_args__ = (
        one_of("ground", RestrictionGround),
        Index(
            "uq_restrictions_in_force",
            "request_id",
            unique=True,
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )
    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("subject_requests.id", ondelete="CASCADE"), index=True
    )
    ground: Mapped[RestrictionGround] = mapped_column(stored(RestrictionGround))
    started_at: Mapped[datetime]
    started_by: Mapped[str]
    announced_at: Mapped[datetime | None]  # when the letter of art. 18(3) was written
    ends_at: Mapped[datetime | None]  # not before that instant, as the letter says
    lift_reasons: Mapped[str | None]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None]


class RestrictedIdentifier(Base):
    __tablename__ = "restricted_identifiers"
    lookup: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    restriction_id: Mapped[UUID] = mapped_column(
        ForeignKey("restrictions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    shown: Mapped[bool] = mapped_column(server_default=false())  # by the sources; the request did not name it
