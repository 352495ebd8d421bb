from enum import StrEnum


class HoldInGround(StrEnum):
    ERASE_LEGAL_CLAIMS = "ERASE_LEGAL_CLAIMS"
    ERASE_LEGAL_OBLIGATION = "ERASE_LEGAL_OBLIGATION"
    ERASE_PUBLIC_HEALTH = "ERASE_PUBLIC_HEALTH"
    ERASE_PUBLIC_TASK = "ERASE_PUBLIC_TASK"

    def __str__(self) -> str:
        return str(self.value)
