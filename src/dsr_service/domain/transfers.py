"""Handing portable data to another controller where the person asked for it (art. 20(2))."""

from datetime import timedelta
from enum import StrEnum
from typing import Final

from dsr_service.domain.errors import DsrError, Kind

TRIED_FOR: Final = timedelta(hours=24)  # then the person is better served by the own download


class TransferState(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"  # the other controller said that it has it
    REFUSED = "refused"  # the other controller does not want it
    FAILED = "failed"  # it could not be reached, or the package ended before


class TransferNotAsked(DsrError):
    code = "transfer_not_asked"
    kind = Kind.CONFLICT
    title = "The person did not ask for a transfer to another controller."


class NotPortable(DsrError):
    code = "not_portable"
    kind = Kind.CONFLICT
    title = "Only the package of a portability request is handed to another controller."


class TransferUnderWay(DsrError):
    code = "transfer_under_way"
    kind = Kind.CONFLICT
    title = "This package is being handed, or was handed, to this recipient already."


class TransferUnanswered(DsrError):
    code = "transfer_unanswered"
    kind = Kind.UNAVAILABLE
    title = "The other controller could not take the package now; it is tried again."
