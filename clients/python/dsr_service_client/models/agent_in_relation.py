from enum import StrEnum


class AgentInRelation(StrEnum):
    GUARDIAN = "guardian"
    HEIR = "heir"
    MANDATE = "mandate"
    PARENT = "parent"

    def __str__(self) -> str:
        return str(self.value)
