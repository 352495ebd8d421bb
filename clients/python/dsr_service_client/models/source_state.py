from enum import StrEnum


class SourceState(StrEnum):
    DONE = "done"
    PENDING = "pending"
    WRITING = "writing"

    def __str__(self) -> str:
        return str(self.value)
