from enum import StrEnum


class NoticeException(StrEnum):
    RECIPIENT_NOTIFY_DISPROPORTIONATE = "RECIPIENT_NOTIFY_DISPROPORTIONATE"
    RECIPIENT_NOTIFY_IMPOSSIBLE = "RECIPIENT_NOTIFY_IMPOSSIBLE"

    def __str__(self) -> str:
        return str(self.value)
