"""What must hold for every deadline, on generated inputs; and that an explanation leads to its own date."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import available_timezones

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dsr_service.domain.deadlines.calendars import calendar
from dsr_service.domain.deadlines.cases import read_case, to_dict
from dsr_service.domain.deadlines.civil_time import civil_date, end_of_day, last_second_of_day, time_zone
from dsr_service.domain.deadlines.deadlines import (
    AskingEnd,
    CountedSuspensions,
    DeadlineRules,
    Suspension,
    SuspensionCause,
    add_months,
    compute,
)

PLACES = ("FR", "FR-AM", "GB-ENG", "DE-BY", "BE", "ES-CT", "IT", "PL", "SE", "US-NY", "AE", "IL", "HU")
ZONES = ("Europe/Paris", "Europe/London", "America/New_York", "Asia/Tokyo", "Africa/Cairo", "America/Havana",
         "America/Nuuk", "Australia/Lord_Howe", "Pacific/Kiritimati", "Pacific/Marquesas", "UTC")  # fmt: skip
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(max_examples=5_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])

_NAIVE = datetime.fromisoformat  # Hypothesis wants its bounds without a zone
instants = st.datetimes(_NAIVE("2018-05-25"), _NAIVE("2090-12-31"), timezones=st.just(UTC))
hours = st.integers(0, 24 * 30)
rules = st.builds(
    DeadlineRules,
    calendar=st.sampled_from(PLACES),
    time_zone=st.sampled_from(ZONES),
    asking_end=st.sampled_from(AskingEnd),
    suspensions_counted=st.sampled_from(CountedSuspensions),
    max_days_for_asking=st.integers(0, 30),
)


@st.composite
def waits(draw, closed_only=False, earliest=-3):
    """(hours from receipt to asking, hours to the answer or None, cause, doubt)."""
    length = st.integers(0, 24 * 60)
    return draw(
        st.lists(
            st.tuples(
                st.integers(24 * earliest, 24 * 100),
                length if closed_only else length | st.none(),
                st.sampled_from(SuspensionCause),
                st.none() | st.just("") | st.just("the signature differs"),
            ),
            max_size=4,
        )
    )


def suspended(received_at, items):
    hour = timedelta(hours=1)
    found = []
    for since, hours, cause, doubt in items:
        opened_at = received_at + since * hour
        found.append(Suspension(opened_at, None if hours is None else opened_at + hours * hour, cause, doubt))
    return found


def replayed(explanation):  # noqa: C901 one case per step
    """Do the steps again, from their values alone; each must reach the date that it states."""
    start = reached = wanted = None
    for step in explanation:
        values = step["values"]
        match step["step"]:
            case "receipt":
                start = reached = date.fromisoformat(step["date"])
            case "month" | "extension":
                month = start.month - 1 + values["months"]
                wanted = (start.year + month // 12, month % 12 + 1)
                try:
                    reached = date(*wanted, start.day)
                except ValueError:
                    reached = None
            case "clamp":
                assert reached is None
                reached = date(wanted[0] + wanted[1] // 12, wanted[1] % 12 + 1, 1) - timedelta(days=1)
            case "suspension":
                if values["effect"] == "open":
                    assert step["date"] is None
                    continue
                reached += timedelta(days=values["days"])
            case "rollover":
                assert step["date"] is not None
                assert values["skipped"] == reached.isoformat()
                assert values["weekday"] > 5 or values["holiday"]
                reached += timedelta(days=1)
            case "suspension_open":
                return None
            case "end_of_day":
                assert values["last_second"].startswith(step["date"])
                return reached
            case other:
                raise AssertionError(other)
        assert step["date"] == (reached.isoformat() if reached else None)
    raise AssertionError("the explanation has no end")


def check_explanation(received_at, rule, extended, items):
    deadline = compute(received_at, rules=rule, extended=extended, suspensions=suspended(received_at, items))
    answer = json.loads(json.dumps(to_dict(deadline)))
    assert replayed(answer["explanation"]) == deadline.due_date
    for step in answer["explanation"]:
        assert step["article"]
        assert step["text"]["fr"] != step["text"]["en"]
        assert "None" not in step["text"]["fr"] + step["text"]["en"]


def check_working_days(received_at, rule, extended, items):
    deadline = compute(received_at, rules=rule, extended=extended, suspensions=suspended(received_at, items))
    for day in (deadline.due_date, deadline.safe_due, deadline.extension_notice_due):
        assert day is None or (day.weekday() < 5 and calendar(rule.calendar).is_working_day(day))
    if deadline.due_date is not None:
        assert deadline.due_date >= deadline.nominal_end_with_suspension >= deadline.nominal_end
        assert deadline.received_local_date < deadline.due_date
    if deadline.safe_due is not None and deadline.due_date is not None:
        assert deadline.safe_due <= deadline.due_date
    aim = deadline.safe_due or deadline.due_date
    assert (deadline.internal_target is None) == (aim is None)
    if aim is not None:
        days, between = deadline.internal_target, 0
        while days < aim:
            between += calendar(rule.calendar).is_working_day(days)
            days += timedelta(days=1)
        assert between == rule.internal_target_working_days


def check_later_receipt(received_at, rule, extended, items, hours):
    later = received_at + timedelta(hours=hours)
    asked = suspended(later, items)  # nothing is asked before either receipt
    first = compute(received_at, rules=rule, extended=extended, suspensions=asked)
    second = compute(later, rules=rule, extended=extended, suspensions=asked)
    if rule.suspensions_counted is CountedSuspensions.DEFENSIBLE:
        assume(not first.period.steps)  # what was asked late for the earlier receipt is in time for the later
    assert first.suspension_open <= second.suspension_open
    if second.due_date is not None:
        assert first.due_date <= second.due_date


def check_longer_suspension(received_at, rule, extended, items, hours):
    assume(items)
    since, length, cause, doubt = items[0]
    shorter = suspended(received_at, items)
    longer = suspended(received_at, [(since, length + hours, cause, doubt), *items[1:]])
    first = compute(received_at, rules=rule, extended=extended, suspensions=shorter)
    second = compute(received_at, rules=rule, extended=extended, suspensions=longer)
    assert first.due_date <= second.due_date
    assert first.suspension_days <= second.suspension_days


def check_extension(received_at, rule, items):
    asked = suspended(received_at, items)
    short = compute(received_at, rules=rule, extended=False, suspensions=asked)
    long = compute(received_at, rules=rule, extended=True, suspensions=asked)
    assert short.extension_notice_due == long.extension_notice_due
    assert short.suspension_open <= long.suspension_open
    if long.due_date is not None:
        assert short.due_date <= long.due_date


def check_presentation_is_irrelevant(received_at, rule, extended, items, data):
    """The order of the suspensions and the offset in which an instant is written change nothing."""
    asked = suspended(received_at, items)
    offset = data.draw(st.integers(-14, 14))
    written = received_at.astimezone(timezone(timedelta(hours=offset)))
    first = compute(received_at, rules=rule, extended=extended, suspensions=asked)
    second = compute(written, rules=rule, extended=extended, suspensions=data.draw(st.permutations(asked)))
    names = set(to_dict(first)) - {"explanation"}
    assert {name: getattr(first, name, None) for name in names} == {
        name: getattr(second, name, None) for name in names
    }


def check_end_of_day(day, name):
    zone = time_zone(name)
    bound = end_of_day(day, zone)
    assert civil_date(bound, zone) > day
    assert civil_date(bound - timedelta(microseconds=1), zone) == day
    last = last_second_of_day(day, zone)
    assert (last.date(), last.second) == (day, 59)
    assert last.astimezone(UTC) + timedelta(seconds=1) == bound  # the local time that follows may not exist
    for hours in range(1, 30):  # the date does not come back
        assert civil_date(bound + timedelta(hours=hours), zone) > day


def check_months(day, months):
    end, clamped = add_months(day, months)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
    assert clamped == (end.day != day.day)
    assert not clamped or ((end + timedelta(days=1)).day == 1 and end.day < day.day)


CHECKS = {
    check_explanation: (instants, rules, st.booleans(), waits()),
    check_working_days: (instants, rules, st.booleans(), waits()),
    check_later_receipt: (instants, rules, st.booleans(), waits(earliest=0), hours),
    check_longer_suspension: (
        instants,
        rules,
        st.booleans(),
        waits(closed_only=True),
        st.integers(0, 24 * 30),
    ),
    check_extension: (instants, rules, waits()),
    check_presentation_is_irrelevant: (instants, rules, st.booleans(), waits(), st.data()),
    check_end_of_day: (
        st.dates(date(2018, 1, 1), date(2100, 12, 31)),
        st.sampled_from(sorted(available_timezones() - {"Factory", "localtime"})),
    ),
    check_months: (
        st.dates(date(2018, 1, 1), date(2100, 12, 31))
        | st.sampled_from([date(2026, 12, 31), date(2027, 3, 31)]),
        st.integers(1, 12),
    ),
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_property(check):
    FEW(given(*CHECKS[check])(check))()


@pytest.mark.slow
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_property_on_thousands(check):
    MANY(given(*CHECKS[check])(check))()


@FEW
@given(instants, rules, st.booleans(), waits())
def test_a_case_written_as_json_is_read_back_whole(received_at, rule, extended, items):
    asked = suspended(received_at, items)
    written = {
        "received_at": received_at.isoformat(),
        "time_zone": rule.time_zone,
        "calendar": rule.calendar,
        "extended": extended,
        "rules": {
            "asking_end": rule.asking_end,
            "suspensions_counted": rule.suspensions_counted,
            "max_days_for_asking": rule.max_days_for_asking,
            "internal_target_working_days": rule.internal_target_working_days,
        },
        "suspensions": [
            {
                "from": item.opened_at.isoformat(),
                "to": item.closed_at.isoformat() if item.closed_at else None,
                "cause": item.cause,
                "reasonable_doubt_reason": item.reasonable_doubt_reason,
            }
            for item in asked
        ],
    }
    read = read_case(json.loads(json.dumps(written)), DeadlineRules())
    assert read.compute() == compute(received_at, rules=rule, extended=extended, suspensions=asked)
