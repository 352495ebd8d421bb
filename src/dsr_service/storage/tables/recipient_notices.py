"""Notices to recipients (art. 19), kept with the request's file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from dsr_service.domain.recipient_notices import (
    NoticeAnswer,
    NoticeCause,
    NoticeException,
    NoticeMeans,
    NoticeStatus,
)
from dsr_service.storage.base import Base, Id
from dsr_service.storage.tables.enums import one_of, stored


class RecipientNotice(Base):
    __tablename__ = "recipient_notices"
    __table_args__ = (
        one_of("cause", NoticeCause),
        one_of("means", NoticeMeans),
        one_of("status", NoticeStatus),
        one_of("answer", NoticeAnswer),
        one_of("exception_ground", NoticeException),
        Index("ix_recipient_notices_request_id", "request_id"),
    )
    id: Mapped[Id]  # made from request, cause, recipient and anchor: planned twice is planned once
    request_id: Mapped[UUID] = mapped_column(ForeignKey("subject_requests.id", ondelete="CASCADE"))
    cause: Mapped[NoticeCause] = mapped_column(stored(NoticeCause))
    recipient: Mapped[str]  # key of the register, or of a dataset
    name: Mapped[str]
    means: Mapped[NoticeMeans] = mapped_column(stored(NoticeMeans))
    address: Mapped[str | None]
    collections: Mapped[list[Any]] = mapped_column(JSONB)
    status: Mapped[NoticeStatus] = mapped_column(stored(NoticeStatus))
    tries: Mapped[int]
    failure: Mapped[str | None]
    created_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[NoticeAnswer | None] = mapped_column(stored(NoticeAnswer))
    exception_ground: Mapped[NoticeException | None] = mapped_column(stored(NoticeException))
    reasons: Mapped[str | None]
    recorded_by: Mapped[str | None]
