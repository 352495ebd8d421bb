"""Known channels, the codes and links sent there, the sessions that links open, and the mails a recipient gets."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dsr_service.domain.identity.known_channels import KnownChannel, Origin
from dsr_service.storage.base import Base, Id
from dsr_service.storage.tables.enums import one_of, stored


class KnownChannelRow(Base):
    __tablename__ = "known_channels"
    __table_args__ = (
        one_of("origin", Origin),
        UniqueConstraint("request_id", "lookup"),
        CheckConstraint("confirmed_by <> recorded_by", name="second_person"),
    )
    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("subject_requests.id", ondelete="CASCADE"))
    kind: Mapped[str]
    address: Mapped[str]
    lookup: Mapped[bytes] = mapped_column(LargeBinary)  # keyed hash, as of an identifier
    origin: Mapped[Origin] = mapped_column(stored(Origin))
    place: Mapped[str | None]  # the collection that it was read from
    known_since: Mapped[datetime | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str]
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None]
    confirmation: Mapped[str | None]  # how the second person checked

    @property
    def known(self) -> KnownChannel:
        return KnownChannel(self.origin, self.known_since, self.confirmed_at is not None)


class ChannelSearch(Base):
    """That the sources were asked for the person's contacts, as they were soon after the receipt."""

    __tablename__ = "channel_searches"
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("subject_requests.id", ondelete="CASCADE"), primary_key=True
    )
    searched_at: Mapped[datetime]


class IdentityCode(Base):
    """A one-time code. The row is there whether or not a letter could go out: nobody can tell from outside."""

    __tablename__ = "identity_codes"
    __table_args__ = (Index("ix_identity_codes_request_id", "request_id", "created_at"),)
    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("subject_requests.id", ondelete="CASCADE"))
    message_id: Mapped[UUID | None] = mapped_column(unique=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary)  # keyed, over the code and this row's id
    tries: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AccessLink(Base):
    __tablename__ = "access_links"
    __table_args__ = (Index("ix_access_links_request_id", "request_id", "created_at"),)
    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("subject_requests.id", ondelete="CASCADE"))
    channel_id: Mapped[UUID | None] = mapped_column(ForeignKey("known_channels.id", ondelete="CASCADE"))
    message_id: Mapped[UUID | None] = mapped_column(unique=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)  # SHA-256 of the token
    created_at: Mapped[datetime]
    created_by: Mapped[str]
    expires_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]


class SubjectSession(Base):
    """A session of one request's person; a link opens one and no second."""

    __tablename__ = "subject_sessions"
    id: Mapped[Id]
    link_id: Mapped[UUID] = mapped_column(ForeignKey("access_links.id", ondelete="CASCADE"), unique=True)
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("subject_requests.id", ondelete="CASCADE"), index=True
    )
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("known_channels.id", ondelete="CASCADE"))
    digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
