from enum import StrEnum


class ChangeState(StrEnum):
    BLOCKED = "blocked"
    DONE = "done"
    DROPPED = "dropped"
    MANUAL = "manual"
    MOVED = "moved"
    PLANNED = "planned"
    PROPOSED = "proposed"
    REFUSED = "refused"
    UNCHANGED = "unchanged"
    WRITING = "writing"

    def __str__(self) -> str:
        return str(self.value)
