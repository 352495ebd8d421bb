from enum import StrEnum


class LetterKind(StrEnum):
    ACCESS_LINK = "access_link"
    ACKNOWLEDGEMENT = "acknowledgement"
    CLARIFICATION_ASKED = "clarification_asked"
    CLARIFICATION_REMINDER = "clarification_reminder"
    CLOSURE = "closure"
    ERASURE_CANCELLED = "erasure_cancelled"
    ERASURE_COOL_DOWN = "erasure_cool_down"
    ERASURE_DONE = "erasure_done"
    EXTENSION_NOTICE = "extension_notice"
    FEE_NOTICE = "fee_notice"
    FREE_MESSAGE = "free_message"
    FULFILLED = "fulfilled"
    IDENTITY_ASKED = "identity_asked"
    IDENTITY_EXPIRED = "identity_expired"
    IDENTITY_REJECTED = "identity_rejected"
    IDENTITY_REMINDER = "identity_reminder"
    OBJECTION_REFUSED = "objection_refused"
    OBJECTION_UPHELD = "objection_upheld"
    ONE_TIME_CODE = "one_time_code"
    PARTIAL_REFUSAL = "partial_refusal"
    RECIPIENTS_TOLD = "recipients_told"
    RECTIFICATION_DONE = "rectification_done"
    REFUSAL = "refusal"
    RELEASE_NOTICE = "release_notice"
    RESTRICTION_LIFTING = "restriction_lifting"
    RESTRICTION_SET = "restriction_set"

    def __str__(self) -> str:
        return str(self.value)
