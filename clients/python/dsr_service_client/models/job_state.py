from enum import StrEnum


class JobState(StrEnum):
    DEAD = "dead"
    RUNNING = "running"
    SCHEDULED = "scheduled"
    WAITING = "waiting"

    def __str__(self) -> str:
        return str(self.value)
