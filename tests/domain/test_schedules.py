"""Cron's five fields in civil time, against a minute-by-minute reckoning."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr_service.domain.schedules import Schedule

PARIS = ZoneInfo("Europe/Paris")


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("rule", "after", "expected"),
    [
        ("0 * * * *", "2026-11-23T11:59:30+00:00", "2026-11-23T12:00:00+00:00"),
        ("0 * * * *", "2026-11-23T12:00:00+00:00", "2026-11-23T13:00:00+00:00"),
        ("*/15 * * * *", "2026-11-23T12:01:00+00:00", "2026-11-23T12:15:00+00:00"),
        ("30 6 * * *", "2026-07-01T12:00:00+00:00", "2026-07-02T04:30:00+00:00"),
        ("30 6 * * 1-5", "2026-11-20T12:00:00+00:00", "2026-11-23T05:30:00+00:00"),
        ("0 0 1 * *", "2026-11-23T12:00:00+00:00", "2026-11-30T23:00:00+00:00"),
        ("0 0 29 2 *", "2026-11-23T12:00:00+00:00", "2028-02-28T23:00:00+00:00"),
        ("0 0 13 * 5", "2026-11-23T12:00:00+00:00", "2026-11-26T23:00:00+00:00"),
        ("0 0 * * 7", "2026-11-23T12:00:00+00:00", "2026-11-28T23:00:00+00:00"),
        ("5,10 0 * * 0", "2026-11-28T23:05:00+00:00", "2026-11-28T23:10:00+00:00"),
        # spring: 02:30 does not exist on 29 March 2026; autumn: 02:30 comes twice on 25 October 2026 and counts once
        ("30 2 * * *", "2026-03-28T12:00:00+00:00", "2026-03-30T00:30:00+00:00"),
        ("30 2 * * *", "2026-10-24T12:00:00+00:00", "2026-10-25T00:30:00+00:00"),
        ("30 2 * * *", "2026-10-25T00:30:00+00:00", "2026-10-26T01:30:00+00:00"),
        ("30 * * * *", "2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00"),
        ("30 0 * * 1", "2026-03-29T00:10:00+00:00", "2026-03-29T22:30:00+00:00"),
    ],
)
def test_the_next_time(rule, after, expected):
    assert Schedule("s", rule, "work").next_after(_at(after), PARIS) == _at(expected)


@pytest.mark.parametrize(
    "rule", ["", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "5-1 * * * *", "x * * * *"]
)
def test_a_wrong_rule_is_refused(rule):
    with pytest.raises(ValueError, match=r"."):
        Schedule("s", rule, "work")


def test_a_rule_that_never_matches_says_so():
    with pytest.raises(ValueError, match="never"):
        Schedule("s", "0 0 31 2 *", "work").next_after(datetime(2026, 1, 1, tzinfo=UTC), PARIS)


_minutes = st.sampled_from(["*", "0", "30", "*/20", "59"])
_hours = st.sampled_from(["*", "0", "2", "3", "1-4", "23", "*/6"])
_weekdays = st.sampled_from(["*", "1", "0", "6-7"])


@given(
    _minutes,
    _hours,
    _weekdays,
    st.sampled_from([datetime(2026, 3, 26, tzinfo=UTC), datetime(2026, 10, 22, tzinfo=UTC)]),
    st.integers(0, 6 * 24 * 60),
)
def test_nothing_is_skipped_or_invented(minute, hour, weekday, start, minutes):
    """Walking minute by minute gives the same, also over the nights when the clock changes."""
    schedule = Schedule("s", f"{minute} {hour} * * {weekday}", "work")
    after = start + timedelta(minutes=minutes)
    moment = after.replace(second=0, microsecond=0) + timedelta(minutes=1)

    def matches(local: datetime) -> bool:
        hour_fits = _fits(hour, local.hour, 24) and not (local.fold and hour != "*")
        days = {"*": range(7), "1": [1], "0": [0], "6-7": [6, 0]}[weekday]
        return _fits(minute, local.minute, 60) and hour_fits and local.isoweekday() % 7 in days

    while not matches(moment.astimezone(PARIS)):
        moment += timedelta(minutes=1)
    assert schedule.next_after(after, PARIS) == moment


def _fits(part: str, value: int, size: int) -> bool:
    if part.startswith("*/"):
        return value % int(part[2:]) == 0
    if "-" in part:
        low, high = map(int, part.split("-"))
        return low <= value <= high
    return part == "*" or int(part) % size == value
