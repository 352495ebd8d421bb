from enum import StrEnum


class ListRequestsSort(StrEnum):
    DUE_AT = "due_at"
    ID = "id"

    def __str__(self) -> str:
        return str(self.value)
