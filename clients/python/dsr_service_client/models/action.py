from enum import StrEnum


class Action(StrEnum):
    DELETE = "delete"
    KEEP = "keep"
    MASK = "mask"
    UNLINK = "unlink"

    def __str__(self) -> str:
        return str(self.value)
