from enum import StrEnum


class ComputeDeadlineBodyRulesSuspensionsCounted(StrEnum):
    ALL = "all"
    DEFENSIBLE = "defensible"
    NONE = "none"

    def __str__(self) -> str:
        return str(self.value)
