"""Requests, their rights, their subjects with identifiers, and the correspondence."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dsr_service.domain.rights import Outcome, Right
from dsr_service.domain.subject_requests import Channel, Status
from dsr_service.storage.base import Base, Id
from dsr_service.storage.tables.enums import one_of, stored


class Subject(Base):
    """Whose data it is. One row per request: a mere claim never merges two requests into one person."""

    __tablename__ = "subjects"
    id: Mapped[Id]
    name: Mapped[str | None]
    identifiers: Mapped[list["SubjectIdentifierRow"]] = relationship(
        lazy="selectin",
        order_by="SubjectIdentifierRow.position",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )


class SubjectIdentifierRow(Base):
    __tablename__ = "subject_identifiers"
    __table_args__ = (Index("ix_subject_identifiers_lookup", "lookup"),)
    subject_id: Mapped[UUID] = mapped_column(ForeignKey("subjects.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str]
    value: Mapped[str]
    lookup: Mapped[bytes] = mapped_column(LargeBinary)  # keyed hash of the normalised identifier


class SubjectRequest(Base):
    __tablename__ = "subject_requests"
    __table_args__ = (
        one_of("status", Status),
        one_of("channel", Channel),
        CheckConstraint("approved_by <> fulfilment_started_by", name="four_eyes"),
        Index("ix_subject_requests_client_id", "client", "id"),
        Index("ix_subject_requests_status_id", "status", "id"),
    )
    id: Mapped[Id]
    reference: Mapped[str] = mapped_column(unique=True)
    status: Mapped[Status] = mapped_column(stored(Status))
    channel: Mapped[Channel] = mapped_column(stored(Channel))
    locale: Mapped[str]
    subject_id: Mapped[UUID] = mapped_column(ForeignKey("subjects.id"), index=True)
    agent: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    reminders: Mapped[int] = mapped_column(server_default=text("0"))  # EDPB 01/2022, 29: no new request
    received_at: Mapped[datetime]
    created_at: Mapped[datetime]
    client: Mapped[str]  # whose integration submitted it; row-level visibility of storefronts
    submitted_by: Mapped[str]
    submission_sha256: Mapped[str | None]  # of the body as it came: assertions about it are bound to it
    assignee: Mapped[str | None]
    identity_required: Mapped[bool]
    identity_verified_at: Mapped[datetime | None]
    identity_method: Mapped[str | None]
    identity_checked_by: Mapped[str | None]
    fulfilment_started_by: Mapped[str | None]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    data_map_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("data_map_versions.id"))
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    subject: Mapped[Subject] = relationship(lazy="raise")
    rights: Mapped[list["RequestedRight"]] = relationship(
        order_by="RequestedRight.position", cascade="all, delete-orphan", lazy="raise"
    )
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class RequestedRight(Base):
    __tablename__ = "requested_rights"
    __table_args__ = (
        one_of("right", Right),
        one_of("outcome", Outcome),
        UniqueConstraint("request_id", "position"),
    )
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("subject_requests.id", ondelete="CASCADE"), primary_key=True
    )
    right: Mapped[Right] = mapped_column(stored(Right), primary_key=True)
    position: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(stored(Outcome))
    particulars: Mapped[dict[str, Any]]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    ground: Mapped[str | None]
    reasons: Mapped[str | None]


class Message(Base):
    """Correspondence with the person: what was said, by which channel, when."""

    __tablename__ = "messages"
    __table_args__ = (
        Index(
            "ix_messages_delayed",
            "recipient",
            postgresql_where=text("delayed_at IS NOT NULL AND sent_at IS NULL"),
        ),
        Index(
            "ix_messages_undeliverable",
            "undeliverable_at",
            "id",
            postgresql_where=text("undeliverable_at IS NOT NULL"),
        ),
    )
    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("subject_requests.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str]
    locale: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(
        JSONB, server_default=text("'{}'")
    )  # what fills the template
    secrets: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed; gone once sent
    to: Mapped[str | None]  # a known channel other than the request's own address
    author: Mapped[str | None]  # of a free message
    created_at: Mapped[datetime]
    recipient: Mapped[bytes | None] = mapped_column(LargeBinary)  # keyed hash of the address it goes to
    delayed_at: Mapped[datetime | None]  # the address had its share of mails: it goes with others
    mailing_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("mailings.id", ondelete="SET NULL"), index=True
    )
    sent_at: Mapped[datetime | None]
    undeliverable_at: Mapped[datetime | None]
    failure: Mapped[str | None]  # a code, never a server's words
    replaced_by: Mapped[UUID | None]  # the same letter to the next address


class Mailing(Base):
    """One mail: usually one letter, several where an address has had its share for the day."""

    __tablename__ = "mailings"
    __table_args__ = (Index("ix_mailings_recipient", "recipient", "reserved_at"),)
    id: Mapped[Id]  # the Message-ID, the same over all attempts
    recipient: Mapped[bytes] = mapped_column(LargeBinary)
    reserved_at: Mapped[datetime]
    counts: Mapped[bool]  # against the budget of its address
    ended_at: Mapped[datetime | None]  # sent, or refused for good
    handed_at: Mapped[datetime | None]  # to the storefront, which sends it itself
    outcome: Mapped[str | None]  # what the storefront reported
