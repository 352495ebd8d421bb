from enum import StrEnum


class DocumentStatus(StrEnum):
    ACCEPTED = "accepted"
    PENDING = "pending"
    REJECTED = "rejected"
    UNREVIEWED = "unreviewed"

    def __str__(self) -> str:
        return str(self.value)
