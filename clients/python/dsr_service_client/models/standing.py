from enum import StrEnum


class Standing(StrEnum):
    AFTER_REQUEST = "after_request"
    KNOWN = "known"
    OF_UNKNOWN_AGE = "of_unknown_age"
    RECENT = "recent"

    def __str__(self) -> str:
        return str(self.value)
