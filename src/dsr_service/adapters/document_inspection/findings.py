"""How a reader in the child says that a file is refused."""

from typing import Self

from dsr_service.domain.identity.document_policy import Reason


class Refused(Exception):
    """Ends the reading of a file with the first reason found."""

    def __init__(self, reason: Reason, found_type: str | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.found_type = found_type

    @classmethod
    def damaged(cls) -> Self:
        return cls(Reason.DAMAGED)


def refuse_if(reason: Reason | None) -> None:
    if reason is not None:
        raise Refused(reason)
