from enum import StrEnum


class ViewReason(StrEnum):
    APPROVAL = "approval"
    QUALITY = "quality"
    REDACTION = "redaction"

    def __str__(self) -> str:
        return str(self.value)
