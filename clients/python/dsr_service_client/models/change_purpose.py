from enum import StrEnum


class ChangePurpose(StrEnum):
    CLEAR = "clear"
    MARK = "mark"
    NOTE = "note"
    RECTIFY = "rectify"
    STATEMENT = "statement"

    def __str__(self) -> str:
        return str(self.value)
