from enum import StrEnum


class Right(StrEnum):
    ACCESS = "access"
    AUTOMATED_DECISION_REVIEW = "automated_decision_review"
    CONSENT_WITHDRAWAL = "consent_withdrawal"
    ERASURE = "erasure"
    OBJECTION = "objection"
    PORTABILITY = "portability"
    RECTIFICATION = "rectification"
    RESTRICTION = "restriction"

    def __str__(self) -> str:
        return str(self.value)
