from enum import StrEnum


class EventType(StrEnum):
    DEADLINE_EXTENDED = "deadline.extended"
    DEADLINE_MARKED = "deadline.marked"
    DEADLINE_RESUMED = "deadline.resumed"
    DEADLINE_SUSPENDED = "deadline.suspended"
    EXPORT_RELEASED = "export.released"
    FULFILMENT_INCOMPLETE = "fulfilment.incomplete"
    IDENTITY_DOCUMENT_ACCEPTED = "identity_document.accepted"
    IDENTITY_DOCUMENT_REJECTED = "identity_document.rejected"
    IDENTITY_DOCUMENT_UPLOADED = "identity_document.uploaded"
    MESSAGE_READY = "message.ready"
    MESSAGE_SENT = "message.sent"
    MESSAGE_UNDELIVERABLE = "message.undeliverable"
    MESSAGE_WRITTEN = "message.written"
    REQUEST_ASSIGNED = "request.assigned"
    REQUEST_RECEIVED = "request.received"
    REQUEST_REMINDED = "request.reminded"
    REQUEST_STATUS_CHANGED = "request.status_changed"
    RIGHT_DECIDED = "right.decided"
    WEBHOOK_TEST = "webhook.test"

    def __str__(self) -> str:
        return str(self.value)
