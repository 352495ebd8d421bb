from enum import StrEnum


class OtherMeansInMethod(StrEnum):
    CALLBACK = "callback"
    IN_PERSON = "in_person"
    KNOWN_ADDRESS_CODE = "known_address_code"

    def __str__(self) -> str:
        return str(self.value)
