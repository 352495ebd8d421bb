from enum import StrEnum


class TaskStatus(StrEnum):
    CANCELLED = "cancelled"
    FOUND = "found"
    NOTHING_FOUND = "nothing_found"
    OPEN = "open"

    def __str__(self) -> str:
        return str(self.value)
