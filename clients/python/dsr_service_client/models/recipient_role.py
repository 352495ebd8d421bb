from enum import StrEnum


class RecipientRole(StrEnum):
    AUTHORISED_BY_SUBJECT = "authorised_by_subject"
    CONTROLLER = "controller"
    JOINT_CONTROLLER = "joint_controller"
    PROCESSOR = "processor"
    PUBLIC = "public"
    PUBLIC_AUTHORITY = "public_authority"

    def __str__(self) -> str:
        return str(self.value)
