from enum import StrEnum


class RestrictionGround(StrEnum):
    ACCURACY_CONTESTED = "accuracy_contested"
    NEEDED_FOR_CLAIMS = "needed_for_claims"
    OBJECTION_PENDING = "objection_pending"
    UNLAWFUL_ERASURE_OPPOSED = "unlawful_erasure_opposed"

    def __str__(self) -> str:
        return str(self.value)
