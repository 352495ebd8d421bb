from enum import StrEnum


class PackageStatus(StrEnum):
    EXPIRED = "expired"
    PREPARED = "prepared"
    RELEASED = "released"
    REVOKED = "revoked"

    def __str__(self) -> str:
        return str(self.value)
