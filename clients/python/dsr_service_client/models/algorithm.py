from enum import StrEnum


class Algorithm(StrEnum):
    ES256 = "ES256"
    ES384 = "ES384"
    HS256 = "HS256"
    PS256 = "PS256"
    RS256 = "RS256"

    def __str__(self) -> str:
        return str(self.value)
