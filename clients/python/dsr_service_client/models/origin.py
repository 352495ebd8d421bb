from enum import StrEnum


class Origin(StrEnum):
    SOURCE = "source"
    STAFF = "staff"
    STOREFRONT = "storefront"

    def __str__(self) -> str:
        return str(self.value)
