"""What falls due on the way to a deadline: reminders, the overdue mark, and what silence leads to."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from dsr_service.domain.actors import Role
from dsr_service.domain.deadlines.calendars import calendar
from dsr_service.domain.deadlines.civil_time import civil_date, time_zone

# A notice that left in the last second is recorded a moment later; then only is it judged.
NOTICE_GRACE: Final = timedelta(minutes=15)


class MarkKind(StrEnum):
    INTERNAL_TARGET = "internal_target"  # the house's own aim: "without undue delay"
    REMINDER = "reminder"
    ESCALATION = "escalation"
    OVERDUE = "overdue"
    EXTENSION_CHECK = "extension_check"  # did its notice go out within the first month (12(3))?
    IDENTITY_REMINDER = "identity_reminder"
    IDENTITY_EXPIRY = "identity_expiry"


# Whom a mark concerns.
AUDIENCE: Final[Mapping[MarkKind, Role]] = {
    MarkKind.INTERNAL_TARGET: Role.STAFF,
    MarkKind.REMINDER: Role.STAFF,
    MarkKind.ESCALATION: Role.DPO,
    MarkKind.OVERDUE: Role.DPO,
    MarkKind.EXTENSION_CHECK: Role.DPO,
    MarkKind.IDENTITY_REMINDER: Role.SUBJECT,
    MarkKind.IDENTITY_EXPIRY: Role.SUBJECT,
}
# Something follows from these; the other marks are what staff and DPO are shown.
DECISIONS: Final = (MarkKind.EXTENSION_CHECK, MarkKind.IDENTITY_EXPIRY, MarkKind.IDENTITY_REMINDER)
# At one and the same instant first what changes the clock: nobody is reminded of a request that closes then.
_ORDER: Final = {kind: place for place, kind in enumerate(dict.fromkeys((*DECISIONS, *MarkKind)))}


@dataclass(frozen=True, slots=True)
class MarkPlan:
    """What the controller chose: who is reminded when, and how long it waits for a proof of identity."""

    reminder_steps: tuple[int, ...] = (3, 1)  # working days before the due date
    escalation_step: int | None = 2  # working days before the due date; None: only when it is overdue
    identity_reminder_days: tuple[int, ...] = (7, 14)  # after asking
    identity_expiry_days: int | None = 21  # after asking; None: never closed for silence
    morning: time = time(8)  # on their day, people are reminded at this hour

    def fingerprint(self) -> str:
        parts = (str(getattr(self, field.name)) for field in fields(self))
        return sha256("\0".join(parts).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class MarkKey:
    """What is marked once: `step` tells reminders apart, `due` is the date or question that it belongs to."""

    kind: MarkKind
    step: int
    due: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    key: MarkKey
    at: datetime  # not before


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """What is known of a running clock."""

    time_zone: str
    calendar: str
    received_at: datetime
    due_date: date | None
    due_before: datetime | None
    internal_target: date | None
    first_month_before: datetime | None
    extended_at: datetime | None  # of an extension that counts so far
    identity_asked_at: datetime | None  # and not answered yet


def outstanding(
    clock: ClockFacts, plan: MarkPlan, marked: Mapping[MarkKey, datetime] | None = None
) -> list[Mark]:
    """The marks still to be made for this clock as it stands, earliest first; `marked` tells when others were."""
    marked = marked or {}
    marks = [*_due_marks(clock, plan), *_extension_marks(clock), *_identity_marks(clock, plan, marked)]
    left = (mark for mark in marks if mark.key not in marked)
    return sorted(left, key=lambda mark: (mark.at, _ORDER[mark.key.kind], -mark.key.step))


def _due_marks(clock: ClockFacts, plan: MarkPlan) -> list[Mark]:
    """None while the clock stands still: there is no date to be reminded of."""
    if clock.due_before is None or clock.due_date is None:
        return []
    due, zone, days = clock.due_before, time_zone(clock.time_zone), calendar(clock.calendar)
    received = civil_date(clock.received_at, zone)
    marks = [Mark(MarkKey(MarkKind.OVERDUE, 0, due), due)]
    steps = [(MarkKind.REMINDER, step) for step in plan.reminder_steps]
    if plan.escalation_step is not None:
        steps.append((MarkKind.ESCALATION, plan.escalation_step))
    for kind, step in steps:
        day = days.working_days_before(clock.due_date, step)
        if day >= received:
            marks.append(Mark(MarkKey(kind, step, due), _morning(day, plan, zone)))
    if clock.internal_target is not None:
        target = _morning(clock.internal_target, plan, zone)
        marks.append(Mark(MarkKey(MarkKind.INTERNAL_TARGET, 0, due), target))
    return marks


def _extension_marks(clock: ClockFacts) -> list[Mark]:
    if clock.extended_at is None or clock.first_month_before is None:
        return []
    key = MarkKey(MarkKind.EXTENSION_CHECK, 0, clock.extended_at)
    return [Mark(key, clock.first_month_before + NOTICE_GRACE)]


def _identity_marks(clock: ClockFacts, plan: MarkPlan, marked: Mapping[MarkKey, datetime]) -> list[Mark]:
    """A reminder that went out late puts the closing off: the person keeps the time that it should have left."""
    asked = clock.identity_asked_at
    if asked is None:
        return []
    zone = time_zone(clock.time_zone)
    asked_on = civil_date(asked, zone)
    marks = []
    for days in plan.identity_reminder_days:
        key = MarkKey(MarkKind.IDENTITY_REMINDER, days, asked)
        marks.append(Mark(key, _morning(asked_on + timedelta(days=days), plan, zone)))
    if plan.identity_expiry_days is not None:
        closing_on = asked_on + timedelta(days=plan.identity_expiry_days)
        for mark in marks:
            if mark.key in marked:
                left = timedelta(days=plan.identity_expiry_days - mark.key.step)
                closing_on = max(closing_on, civil_date(marked[mark.key], zone) + left)
        key = MarkKey(MarkKind.IDENTITY_EXPIRY, 0, asked)
        marks.append(Mark(key, _morning(closing_on, plan, zone)))
    return marks


def _morning(day: date, plan: MarkPlan, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, plan.morning, zone).astimezone(UTC)
