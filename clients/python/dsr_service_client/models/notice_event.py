from enum import StrEnum


class NoticeEvent(StrEnum):
    ANSWERED = "answered"
    EXCEPTED = "excepted"
    TOLD = "told"

    def __str__(self) -> str:
        return str(self.value)
