from enum import StrEnum


class ApiKeyInRole(StrEnum):
    AUDITOR = "auditor"
    DPO = "dpo"
    STAFF = "staff"
    STOREFRONT = "storefront"

    def __str__(self) -> str:
        return str(self.value)
