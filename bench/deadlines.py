"""How many deadlines a second the pure function gives, beside the limit: bare date arithmetic in the same run."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dsr_service.domain.deadlines.calendars import calendar
from dsr_service.domain.deadlines.cases import to_dict
from dsr_service.domain.deadlines.deadlines import DeadlineRules, Suspension, SuspensionCause, compute

COUNT = 50_000
RULES = DeadlineRules()


def inputs(count: int) -> list[tuple[datetime, bool, list[Suspension]]]:
    dice, start = random.Random(5), datetime(2026, 1, 1, tzinfo=UTC)
    made = []
    for number in range(count):
        received_at = start + timedelta(seconds=dice.randrange(5 * 365 * 86400))
        asked = received_at + timedelta(hours=dice.randrange(200))
        answered = asked + timedelta(hours=dice.randrange(300))
        waits = [Suspension(asked, answered, SuspensionCause.IDENTITY, "a doubt")] if number % 5 == 0 else []
        made.append((received_at, number % 10 == 0, waits))
    return made


def bare(received_at: datetime, days: frozenset, zone: ZoneInfo) -> datetime:
    """What no implementation can do without: the local date, a month on, a set look-up, the end of that day in UTC."""
    day = received_at.astimezone(zone).date()
    month = day.month % 12 + 1
    day = day.replace(year=day.year + (month == 1), month=month, day=min(day.day, 28))
    while day.weekday() > 4 or day in days:
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def rate(work: Callable[[], int]) -> float:
    """The best of three rounds, in items a second."""
    best = 0.0
    for _ in range(3):
        start = time.perf_counter()
        done = work()
        best = max(best, done / (time.perf_counter() - start))
    return best


def main() -> None:
    cases, zone, days = inputs(COUNT), ZoneInfo("Europe/Paris"), calendar("FR")
    span = [date(2026, 1, 1) + timedelta(days=number) for number in range(7 * 365)]
    feasts = frozenset(day for day in span if days.holiday_name(day))

    def limit() -> int:
        for received_at, _, _ in cases:
            bare(received_at, feasts, zone)
        return len(cases)

    def computed() -> int:
        for received_at, extended, waits in cases:
            compute(received_at, rules=RULES, extended=extended, suspensions=waits)
        return len(cases)

    def explained() -> int:
        for received_at, extended, waits in cases[: COUNT // 10]:
            to_dict(compute(received_at, rules=RULES, extended=extended, suspensions=waits))
        return COUNT // 10

    lines = "".join(
        json.dumps({"id": n, "received_at": received_at.isoformat(), "extended": extended}) + "\n"
        for n, (received_at, extended, _) in enumerate(cases[: COUNT // 5])
    ).encode()

    def command() -> int:
        run = [sys.executable, "-m", "dsr_service.cli", "deadlines", "compute"]
        return subprocess.run(run, input=lines, capture_output=True, check=True).stdout.count(b"\n")

    bare_rate = rate(limit)
    print(f"{'limit: bare date arithmetic':42}{bare_rate:>10,.0f} a second")
    for name, work in (
        ("compute()", computed),
        ("compute() with its explanation as JSON", explained),
        ("dsr deadlines compute, start included", command),
    ):
        found = rate(work)
        print(f"{name:42}{found:>10,.0f} a second {found / bare_rate:>6.2f} of the limit")


if __name__ == "__main__":
    main()
