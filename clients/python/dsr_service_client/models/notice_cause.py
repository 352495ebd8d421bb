from enum import StrEnum


class NoticeCause(StrEnum):
    ERASURE = "erasure"
    RECTIFICATION = "rectification"
    RESTRICTION = "restriction"

    def __str__(self) -> str:
        return str(self.value)
