from enum import StrEnum


class RejectionReason(StrEnum):
    EXPIRED = "expired"
    ILLEGIBLE = "illegible"
    INCOMPLETE = "incomplete"
    NAME_MISMATCH = "name_mismatch"
    NOT_AN_IDENTITY_DOCUMENT = "not_an_identity_document"
    NOT_SIGNED = "not_signed"
    SUSPECTED_FORGERY = "suspected_forgery"

    def __str__(self) -> str:
        return str(self.value)
