from enum import StrEnum


class Channel(StrEnum):
    EMAIL = "email"
    IN_PERSON = "in_person"
    PHONE = "phone"
    POST = "post"
    STOREFRONT = "storefront"

    def __str__(self) -> str:
        return str(self.value)
