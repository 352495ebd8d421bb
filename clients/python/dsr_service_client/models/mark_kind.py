from enum import StrEnum


class MarkKind(StrEnum):
    ESCALATION = "escalation"
    EXTENSION_CHECK = "extension_check"
    IDENTITY_EXPIRY = "identity_expiry"
    IDENTITY_REMINDER = "identity_reminder"
    INTERNAL_TARGET = "internal_target"
    OVERDUE = "overdue"
    REMINDER = "reminder"

    def __str__(self) -> str:
        return str(self.value)
