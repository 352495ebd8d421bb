from enum import StrEnum


class FileFate(StrEnum):
    BY_HAND = "by_hand"
    DELETE = "delete"
    SHARED = "shared"

    def __str__(self) -> str:
        return str(self.value)
