from enum import StrEnum


class ErasureStatus(StrEnum):
    APPROVED = "approved"
    BLOCKED = "blocked"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    DONE = "done"
    EXECUTING = "executing"
    LEFT_OVER = "left_over"
    PLANNED = "planned"
    PLANNING = "planning"
    STOPPED = "stopped"

    def __str__(self) -> str:
        return str(self.value)
