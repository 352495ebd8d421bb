from enum import StrEnum


class DocumentStatus(StrEnum):
    ACCEPTED = "accepted"
    HELD = "held"
    INFECTED = "infected"
    PENDING = "pending"
    REJECTED = "rejected"
    UNREVIEWED = "unreviewed"

    def __str__(self) -> str:
        return str(self.value)
