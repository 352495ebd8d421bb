"""The system clock: the only place that reads it."""

from datetime import UTC, datetime


class SystemClock:
    follows_real_time = True

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that is set by hand: for simulations and tests."""

    follows_real_time = False

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        self._now = now
