"""Telling recipients of an erasure, a rectification or a restriction (art. 19): by which means, and what came of it."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from dsr_service.domain.audit import AuditEvent
from dsr_service.domain.errors import DsrError, Kind
from dsr_service.domain.recipients import Recipient
from dsr_service.domain.rights import Right


class NoticeCause(StrEnum):
    ERASURE = "erasure"  # art. 17(1)
    RECTIFICATION = "rectification"  # art. 16
    RESTRICTION = "restriction"  # art. 18
    RESTRICTION_LIFTED = "restriction_lifted"  # so that who was told of it lifts it as well


CAUSES: Final[Mapping[Right, NoticeCause]] = {
    Right.ERASURE: NoticeCause.ERASURE,
    Right.RECTIFICATION: NoticeCause.RECTIFICATION,
    Right.RESTRICTION: NoticeCause.RESTRICTION,
}


class NoticeMeans(StrEnum):
    OPENDSR = "opendsr"  # an erasure request by that protocol
    WEBHOOK = "webhook"  # signed, to the recipient's `notice_url`
    EMAIL = "email"  # to the recipient's `contact`
    MANUAL = "manual"  # a person tells it


class NoticeStatus(StrEnum):
    PLANNED = "planned"  # a worker sends it, or tries again
    BY_HAND = "by_hand"  # waits for a person: no other means, or the means failed
    TOLD = "told"
    ANSWERED = "answered"
    EXCEPTED = "excepted"  # impossible, or a disproportionate effort
    OVERTAKEN = "overtaken"  # the restriction ended before its recipient was told of it


class NoticeAnswer(StrEnum):
    DONE = "done"
    NOTHING_HELD = "nothing_held"
    REFUSED = "refused"


class NoticeException(StrEnum):
    """The catalogue's grounds for not telling a recipient (art. 19)."""

    IMPOSSIBLE = "RECIPIENT_NOTIFY_IMPOSSIBLE"
    DISPROPORTIONATE = "RECIPIENT_NOTIFY_DISPROPORTIONATE"


class NoticeEvent(StrEnum):
    """What the staff record of a notice."""

    TOLD = "told"
    ANSWERED = "answered"
    EXCEPTED = "excepted"


class NoticeClosed(DsrError):
    code = "notice_closed"
    kind = Kind.CONFLICT
    title = "What became of this notice is recorded already."


class NobodyTold(DsrError):
    code = "nobody_told"
    kind = Kind.CONFLICT
    title = "No recipient was to be told for this request."


@dataclass(frozen=True, slots=True)
class NoticePlanned(AuditEvent):
    notice_id: UUID
    cause: NoticeCause
    recipient: str
    means: NoticeMeans


@dataclass(frozen=True, slots=True)
class NoticeRecorded(AuditEvent):
    notice_id: UUID
    status: NoticeStatus
    code: str | None  # an answer, a ground, or why it could not be sent


def notice_id(request_id: UUID, cause: NoticeCause, recipient: str, anchor: str) -> UUID:
    """Planned twice is planned once."""
    return uuid5(request_id, f"notice/{cause}/{recipient}/{anchor}")


def means_for(recipient: Recipient | None) -> tuple[NoticeMeans, str | None]:
    """How a recipient is told, and where."""
    if recipient is not None and recipient.notice_url:
        return NoticeMeans.WEBHOOK, recipient.notice_url
    contact = (recipient.contact or "").strip() if recipient is not None else ""
    if contact and contact.isprintable() and parseaddr(contact) == ("", contact) and contact.count("@") == 1:
        return NoticeMeans.EMAIL, contact
    return NoticeMeans.MANUAL, None


def secret_of(key: bytes, recipient: str) -> str:
    """By which a recipient checks the signature; made from our key, so that it need not be kept."""
    made = hmac.digest(key, f"recipient notices\0{recipient}".encode(), hashlib.sha256)
    return "whsec_" + base64.b64encode(made).decode()
