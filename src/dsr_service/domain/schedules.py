"""When periodic work is due: cron's five fields, read in the controller's civil time."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_RANGES: Final = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))  # minute, hour, day, month, weekday
_HORIZON: Final = timedelta(days=366 * 8 + 1)  # the 29th of February may be eight years away


@dataclass(frozen=True, slots=True)
class Schedule:
    """A job enqueued whenever `rule` matches: `minute hour day month weekday`, with `*`, `a-b`, `*/n` and lists.

    An hour that the clock skips in spring is skipped here; one that it repeats in autumn counts once, unless the rule
    leaves the hour open.
    """

    name: str
    rule: str
    kind: str
    _fields: tuple[frozenset[int], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parts = self.rule.split()
        if len(parts) != len(_RANGES):
            raise ValueError("a schedule's rule has five fields")
        fields = [_values(part, low, high) for part, (low, high) in zip(parts, _RANGES, strict=True)]
        fields[4] = frozenset(day % 7 for day in fields[4])  # 7 is Sunday too
        object.__setattr__(self, "_fields", tuple(fields))

    def next_after(self, instant: datetime, zone: ZoneInfo) -> datetime:
        """The first instant after this one at which the rule matches."""
        moment = instant.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
        end = moment + _HORIZON
        while moment < end:
            local = moment.astimezone(zone)
            if not self._day_matches(local):
                # By the day where it is safe, by the hour near midnight, since some days have 23 or 25 hours.
                moment += timedelta(hours=max(21 - local.hour, 1), minutes=-local.minute)
            elif not self._hour_matches(local):
                moment += timedelta(minutes=60 - local.minute)
            elif local.minute not in self._fields[0]:
                moment += timedelta(minutes=1)
            else:
                return moment
        raise ValueError("this rule never matches")

    def _hour_matches(self, local: datetime) -> bool:
        repeated = local.fold == 1 and len(self._fields[1]) < 24
        return local.hour in self._fields[1] and not repeated

    def _day_matches(self, local: datetime) -> bool:
        _, _, days, months, weekdays = self._fields
        if local.month not in months:
            return False
        by_day, by_weekday = local.day in days, local.isoweekday() % 7 in weekdays
        if len(days) < 31 and len(weekdays) < 7:
            return by_day or by_weekday  # cron's own reading of two restrictions
        return by_day and by_weekday


def _values(part: str, low: int, high: int) -> frozenset[int]:
    found: set[int] = set()
    for item in part.split(","):
        span, _, step = item.partition("/")
        first, _, last = span.partition("-")
        if span == "*":
            start, end = low, high
        else:
            start = int(first)
            end = int(last) if last else (high if step else start)
        if not low <= start <= end <= high:
            raise ValueError("a schedule's field is out of its range")
        found.update(range(start, end + 1, int(step or 1)))
    return frozenset(found)
