"""Redaction by hand (art. 15(4), 20(4)): what a reviewer strikes in a prepared package, and by which grounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dsr_service.domain.errors import DsrError, Kind
from dsr_service.domain.rights import Right

GROUNDS: Final[Mapping[Right, tuple[str, ...]]] = {
    Right.ACCESS: ("OTHERS_RIGHTS_COPY", "TRADE_SECRET_IP"),
    Right.PORTABILITY: ("PORT_OTHERS_RIGHTS", "TRADE_SECRET_IP"),
}
MOST: Final = 10_000  # of one package; who strikes more than that wants a rule in the map


class ViewReason(StrEnum):
    """Why somebody looks at the rows of a person before they are released."""

    REDACTION = "redaction"  # to find what belongs to others
    APPROVAL = "approval"  # to check what is about to leave
    QUALITY = "quality"  # a fault in the map or the source is suspected


@dataclass(frozen=True, slots=True)
class Target:
    """A cell; without a row the whole column, without a field the whole row, without both the collection."""

    collection: str  # `dataset.collection`
    row: int | None  # from 1, in the order of the package
    field: str | None
    ground: str


class RedactionPending(DsrError):
    code = "redaction_pending"
    kind = Kind.CONFLICT
    title = "The package is being built anew without what was struck; only that version can be approved."


class NotUnderReview(DsrError):
    code = "export_not_under_review"
    kind = Kind.CONFLICT
    title = "Only a package that waits for approval can be looked through and redacted."


class TooManyRedactions(DsrError):
    code = "too_many_redactions"
    kind = Kind.CONFLICT
    title = "This package has so many redactions that a rule of the data map should make them."


class RedactionUndone(DsrError):
    code = "redaction_undone"
    kind = Kind.CONFLICT
    title = "This redaction was undone already."
