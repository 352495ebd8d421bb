from enum import StrEnum


class BodyUploadIdentityDocumentsKind(StrEnum):
    AGENT_IDENTITY = "agent_identity"
    DEATH_RECORD = "death_record"
    HEIRSHIP = "heirship"
    HEIR_IDENTITY = "heir_identity"
    IDENTITY_DOCUMENT = "identity_document"
    MANDATE = "mandate"
    MINORS_AGE = "minors_age"
    MINORS_AGREEMENT = "minors_agreement"
    PARENTAL_AUTHORITY = "parental_authority"
    PARENT_IDENTITY = "parent_identity"
    PRINCIPAL_IDENTITY = "principal_identity"
    RECTIFICATION_EVIDENCE = "rectification_evidence"

    def __str__(self) -> str:
        return str(self.value)
