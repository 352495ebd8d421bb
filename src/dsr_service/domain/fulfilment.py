"""Fulfilment: the state of the work on each collection and of the packages made of it."""

from collections.abc import Sequence
from enum import StrEnum

from dsr_service.domain.errors import DsrError, Kind


class StepOutcome(StrEnum):
    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    SKIPPED = "skipped"  # the map says so
    FAILED = "failed"


class PackageStatus(StrEnum):
    PREPARED = "prepared"  # waits for approval
    RELEASED = "released"
    REVOKED = "revoked"
    EXPIRED = "expired"


class NothingToFulfil(DsrError):
    code = "nothing_to_fulfil"
    kind = Kind.CONFLICT
    title = "No right of this request is still pending and carried out on the data sources."


class IdentityNotVerified(DsrError):
    code = "identity_not_verified"
    kind = Kind.CONFLICT
    title = "The person's identity is not verified yet."


class NoDataMap(DsrError):
    code = "no_data_map"
    kind = Kind.CONFLICT
    title = "No data map is active: the service does not know where the data lies."


class FourEyes(DsrError):
    code = "four_eyes"
    kind = Kind.CONFLICT
    title = "Another person than the one who started the fulfilment must approve."


class PackageGone(DsrError):
    code = "export_gone"
    kind = Kind.GONE
    title = "This package has expired or was revoked."


class PackageNotReleased(DsrError):
    code = "export_not_released"
    kind = Kind.CONFLICT
    title = "This package waits for approval."


class AnswerIncomplete(DsrError):
    code = "answer_incomplete"
    kind = Kind.CONFLICT
    title = "An answer must hold confirmation, copy and all information of article 15; some is missing."

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__()
        self.missing = tuple(missing)
