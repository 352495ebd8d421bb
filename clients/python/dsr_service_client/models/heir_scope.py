from enum import StrEnum


class HeirScope(StrEnum):
    ACCOUNT_CLOSURE = "account_closure"
    ESTATE = "estate"
    MEMORIES = "memories"

    def __str__(self) -> str:
        return str(self.value)
