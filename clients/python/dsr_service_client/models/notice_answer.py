from enum import StrEnum


class NoticeAnswer(StrEnum):
    DONE = "done"
    NOTHING_HELD = "nothing_held"
    REFUSED = "refused"

    def __str__(self) -> str:
        return str(self.value)
