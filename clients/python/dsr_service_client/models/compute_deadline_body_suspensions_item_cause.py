from enum import StrEnum


class ComputeDeadlineBodySuspensionsItemCause(StrEnum):
    CLARIFICATION = "clarification"
    IDENTITY = "identity"

    def __str__(self) -> str:
        return str(self.value)
