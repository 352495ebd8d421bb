"""The rules of the clock that the DPO has chosen over the configured ones: entry `deadlines` of the policy register."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import Any, Final

from dsr_service.domain.deadlines.calendars import UnknownCalendar, calendar
from dsr_service.domain.deadlines.civil_time import UnknownTimeZone, time_zone
from dsr_service.domain.deadlines.deadlines import AskingEnd, CountedSuspensions, DeadlineRules
from dsr_service.domain.deadlines.marks import MarkPlan
from dsr_service.domain.errors import InvalidInput, Violation, pointer_step

KEY: Final = "deadlines"


@dataclass(frozen=True, slots=True)
class DeadlineChoices:
    """What differs from the configuration; the rest stays as configured."""

    rules: Mapping[str, Any]
    plan: Mapping[str, Any]

    def applied(self, rules: DeadlineRules, plan: MarkPlan) -> tuple[DeadlineRules, MarkPlan]:
        return replace(rules, **self.rules), replace(plan, **self.plan)


def read_choices(entry: Mapping[str, Any]) -> DeadlineChoices:
    """The entry's fields bear the names of the settings. Raises InvalidInput with every fault."""
    faults: list[Violation] = []
    read: dict[str, Any] = {}
    for name, value in entry.items():
        if name not in _FIELDS:
            faults.append(Violation("There is no such rule of the clock.", f"/{pointer_step(name)}"))
            continue
        check, expected = _FIELDS[name]
        if check(value):
            read[name] = value
        else:
            faults.append(Violation(expected, f"/{name}"))
    if ("identity_reminder_days" in entry) != ("identity_expiry_days" in entry):
        faults.append(Violation("Reminders and closure are chosen together.", "/identity_expiry_days"))
    elif not faults and read.get("identity_expiry_days"):
        reminded = max(read["identity_reminder_days"], default=0)
        if reminded >= read["identity_expiry_days"]:
            faults.append(Violation("Closure comes after every reminder.", "/identity_expiry_days"))
    if faults:
        raise InvalidInput("The rules of the clock are not valid.", violations=faults)
    return DeadlineChoices(
        {name: _RULES[name](value) for name, value in read.items() if name in _RULES},
        dict(_PLAN[name](value) for name, value in read.items() if name in _PLAN),
    )


def _known_calendar(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(calendar(value))
    except UnknownCalendar:
        return False


def _known_zone(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(time_zone(value))
    except UnknownTimeZone:
        return False


def _whole(least: int, most: int) -> tuple[Callable[[Any], bool], str]:
    def check(value: Any) -> bool:
        return type(value) is int and least <= value <= most

    return check, f"A whole number from {least} to {most} is expected."


def _whole_numbers(value: Any) -> bool:
    check, _ = _whole(0, 366)
    return isinstance(value, list) and len(value) <= 20 and all(map(check, value))


def _one_of(*choices: str) -> tuple[Callable[[Any], bool], str]:
    return (
        lambda value: isinstance(value, str) and value in choices,
        f"One of {', '.join(choices)} is expected.",
    )


_DAYS = (_whole_numbers, "A list of at most 20 whole numbers from 0 to 366 is expected.")
_FIELDS: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "calendar": (_known_calendar, UnknownCalendar.title),
    "time_zone": (_known_zone, UnknownTimeZone.title),
    "max_days_for_asking": _whole(0, 366),
    "internal_target_working_days": _whole(0, 60),
    "suspensions_counted": _one_of(*CountedSuspensions),
    "asking_end": _one_of(*AskingEnd),
    "reminder_working_days": _DAYS,
    "escalation_working_days": _whole(-1, 60),
    "identity_reminder_days": _DAYS,
    "identity_expiry_days": _whole(0, 366),
    "reminder_hour": _whole(0, 23),
}
_RULES: Final[Mapping[str, Callable[[Any], Any]]] = {
    "calendar": str,
    "time_zone": str,
    "max_days_for_asking": int,
    "internal_target_working_days": int,
    "suspensions_counted": CountedSuspensions,
    "asking_end": AskingEnd,
}
_PLAN: Final[Mapping[str, Callable[[Any], tuple[str, Any]]]] = {
    "reminder_working_days": lambda days: ("reminder_steps", tuple(sorted(set(days), reverse=True))),
    "escalation_working_days": lambda step: ("escalation_step", None if step < 0 else step),
    "identity_reminder_days": lambda days: ("identity_reminder_days", tuple(sorted(set(days)))),
    "identity_expiry_days": lambda days: ("identity_expiry_days", days or None),
    "reminder_hour": lambda hour: ("morning", time(hour)),
}
