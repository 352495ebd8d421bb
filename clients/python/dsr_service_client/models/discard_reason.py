from enum import StrEnum


class DiscardReason(StrEnum):
    CANNOT_BE_MENDED = "cannot_be_mended"
    DONE_BY_HAND = "done_by_hand"
    NO_LONGER_NEEDED = "no_longer_needed"
    SUPERSEDED = "superseded"

    def __str__(self) -> str:
        return str(self.value)
