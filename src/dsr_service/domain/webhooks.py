"""Webhooks by Standard Webhooks 1.0.0: what is told, how it is signed, and when it is tried again."""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from dsr_service.domain.audit import AuditEvent
from dsr_service.domain.errors import DsrError, Kind

PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = 32


class EventType(StrEnum):
    """What an endpoint can be told; each is an event of the audit log under the name that integrators know."""

    REQUEST_RECEIVED = "request.received"
    REQUEST_STATUS_CHANGED = "request.status_changed"
    REQUEST_ASSIGNED = "request.assigned"
    REQUEST_REMINDED = "request.reminded"
    RIGHT_DECIDED = "right.decided"
    IDENTITY_DOCUMENT_UPLOADED = "identity_document.uploaded"
    IDENTITY_DOCUMENT_ACCEPTED = "identity_document.accepted"
    IDENTITY_DOCUMENT_REJECTED = "identity_document.rejected"
    DEADLINE_EXTENDED = "deadline.extended"
    DEADLINE_SUSPENDED = "deadline.suspended"
    DEADLINE_RESUMED = "deadline.resumed"
    DEADLINE_MARKED = "deadline.marked"
    FULFILMENT_INCOMPLETE = "fulfilment.incomplete"
    EXPORT_RELEASED = "export.released"
    MESSAGE_WRITTEN = "message.written"
    MESSAGE_READY = "message.ready"  # for the storefront that mails letters itself
    MESSAGE_SENT = "message.sent"
    MESSAGE_UNDELIVERABLE = "message.undeliverable"
    TEST = "webhook.test"


# By the audit event's name. `request_submitted` is told by the job that acknowledges: a submission pays for no webhook.
OF_AUDIT: Final[Mapping[str, EventType]] = {
    "status_changed": EventType.REQUEST_STATUS_CHANGED,
    "request_assigned": EventType.REQUEST_ASSIGNED,
    "reminder_linked": EventType.REQUEST_REMINDED,
    "right_decided": EventType.RIGHT_DECIDED,
    "identity_document_uploaded": EventType.IDENTITY_DOCUMENT_UPLOADED,
    "identity_document_accepted": EventType.IDENTITY_DOCUMENT_ACCEPTED,
    "identity_document_rejected": EventType.IDENTITY_DOCUMENT_REJECTED,
    "deadline_extended": EventType.DEADLINE_EXTENDED,
    "deadline_suspended": EventType.DEADLINE_SUSPENDED,
    "deadline_resumed": EventType.DEADLINE_RESUMED,
    "deadline_marked": EventType.DEADLINE_MARKED,
    "fulfilment_incomplete": EventType.FULFILMENT_INCOMPLETE,
    "export_package_released": EventType.EXPORT_RELEASED,
    "message_written": EventType.MESSAGE_WRITTEN,
    "message_sent": EventType.MESSAGE_SENT,
    "message_undeliverable": EventType.MESSAGE_UNDELIVERABLE,
}
# Of the audit's fields only these ids and codes go out: one that is added later is not told before somebody meant it.
TOLD: Final[Mapping[EventType, tuple[str, ...]]] = {
    EventType.REQUEST_RECEIVED: ("rights", "channel"),
    EventType.REQUEST_STATUS_CHANGED: ("event", "before", "after"),
    EventType.REQUEST_ASSIGNED: (),
    EventType.REQUEST_REMINDED: ("rights",),
    EventType.RIGHT_DECIDED: ("right", "outcome", "ground"),
    EventType.IDENTITY_DOCUMENT_UPLOADED: ("document_id",),
    EventType.IDENTITY_DOCUMENT_ACCEPTED: ("document_id",),
    EventType.IDENTITY_DOCUMENT_REJECTED: ("document_id", "reason"),
    EventType.DEADLINE_EXTENDED: ("ground",),
    EventType.DEADLINE_SUSPENDED: ("suspension_id", "cause"),
    EventType.DEADLINE_RESUMED: ("suspension_id",),
    EventType.DEADLINE_MARKED: ("kind", "step", "due"),
    EventType.FULFILMENT_INCOMPLETE: (),
    EventType.EXPORT_RELEASED: ("package_id",),
    EventType.MESSAGE_WRITTEN: ("message_id", "kind"),
    EventType.MESSAGE_READY: ("letter_id",),
    EventType.MESSAGE_SENT: ("message_id", "kind", "means"),
    EventType.MESSAGE_UNDELIVERABLE: ("message_id", "kind", "code"),
    EventType.TEST: (),
}


class DeliveryState(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"  # given up
    CANCELLED = "cancelled"  # its endpoint was disabled


@dataclass(frozen=True, slots=True)
class WebhookChanged(AuditEvent):
    endpoint_id: UUID
    change: str


class EndpointDisabled(DsrError):
    code = "endpoint_disabled"
    kind = Kind.CONFLICT
    title = "This endpoint is disabled: enable it first."


def payload(
    event: EventType, at: datetime, request_id: UUID | None, data: Mapping[str, Any]
) -> dict[str, Any]:
    """Thin: ids and codes; what a receiver may see of them it reads with its own key."""
    told = {name: data[name] for name in TOLD[event] if name in data}
    about = {"request_id": str(request_id)} if request_id else {}
    return {"type": event.value, "timestamp": at.isoformat(), "data": {**about, **told}}


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def body_of(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()


def headers(message_id: str, at: datetime, body: bytes, secrets_in_force: Sequence[str]) -> dict[str, str]:
    """Signed with each secret in force, so that a receiver changes over when it likes."""
    timestamp = str(int(at.timestamp()))
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets_in_force),
    }


def _signature(secret: str, signed: bytes) -> str:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("a webhook's secret is base64") from None
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


# After each failed attempt, the next one comes so much later; then none does any more: three days and some hours.
DELAYS: Final = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
LONGEST_ASKED: Final = timedelta(hours=24)
_SLOW_DOWN: Final = frozenset({429, 502, 503, 504})
GONE: Final = 410


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one attempt: a status, or the code of why there is none."""

    status: int | None
    error: str | None = None
    retry_after: timedelta | None = None

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        return self.status == GONE

    @property
    def overloaded(self) -> bool:
        """The receiver asks for less, or is not there: its other deliveries wait too."""
        return self.status is None or self.status in _SLOW_DOWN


def next_attempt(attempts: int, reply: Reply, jitter: float) -> timedelta | None:
    """How long after failed attempt number `attempts`; None: given up. `jitter` (0..1) adds up to a fifth."""
    if attempts > len(DELAYS):
        return None
    asked = min(reply.retry_after or timedelta(0), LONGEST_ASKED)
    return max(DELAYS[attempts - 1], asked) * (1 + jitter / 5)


def pause(failures: int, reply: Reply) -> timedelta:
    """For how long nothing at all is sent to an endpoint that could not take the last one: its circuit is open."""
    longer = timedelta(seconds=5) * 2.0 ** min(failures - 1, 10)
    return max(min(longer, timedelta(hours=1)), min(reply.retry_after or timedelta(0), LONGEST_ASKED))
