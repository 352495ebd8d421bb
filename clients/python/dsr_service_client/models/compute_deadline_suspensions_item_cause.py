from enum import StrEnum


class ComputeDeadlineSuspensionsItemCause(StrEnum):
    CLARIFICATION = "clarification"
    IDENTITY = "identity"

    def __str__(self) -> str:
        return str(self.value)
