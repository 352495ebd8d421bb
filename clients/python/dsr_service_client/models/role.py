from enum import StrEnum


class Role(StrEnum):
    AUDITOR = "auditor"
    DPO = "dpo"
    STAFF = "staff"
    STOREFRONT = "storefront"
    SUBJECT = "subject"
    SYSTEM = "system"

    def __str__(self) -> str:
        return str(self.value)
