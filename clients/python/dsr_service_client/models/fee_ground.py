from enum import StrEnum


class FeeGround(StrEnum):
    FEE_ABUSE = "FEE_ABUSE"
    FEE_FURTHER_COPY = "FEE_FURTHER_COPY"

    def __str__(self) -> str:
        return str(self.value)
