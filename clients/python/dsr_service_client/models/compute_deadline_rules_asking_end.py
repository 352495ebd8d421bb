from enum import StrEnum


class ComputeDeadlineRulesAskingEnd(StrEnum):
    NOMINAL = "nominal"
    ROLLED = "rolled"

    def __str__(self) -> str:
        return str(self.value)
