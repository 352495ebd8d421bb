"""A second reckoning of the statutory clock, written to disagree: a plain walk, one day after the other.

It shares nothing with the first: no `holidays`, no dateutil, no zoneinfo. Easter comes from the age of the
moon, summer time from the last Sundays of March and October, and a suspended day is simply one that the walk
does not count.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache

DAY = timedelta(days=1)
ZONES = {"Europe/London": 0, "Europe/Lisbon": 0, "Europe/Athens": 2}  # hours in winter; all others here: 1


def easter(year):
    golden = year % 19
    century = year // 100
    solar = century - century // 4 - (8 * century + 13) // 25
    age = (solar + 19 * golden + 15) % 30  # days from 21 March to the paschal full moon
    if age == 29 or (age == 28 and golden > 10):
        age -= 1
    day = date(year, 3, 21) + age * DAY
    day += DAY
    while day.weekday() != 6:
        day += DAY
    return day


def monday(year, month, *, last=False):
    found = [date(year, month, number) for number in range(1, 32 if month in {5, 8} else 31)]
    found = [day for day in found if day.weekday() == 0]
    return found[-1] if last else found[0]


def england(year):
    spring, may_day = [monday(year, 5, last=True)], monday(year, 5)
    once = {2022: [date(2022, 9, 19)], 2023: [date(2023, 5, 8)]}.get(year, [])
    if year == 2020:
        may_day = date(2020, 5, 8)  # 75 years of VE Day
    if year == 2022:
        spring = [date(2022, 6, 2), date(2022, 6, 3)]  # platinum jubilee
    days = {easter(year) - 2 * DAY, easter(year) + DAY, may_day, monday(year, 8, last=True), *spring, *once}
    for month, number in (
        (1, 1),
        (12, 25),
        (12, 26),
    ):  # a weekend feast moves to the next weekday that is free
        day = date(year, month, number)
        while day.weekday() > 4 or day in days:
            day += DAY
        days.add(day)
    return days


FIXED = {
    "FR": "0101 0501 0508 0714 0815 1101 1111 1225",
    "FR-AM": "0101 0501 0508 0714 0815 1101 1111 1225 1226",
    "DE": "0101 0501 1003 1225 1226",
    "DE-BY": "0101 0106 0501 1003 1101 1225 1226",
    "BE": "0101 0501 0721 0815 1101 1111 1225",
    "LU": "0101 0501 0623 0815 1101 1225 1226",
    "AT": "0101 0106 0501 0815 1026 1101 1208 1225 1226",
    "PT": "0101 0425 0501 0610 0815 1005 1101 1201 1208 1225",
}
MOVING = {  # days from Easter Sunday
    "FR": (1, 39, 50),
    "FR-AM": (-2, 1, 39, 50),
    "DE": (-2, 1, 39, 50),
    "DE-BY": (-2, 1, 39, 50, 60),
    "BE": (1, 39, 50),
    "LU": (1, 39, 50),
    "AT": (1, 39, 50, 60),
    "PT": (-2, 60),
}
CALENDARS = {
    "FR": "Europe/Paris",
    "FR-AM": "Europe/Paris",
    "GB-ENG": "Europe/London",
    "DE": "Europe/Berlin",
    "DE-BY": "Europe/Berlin",
    "BE": "Europe/Brussels",
    "LU": "Europe/Luxembourg",
    "AT": "Europe/Vienna",
    "PT": "Europe/Lisbon",
}


@cache
def feasts(place, year):
    if place == "GB-ENG":
        return england(year)
    days = {date(year, int(text[:2]), int(text[2:])) for text in FIXED[place].split()}
    if place == "LU" and year >= 2019:
        days.add(date(year, 5, 9))
    return days | {easter(year) + offset * DAY for offset in MOVING[place]}


def works(place, day):
    return day.isoweekday() < 6 and day not in feasts(place, day.year)


@cache
def changes(year):
    """The two instants between which the Union has summer time: 01:00 UTC on two last Sundays."""
    found = []
    for month in (3, 10):
        day = date(year, month, 31)
        while day.weekday() != 6:
            day -= DAY
        found.append(datetime(day.year, day.month, day.day, 1, tzinfo=UTC))
    return found


def wall(instant, zone):
    """The local time as a naive datetime."""
    instant = instant.astimezone(UTC)
    start, end = changes(instant.year)
    hours = ZONES.get(zone, 1) + (1 if start <= instant < end else 0)
    return instant.replace(tzinfo=None) + timedelta(hours=hours)


def over(day, zone):
    """The first instant after that day: tried hour by hour."""
    instant = datetime(day.year, day.month, day.day, tzinfo=UTC) + 20 * timedelta(hours=1)
    while wall(instant, zone).date() <= day:
        instant += timedelta(hours=1)
    return instant


def month_later(day, months):
    """Walk on until the month has changed that many times and the number, or the month's end, has come."""
    walked, changed = day, 0
    while changed < months:
        walked += DAY
        changed += walked.day == 1
    while walked.day != day.day and (walked + DAY).day != 1:
        walked += DAY
    return walked


def walk(received, goal, waits, place):
    """Walk from receipt; a day on which the controller waits does not count towards the goal."""
    still = set()
    for since, until in waits:
        day = since
        while until is not None and day < until:
            still.add(day)
            day += DAY
    opens = [since for since, until in waits if until is None]
    left, day = (goal - received).days, received
    while left or day in still:
        if any(since <= day for since in opens):
            break
        left -= day not in still
        day += DAY
    if any(since <= day for since in opens):
        return None
    due = day
    while not works(place, due):
        due += DAY
    return day, due


def reckon(received_at, zone, place, extended, suspensions):
    """The fields on which both calculations must agree; `suspensions`: (from, to or None, cause, doubt)."""
    received = wall(received_at, zone).date()
    waits = [(wall(since, zone).date(), wall(until, zone).date() if until else None, cause, doubt)
             for since, until, cause, doubt in suspensions]  # fmt: skip
    goal = month_later(received, 3 if extended else 1)
    everything = [(since, until) for since, until, _, _ in waits]
    walked = walk(received, goal, everything, place)
    first = walk(received, month_later(received, 1), everything, place)
    doubtful = [
        wait for wait in waits if (wait[2] == "identity" and not wait[3]) or (wait[0] - received).days > 10
    ]
    end = walked[0] if walked else date.max
    # What came after the end, or was over before the start, moved nothing and is not contestable.
    contestable = any(
        since <= end and (until is None or until >= received) for since, until, _, _ in doubtful
    )
    safe = None
    if contestable:
        safe = walk(received, goal, [wait[:2] for wait in waits if wait not in doubtful], place)
    answer = {
        "received_local_date": received,
        "nominal_end": goal,
        "due_date": walked and walked[1],
        "suspension_open": walked is None,
        "extension_notice_due": first and first[1],
        "refusal_information_due": first and first[1],
        "safe_due": safe and safe[1],
        "contestable": contestable,
        "due_before_exclusive_utc": walked and over(walked[1], zone),
    }
    if walked:
        answer |= {
            "nominal_end_with_suspension": walked[0],
            "suspension_days": (walked[0] - goal).days,
            "rolled": walked[0] != walked[1],
        }
    aim, left = (safe and safe[1]) or answer["due_date"], 5
    while aim and left:
        aim -= DAY
        left -= works(place, aim)
    return answer | {"internal_target": aim}
