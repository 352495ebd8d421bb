"""Suspensions of the clock: the time from asking the person to the answer, and what speaks against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from dsr_service.domain.deadlines.civil_time import NaiveInstant, civil_date
from dsr_service.domain.errors import DsrError, Kind


class SuspensionCause(StrEnum):
    IDENTITY = "identity"  # art. 12(6)
    CLARIFICATION = "clarification"  # recital 63: which data, where there is much of it


class Contest(StrEnum):
    """Why an authority could contest that a suspension stopped the clock."""

    NO_RECORDED_DOUBT = "no_recorded_doubt"  # 12(6) wants *reasonable doubts* before identity is asked for
    ASKED_LATE = "asked_late"  # "without undue delay"


class InvalidSuspension(DsrError):
    code = "invalid_suspension"
    kind = Kind.INVALID
    title = "A suspension ends before it begins."


@dataclass(frozen=True, slots=True)
class Suspension:
    """The time from asking the person for something to receiving it."""

    opened_at: datetime
    closed_at: datetime | None
    cause: SuspensionCause
    reasonable_doubt_reason: str | None = None

    def __post_init__(self) -> None:
        if self.opened_at.utcoffset() is None or (self.closed_at and self.closed_at.utcoffset() is None):
            raise NaiveInstant
        if self.closed_at is not None and self.closed_at < self.opened_at:
            raise InvalidSuspension


@dataclass(frozen=True, slots=True)
class DatedSuspension:
    """A suspension on the controller's dates, with what could be said against it."""

    index: int  # its place in the input
    suspension: Suspension
    opened_on: date
    closed_on: date | None
    contests: tuple[Contest, ...]


def dated_suspensions(
    suspensions: Sequence[Suspension], received: date, zone: ZoneInfo, max_days_for_asking: int
) -> list[DatedSuspension]:
    """Each suspension on the dates of that zone, in the order in which they count."""
    found = []
    for index, suspension in enumerate(suspensions):
        opened_on = civil_date(suspension.opened_at, zone)
        closed_on = civil_date(suspension.closed_at, zone) if suspension.closed_at else None
        contests = _contests(suspension, (opened_on - received).days, max_days_for_asking)
        found.append(DatedSuspension(index, suspension, opened_on, closed_on, contests))
    # By date, the longer wait last: the order of the input must not change the answer.
    return sorted(found, key=lambda i: (i.opened_on, i.closed_on or date.max))


def _contests(suspension: Suspension, days_until_asked: int, max_days_for_asking: int) -> tuple[Contest, ...]:
    contests = []
    doubt = (suspension.reasonable_doubt_reason or "").strip()
    if suspension.cause is SuspensionCause.IDENTITY and not doubt:
        contests.append(Contest.NO_RECORDED_DOUBT)
    if days_until_asked > max_days_for_asking:
        contests.append(Contest.ASKED_LATE)
    return tuple(contests)
