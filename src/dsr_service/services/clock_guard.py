"""A process whose clock differs from the database's takes no part: dates and marks would be wrong for good."""

import asyncio
from typing import Final

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dsr_service.domain.errors import DsrError, Kind
from dsr_service.services.ports.clock import Clock

MAX_SKEW: Final = 5.0  # seconds
EVERY: Final = 60.0  # seconds


class ClockDiffers(DsrError):
    code = "clock_differs"
    kind = Kind.UNAVAILABLE
    title = "The clock of this process differs from the database's by more than five seconds."


async def skew(connection: AsyncConnection, clock: Clock) -> float:
    """By how many seconds the clocks differ at least: the way to the server and back is given the benefit.

    A clock that is set by hand, for a simulation, follows no other: it differs from none.
    """
    if not clock.follows_real_time:
        return 0.0
    before = clock.now()
    there = await connection.scalar(select(func.clock_timestamp()))
    after = clock.now()
    if there is None or before > after:  # set back while we asked
        return MAX_SKEW + 1
    if there < before:
        return float((before - there).total_seconds())
    return max(0.0, float((there - after).total_seconds()))


async def require_right_clock(engine: AsyncEngine, clock: Clock) -> None:
    """Before what can't be undone. Raises ClockDiffers."""
    async with engine.connect() as connection:
        if await skew(connection, clock) > MAX_SKEW:
            raise ClockDiffers


class ClockGuard:
    """Tells whether this process may work; looks at start and each minute."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._log = structlog.get_logger("clock")
        self.is_right = False  # until it was seen to be

    def __call__(self) -> bool:
        return self.is_right

    async def check(self) -> bool:
        """Compare once; a database that is away says nothing about the clock."""
        try:
            async with self._engine.connect() as connection:
                found = await skew(connection, self._clock)
        except (OSError, SQLAlchemyError):
            return self.is_right
        was_right, self.is_right = self.is_right, found <= MAX_SKEW
        if not self.is_right:
            self._log.error("clock_differs", seconds=round(found, 1))
        elif not was_right:
            self._log.info("clock_is_right")
        return self.is_right

    async def watch(self) -> None:
        """Compare again and again, sooner while it is wrong."""
        while True:
            await self.check()
            await asyncio.sleep(EVERY if self.is_right else min(EVERY, 5.0))
