from enum import StrEnum


class EvidenceKind(StrEnum):
    AGENT_IDENTITY = "agent_identity"
    DEATH_RECORD = "death_record"
    DIRECTIVES = "directives"
    HEIRSHIP = "heirship"
    HEIR_IDENTITY = "heir_identity"
    MANDATE = "mandate"
    MANDATE_EXISTS = "mandate_exists"
    MINORS_AGE = "minors_age"
    MINORS_AGREEMENT = "minors_agreement"
    PARENTAL_AUTHORITY = "parental_authority"
    PARENT_IDENTITY = "parent_identity"
    PRINCIPAL_IDENTITY = "principal_identity"

    def __str__(self) -> str:
        return str(self.value)
