from enum import StrEnum


class Status(StrEnum):
    AWAITING_APPROVAL = "awaiting_approval"
    AWAITING_IDENTITY = "awaiting_identity"
    EXPIRED = "expired"
    FULFILLED = "fulfilled"
    IN_FULFILMENT = "in_fulfilment"
    IN_PROGRESS = "in_progress"
    PARTLY_REFUSED = "partly_refused"
    RECEIVED = "received"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    def __str__(self) -> str:
        return str(self.value)
