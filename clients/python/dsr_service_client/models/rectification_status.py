from enum import StrEnum


class RectificationStatus(StrEnum):
    CANCELLED = "cancelled"
    DONE = "done"
    PROPOSED = "proposed"
    READING = "reading"
    STOPPED = "stopped"
    WAITING = "waiting"
    WRITING = "writing"

    def __str__(self) -> str:
        return str(self.value)
