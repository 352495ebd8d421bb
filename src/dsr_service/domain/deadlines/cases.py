"""A deadline case as JSON: what `dsr deadlines compute` and the what-if take in, and what they answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar

from dsr_service.domain.deadlines.calendars import CalendarYearUnknown, UnknownCalendar, calendar
from dsr_service.domain.deadlines.civil_time import InstantOutOfRange, UnknownTimeZone, time_zone
from dsr_service.domain.deadlines.deadlines import (
    AskingEnd,
    CountedSuspensions,
    Deadline,
    DeadlineRules,
    compute,
)
from dsr_service.domain.deadlines.explanations import explain
from dsr_service.domain.deadlines.suspensions import InvalidSuspension, Suspension, SuspensionCause
from dsr_service.domain.errors import InvalidInput, Violation, pointer_step

_Choice = TypeVar("_Choice", bound=StrEnum)
# RFC 3339 only: `fromisoformat` would also take week dates, commas and bare dates.
_RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_WITHOUT_OFFSET = re.compile(r"\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?", re.ASCII)
_MAX_SUSPENSIONS: Final = 1000
_INPUTS: Final = frozenset({"id", "received_at", "time_zone", "calendar", "extended", "suspensions", "rules"})
_SUSPENSION_INPUTS: Final = frozenset({"from", "to", "cause", "reasonable_doubt_reason"})
# A worked case carries its answer and its sources along: fed in whole, these are passed over.
COMPANIONS: Final = frozenset({
    "kind", "reason", "sources", "flags", "received_local_date", "nominal_end", "suspension_days",
    "nominal_end_with_suspension", "due_date", "rolled", "extension_notice_due", "refusal_information_due",
    "due_last_second_local", "due_before_exclusive_utc", "suspension_open", "safe_due", "contestable",
    "internal_target", "rules_version", "explanation", "ignored_fields",
})  # fmt: skip

_UNKNOWN: Final = "This field is unknown."


@dataclass(frozen=True, slots=True)
class DeadlineCase:
    """One case, read and checked."""

    received_at: datetime
    rules: DeadlineRules
    extended: bool
    suspensions: tuple[Suspension, ...]
    ignored_fields: tuple[
        str, ...
    ]  # neither input nor companion: told, because a misspelt field must not pass

    def compute(self) -> Deadline:
        return compute(
            self.received_at, rules=self.rules, extended=self.extended, suspensions=self.suspensions
        )


def answer_case(value: Any, defaults: DeadlineRules, *, strict: bool = False) -> dict[str, Any]:
    """The whole way of one case: read it, compute it, and give the answer under the case's `id`.

    A field that is neither input nor companion is told in the answer; a `strict` caller is refused it.
    """
    case = read_case(value, defaults)
    if strict and case.ignored_fields:
        raise InvalidInput(
            violations=[Violation(_UNKNOWN, f"/{pointer_step(name)}") for name in case.ignored_fields]
        )
    try:
        answer = to_dict(case.compute())
    except InstantOutOfRange as error:
        raise InvalidInput(violations=[Violation(error.title, "")]) from error
    except CalendarYearUnknown as error:
        raise InvalidInput(violations=[Violation(error.title, "/calendar")]) from error
    if "id" in value:
        answer = {"id": value["id"], **answer}
    if case.ignored_fields:
        answer["ignored_fields"] = list(case.ignored_fields)
    return answer


def read_case(value: Any, defaults: DeadlineRules) -> DeadlineCase:
    """The case in a decoded JSON value; InvalidInput names every fault with its pointer.

    Only `received_at` must be there: zone, calendar and readings default to the controller's, extension and
    suspensions to none.
    """
    if not isinstance(value, dict):
        raise InvalidInput(violations=[Violation("A case is a JSON object.", "")])
    reader = _Reader()
    received_at = reader.instant(value, "received_at", "")
    rules = reader.rules(value, defaults)
    extended = value.get("extended", False)
    if not isinstance(extended, bool):
        reader.fault("true or false is expected.", "/extended")
    suspensions = reader.suspensions(value)
    if reader.violations or received_at is None:
        raise InvalidInput(violations=reader.violations)
    ignored = tuple(sorted(value.keys() - _INPUTS - COMPANIONS))
    return DeadlineCase(received_at, rules, extended, tuple(suspensions), ignored)


class _Reader:
    """Collects all faults of one case, so that the sender corrects them in one go."""

    def __init__(self) -> None:
        self.violations: list[Violation] = []

    def fault(self, detail: str, pointer: str) -> None:
        self.violations.append(Violation(detail, pointer))

    def instant(self, source: Mapping[str, Any], name: str, parent: str) -> datetime | None:
        pointer = f"{parent}/{name}"
        if name not in source:
            self.fault("This field is required.", pointer)
            return None
        text = source[name]
        if isinstance(text, str) and _RFC3339.fullmatch(text):
            try:
                return datetime.fromisoformat(text.upper())
            except ValueError:  # 30 February, 25:00, +24:00
                self.fault("There is no such date or time.", pointer)
                return None
        if isinstance(text, str) and _WITHOUT_OFFSET.fullmatch(text):
            self.fault("The instant needs its UTC offset: without one its date is a guess.", pointer)
        else:
            self.fault("An RFC 3339 date and time with its UTC offset is expected.", pointer)
        return None

    def rules(self, value: Mapping[str, Any], defaults: DeadlineRules) -> DeadlineRules:
        zone = self._text(value, "time_zone", defaults.time_zone)
        place = self._text(value, "calendar", defaults.calendar)
        try:
            time_zone(zone)
        except UnknownTimeZone as error:
            self.fault(error.title, "/time_zone")
        try:
            calendar(place)
        except UnknownCalendar as error:
            self.fault(error.title, "/calendar")
        return replace(defaults, time_zone=zone, calendar=place, **self._options(value.get("rules", {})))

    def suspensions(self, value: Mapping[str, Any]) -> list[Suspension]:
        items = value.get("suspensions", [])
        if not isinstance(items, list) or len(items) > _MAX_SUSPENSIONS:
            self.fault(f"A list of at most {_MAX_SUSPENSIONS} suspensions is expected.", "/suspensions")
            return []
        read = (self._suspension(item, f"/suspensions/{index}") for index, item in enumerate(items))
        return [suspension for suspension in read if suspension is not None]

    def _suspension(self, item: Any, pointer: str) -> Suspension | None:
        if not isinstance(item, dict):
            self.fault("A suspension is a JSON object.", pointer)
            return None
        before = len(self.violations)
        for name in sorted(item.keys() - _SUSPENSION_INPUTS):  # a misspelt doubt would make it contestable
            self.fault(_UNKNOWN, f"{pointer}/{pointer_step(name)}")
        opened_at = self.instant(item, "from", pointer)
        closed_at = None if item.get("to", "") is None else self.instant(item, "to", pointer)
        doubt = item.get("reasonable_doubt_reason")
        if doubt is not None and not isinstance(doubt, str):
            self.fault("A text or null is expected.", f"{pointer}/reasonable_doubt_reason")
        cause = self._choice(item.get("cause"), SuspensionCause, f"{pointer}/cause")
        if len(self.violations) > before or opened_at is None or cause is None:
            return None
        try:
            return Suspension(opened_at, closed_at, cause, doubt)
        except InvalidSuspension as error:
            self.fault(error.title, f"{pointer}/to")
            return None

    def _options(self, options: Any) -> dict[str, Any]:
        """The readings that a lawyer may overrule, for one case."""
        if not isinstance(options, dict):
            self.fault("A JSON object is expected.", "/rules")
            return {}
        choices: dict[str, type[StrEnum]] = {
            "suspensions_counted": CountedSuspensions,
            "asking_end": AskingEnd,
        }
        read: dict[str, Any] = {}
        for name, option in options.items():
            if name in choices:
                read[name] = self._choice(option, choices[name], f"/rules/{name}")
            elif name not in {"max_days_for_asking", "internal_target_working_days"}:
                self.fault(_UNKNOWN, f"/rules/{pointer_step(name)}")
            elif type(option) is not int or not 0 <= option <= 366:
                self.fault("A whole number from 0 to 366 is expected.", f"/rules/{name}")
            else:
                read[name] = option
        return read

    def _text(self, value: Mapping[str, Any], name: str, default: str) -> str:
        text = value.get(name, default)
        if isinstance(text, str):
            return text
        self.fault("A text is expected.", f"/{name}")
        return default

    def _choice(self, value: Any, choices: type[_Choice], pointer: str) -> _Choice | None:
        if isinstance(value, str) and value in set(choices):
            return choices(value)
        self.fault(f"One of {', '.join(choices)} is expected.", pointer)
        return None


def to_dict(deadline: Deadline) -> dict[str, Any]:
    """All computed fields under the names of the worked cases, then what we add to them."""
    due_before = deadline.due_before_exclusive_utc
    last_second = deadline.due_last_second_local
    return {
        "received_local_date": _iso(deadline.received_local_date),
        "nominal_end": _iso(deadline.nominal_end),
        "suspension_days": deadline.suspension_days,
        "nominal_end_with_suspension": _iso(deadline.nominal_end_with_suspension),
        "due_date": _iso(deadline.due_date),
        "rolled": deadline.rolled,
        "extension_notice_due": _iso(deadline.extension_notice_due),
        "refusal_information_due": _iso(deadline.refusal_information_due),
        "due_last_second_local": last_second.isoformat() if last_second else None,
        "due_before_exclusive_utc": _utc(due_before) if due_before else None,
        "suspension_open": deadline.suspension_open,
        "safe_due": _iso(deadline.safe_due),
        "contestable": deadline.contestable,
        "internal_target": _iso(deadline.internal_target),
        "rules_version": deadline.rules.version,
        "explanation": [step.to_dict() for step in explain(deadline)],
    }


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
