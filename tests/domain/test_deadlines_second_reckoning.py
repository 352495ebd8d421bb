"""The deadline against a second, independently written calculation on random inputs of 2018-2100."""

import json
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import day_walk
from dsr_service.domain.deadlines.calendars import calendar
from dsr_service.domain.deadlines.deadlines import DeadlineRules, Suspension, SuspensionCause, compute

START, END = datetime(2018, 1, 1, tzinfo=UTC), datetime(2100, 6, 30, tzinfo=UTC)


def random_input(dice):
    place = dice.choice(list(day_walk.CALENDARS))
    zone = day_walk.CALENDARS[place]
    received_at = START + timedelta(seconds=dice.randrange(int((END - START).total_seconds())))
    if dice.random() < 0.2:  # near local midnight, or at a month's end
        received_at = received_at.replace(hour=dice.choice((21, 22, 23, 0)), minute=dice.choice((0, 30, 59)))
    if dice.random() < 0.2:
        received_at = received_at.replace(day=28) + timedelta(days=dice.randrange(4))
    suspensions = []
    for _ in range(dice.choice((0, 0, 1, 1, 2, 3, 5))):
        since = received_at + timedelta(hours=dice.randrange(-72, 24 * dice.choice((3, 12, 40, 110))))
        until = since + timedelta(hours=dice.randrange(24 * dice.choice((1, 10, 30))))
        suspensions.append((
            since,
            None if dice.random() < 0.1 else until,
            dice.choice(("identity", "clarification")),
            dice.choice((None, "the signature differs")),
        ))  # fmt: skip
    return received_at, zone, place, dice.random() < 0.4, suspensions


def assert_agreement(seed, count):
    dice = random.Random(seed)
    seen = dict.fromkeys(("suspended", "open", "rolled", "safe", "clamped"), 0)
    for _ in range(count):
        given = received_at, zone, place, extended, suspensions = random_input(dice)
        expected = day_walk.reckon(*given)
        deadline = compute(
            received_at,
            rules=DeadlineRules(calendar=place, time_zone=zone),
            extended=extended,
            suspensions=[Suspension(s, u, SuspensionCause(c), d) for s, u, c, d in suspensions],
        )
        assert {name: getattr(deadline, name) for name in expected} == expected, given
        seen["suspended"] += deadline.suspension_days > 0
        seen["open"] += deadline.suspension_open
        seen["rolled"] += deadline.rolled
        seen["safe"] += deadline.safe_due not in {None, deadline.due_date}
        seen["clamped"] += deadline.nominal_end.day != deadline.received_local_date.day
    assert min(seen.values()) > count / 100, seen  # the inputs reach every branch


def test_agreement_on_random_inputs():
    assert_agreement(20261, 3_000)


@pytest.mark.slow
def test_agreement_on_a_hundred_thousand_random_inputs():
    assert_agreement(20262, 100_000)


@pytest.mark.parametrize("place", day_walk.CALENDARS)
def test_every_working_day_until_2100(place):
    days = calendar(place)
    day, last = date(2018, 1, 1), date(2100, 12, 31)
    wrong = []
    while day <= last:
        if days.is_working_day(day) != day_walk.works(place, day):
            wrong.append((day, days.holiday_name(day)))
        day += timedelta(days=1)
    assert wrong == []


def test_the_second_reckoning_knows_the_worked_cases():
    text = (Path(__file__).parent.parent / "data" / "deadline-cases.json").read_text("utf-8")
    for case in json.loads(text)["cases"]:
        at = datetime.fromisoformat
        answer = day_walk.reckon(
            at(case["received_at"]),
            case["time_zone"],
            case["calendar"],
            case["extended"],
            [
                (
                    at(s["from"]),
                    at(s["to"]) if s["to"] else None,
                    s["cause"],
                    s.get("reasonable_doubt_reason"),
                )
                for s in case["suspensions"]
            ],
        )
        stated = {name: case[name] for name in answer if name in case and not name.startswith("due_before")}
        dates = {
            name: value.isoformat() if isinstance(value, date) else value for name, value in answer.items()
        }
        assert {name: dates[name] for name in stated} == stated, case["id"]
