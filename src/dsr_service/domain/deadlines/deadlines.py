"""The statutory clock: Article 12(3)-(4) GDPR counted by Regulation 1182/71, as one pure function."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from typing import Final

from dsr_service.domain.deadlines.calendars import Calendar, calendar, package_version
from dsr_service.domain.deadlines.civil_time import civil_date, end_of_day, last_second_of_day, time_zone
from dsr_service.domain.deadlines.suspensions import (
    DatedSuspension,
    Suspension,
    SuspensionCause,
    dated_suspensions,
)
from dsr_service.domain.errors import DsrError, Kind

__all__ = [  # with what a caller of `compute` needs besides
    "AskingEnd",
    "CountedSuspensions",
    "Deadline",
    "DeadlineAlreadyExtended",
    "DeadlineRules",
    "Effect",
    "ExtensionTooLate",
    "Period",
    "Suspension",
    "SuspensionCause",
    "SuspensionStep",
    "add_months",
    "compute",
]

FIRST_MONTH: Final = 1
THREE_MONTHS: Final = 3  # "that period may be extended by two further months", counted from receipt
RULES_VERSION: Final = "1"  # raise it when the arithmetic below changes


class Effect(StrEnum):
    """What a suspension did to one period."""

    COUNTED = "counted"
    OPEN = "open"  # still waiting: the period has no end yet
    AFTER_END = "after_end"  # nothing was left to suspend
    LEFT_OUT = "left_out"  # by the rules that the controller chose
    BEFORE_RECEIPT = "before_receipt"  # it was over before the clock started


class CountedSuspensions(StrEnum):
    """Which suspensions move the due date: a reading that a lawyer can overrule (docs/interpretations.md)."""

    ALL = "all"
    DEFENSIBLE = "defensible"
    NONE = "none"


class AskingEnd(StrEnum):
    """Until when asking can still suspend: the counted end, or the working day to which it rolls over."""

    NOMINAL = "nominal"
    ROLLED = "rolled"


class DeadlineAlreadyExtended(DsrError):
    code = "deadline_already_extended"
    kind = Kind.CONFLICT
    title = "The period was extended already; article 12(3) allows one extension."


class ExtensionTooLate(DsrError):
    code = "extension_too_late"
    kind = Kind.CONFLICT
    title = "The first month is over; an extension must be notified within it."


@dataclass(frozen=True, slots=True)
class DeadlineRules:
    """What the controller may choose: the place, and each reading of the law that no source decides."""

    calendar: str = "FR"
    time_zone: str = "Europe/Paris"
    max_days_for_asking: int = 10
    internal_target_working_days: int = 5
    suspensions_counted: CountedSuspensions = CountedSuspensions.ALL
    asking_end: AskingEnd = AskingEnd.NOMINAL
    version: str = RULES_VERSION

    def fingerprint(self) -> str:
        """Changes with any choice, the arithmetic or the holiday data: stored rows tell if they are stale."""
        return _fingerprint(self)


@lru_cache(maxsize=64)
def _fingerprint(rules: DeadlineRules) -> str:
    parts = (RULES_VERSION, package_version(), *(getattr(rules, field.name) for field in fields(rules)))
    return sha256("\0".join(map(str, parts)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class SuspensionStep:
    """What one suspension added to one period, and the end reached by it."""

    dated: DatedSuspension
    effect: Effect
    days: int
    end: date


@dataclass(frozen=True, slots=True)
class Period:
    """One period of months, counted: its nominal end, each suspension, and the end after rollover."""

    months: int
    nominal_end: date
    steps: tuple[SuspensionStep, ...]
    end: date  # before rollover
    due: date | None  # None while a suspension is open

    @property
    def is_open(self) -> bool:
        return self.due is None


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the answer is due, and why. Field names are those of the worked cases in the tests."""

    rules: DeadlineRules
    received_at: datetime
    extended: bool
    received_local_date: date
    nominal_end: date
    suspension_days: int
    nominal_end_with_suspension: date
    due_date: date | None
    rolled: bool
    extension_notice_due: date | None
    refusal_information_due: date | None
    due_last_second_local: datetime | None
    due_before_exclusive_utc: datetime | None
    suspension_open: bool
    safe_due: date | None  # only where a suspension is contestable: the due date without it
    internal_target: date | None  # the month is a ceiling; "without undue delay" comes first
    contestable: bool
    first_month: Period
    period: Period
    safe_period: Period | None

    @property
    def first_month_before_exclusive_utc(self) -> datetime | None:
        """By when an extension notice (12(3)) or a refusal (12(4)) must be out; None while suspended."""
        if self.extension_notice_due is None:
            return None
        return end_of_day(self.extension_notice_due, time_zone(self.rules.time_zone))

    @property
    def three_months_before_exclusive_utc(self) -> datetime | None:
        """The longest that any answer may take, extended or not; None while suspended."""
        if self.extended:
            return self.due_before_exclusive_utc
        dated = [step.dated for step in self.first_month.steps]
        days = calendar(self.rules.calendar)
        due = _count(self.received_local_date, THREE_MONTHS, dated, self.rules, days).due
        return end_of_day(due, time_zone(self.rules.time_zone)) if due else None

    @property
    def contestable_suspensions(self) -> tuple[DatedSuspension, ...]:
        return tuple(step.dated for step in self.period.steps if is_contestable(step))

    def is_overdue(self, now: datetime) -> bool:
        return self.due_before_exclusive_utc is not None and now >= self.due_before_exclusive_utc

    def within_first_month(self, instant: datetime) -> bool:
        """Whether an extension notice or a refusal sent then is in time."""
        before = self.first_month_before_exclusive_utc
        return before is None or instant < before

    def require_extension_allowed(self, now: datetime) -> None:
        """One extension, inside the first month; else DeadlineAlreadyExtended or ExtensionTooLate."""
        if self.extended:
            raise DeadlineAlreadyExtended
        if not self.within_first_month(now):
            raise ExtensionTooLate

    def extension_allowed(self, now: datetime) -> bool:
        return not self.extended and self.within_first_month(now)


def add_months(day: date, months: int) -> tuple[date, bool]:
    """The same-numbered day that many months on, or the month's last day (and True): 1182/71 art. 3(2)(c)."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    if day.day <= 28:
        return date(year, month, day.day), False
    last = monthrange(year, month)[1]
    return date(year, month, min(day.day, last)), day.day > last


def compute(
    received_at: datetime,
    *,
    rules: DeadlineRules,
    extended: bool = False,
    suspensions: Sequence[Suspension] = (),
) -> Deadline:
    """The deadline of a request that reached the controller at that instant."""
    zone, days = time_zone(rules.time_zone), calendar(rules.calendar)
    received = civil_date(received_at, zone)
    dated = dated_suspensions(suspensions, received, zone, rules.max_days_for_asking)
    first_month = _count(received, FIRST_MONTH, dated, rules, days)
    period = _count(received, THREE_MONTHS, dated, rules, days) if extended else first_month
    safe_period = None
    if any(is_contestable(step) for step in period.steps):
        safe_period = _count(
            received, period.months, [item for item in dated if not item.contests], rules, days
        )
    due, safe_due = period.due, safe_period.due if safe_period else None
    aim = safe_due or due
    target = days.working_days_before(aim, rules.internal_target_working_days) if aim else None
    return Deadline(
        rules=rules,
        received_at=received_at,
        extended=extended,
        received_local_date=received,
        nominal_end=period.nominal_end,
        suspension_days=(period.end - period.nominal_end).days,
        nominal_end_with_suspension=period.end,
        due_date=due,
        rolled=due is not None and due != period.end,
        extension_notice_due=first_month.due,
        refusal_information_due=first_month.due,
        due_last_second_local=last_second_of_day(due, zone) if due else None,
        due_before_exclusive_utc=end_of_day(due, zone) if due else None,
        suspension_open=period.is_open,
        safe_due=safe_due,
        internal_target=max(target, received) if target else None,
        contestable=safe_period is not None,
        first_month=first_month,
        period=period,
        safe_period=safe_period,
    )


def _counts(item: DatedSuspension, rules: DeadlineRules) -> bool:
    if rules.suspensions_counted is CountedSuspensions.ALL:
        return True
    return rules.suspensions_counted is CountedSuspensions.DEFENSIBLE and not item.contests


def _count(
    received: date, months: int, dated: list[DatedSuspension], rules: DeadlineRules, days: Calendar
) -> Period:
    """Months, then the calendar days of waiting (overlaps once), then rollover once at the very end."""
    nominal_end, _ = add_months(received, months)
    end, covered, is_open = nominal_end, received, False
    steps = []
    for item in dated:
        last = days.roll(end) if rules.asking_end is AskingEnd.ROLLED else end
        added = 0
        if not _counts(item, rules):
            effect = Effect.LEFT_OUT
        elif item.opened_on > last and not is_open:  # a clock that stands still can't run out
            effect = Effect.AFTER_END
        elif item.closed_on is None:
            effect, is_open = Effect.OPEN, True
        elif item.closed_on < received:
            effect = Effect.BEFORE_RECEIPT
        else:
            effect = Effect.COUNTED
            added = max(0, (item.closed_on - max(item.opened_on, covered)).days)
            covered = max(covered, item.closed_on)
            end += timedelta(days=added)
        steps.append(SuspensionStep(item, effect, added, end))
    return Period(months, nominal_end, tuple(steps), end, None if is_open else days.roll(end))


def is_contestable(step: SuspensionStep) -> bool:
    """Only a suspension that counts can be contested; one that came too late is ignored anyway."""
    return bool(step.dated.contests) and step.effect in {Effect.COUNTED, Effect.OPEN}
