from enum import StrEnum


class NoticeMeans(StrEnum):
    EMAIL = "email"
    MANUAL = "manual"
    OPENDSR = "opendsr"
    WEBHOOK = "webhook"

    def __str__(self) -> str:
        return str(self.value)
