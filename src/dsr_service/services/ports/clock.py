"""What tells the time."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    @property
    def follows_real_time(self) -> bool:
        """Whether it must agree with the database's clock; one that is set by hand need not."""
        ...

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...
