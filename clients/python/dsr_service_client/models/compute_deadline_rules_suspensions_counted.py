from enum import StrEnum


class ComputeDeadlineRulesSuspensionsCounted(StrEnum):
    ALL = "all"
    DEFENSIBLE = "defensible"
    NONE = "none"

    def __str__(self) -> str:
        return str(self.value)
