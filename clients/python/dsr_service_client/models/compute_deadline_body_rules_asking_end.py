from enum import StrEnum


class ComputeDeadlineBodyRulesAskingEnd(StrEnum):
    NOMINAL = "nominal"
    ROLLED = "rolled"

    def __str__(self) -> str:
        return str(self.value)
