from enum import StrEnum


class ExtensionGround(StrEnum):
    COMPLEXITY_DISPERSED_DATA = "complexity_dispersed_data"
    COMPLEXITY_INTELLIGIBILITY = "complexity_intelligibility"
    COMPLEXITY_REDACTION = "complexity_redaction"
    COMPLEXITY_VOLUME = "complexity_volume"
    NUMBER_OF_REQUESTS = "number_of_requests"

    def __str__(self) -> str:
        return str(self.value)
