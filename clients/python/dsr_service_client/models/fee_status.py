from enum import StrEnum


class FeeStatus(StrEnum):
    ASKED = "asked"
    PAID = "paid"
    WAIVED = "waived"

    def __str__(self) -> str:
        return str(self.value)
