from enum import StrEnum


class Capacity(StrEnum):
    AGENT = "agent"
    HEIR = "heir"
    PARENT = "parent"

    def __str__(self) -> str:
        return str(self.value)
