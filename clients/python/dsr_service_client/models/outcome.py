from enum import StrEnum


class Outcome(StrEnum):
    EXPIRED = "expired"
    FULFILLED = "fulfilled"
    PARTLY_REFUSED = "partly_refused"
    PENDING = "pending"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    def __str__(self) -> str:
        return str(self.value)
