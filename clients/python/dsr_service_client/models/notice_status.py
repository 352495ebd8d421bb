from enum import StrEnum


class NoticeStatus(StrEnum):
    ANSWERED = "answered"
    BY_HAND = "by_hand"
    EXCEPTED = "excepted"
    OVERTAKEN = "overtaken"
    PLANNED = "planned"
    TOLD = "told"

    def __str__(self) -> str:
        return str(self.value)
