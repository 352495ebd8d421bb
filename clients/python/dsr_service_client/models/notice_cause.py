from enum import StrEnum


class NoticeCause(StrEnum):
    ERASURE = "erasure"
    RECTIFICATION = "rectification"
    RESTRICTION = "restriction"
    RESTRICTION_LIFTED = "restriction_lifted"

    def __str__(self) -> str:
        return str(self.value)
