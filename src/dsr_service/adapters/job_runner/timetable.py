"""Enqueues periodic jobs when they are due: once, however many workers look."""

import time
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import asyncpg

from dsr_service.domain.schedules import Schedule
from dsr_service.storage import job_claims

_RECORD_EVERY = 60.0  # seconds


class Timetable:
    """The schedules that this worker knows."""

    def __init__(self, schedules: Sequence[Schedule], zone: ZoneInfo) -> None:
        self._schedules = {schedule.name: schedule for schedule in schedules}
        self._zone = zone
        self._recorded_at = -_RECORD_EVERY

    async def run(self, connection: asyncpg.Connection, now: datetime) -> None:
        """Enqueue what is due at `now`. What was missed while no worker ran is made up for once."""
        if not self._schedules:
            return
        if time.monotonic() - self._recorded_at >= _RECORD_EVERY:
            for name, schedule in self._schedules.items():
                following = schedule.next_after(now, self._zone)
                await job_claims.keep_schedule(connection, name, schedule.rule, following)
            self._recorded_at = time.monotonic()
        for name in await job_claims.due_schedules(connection, list(self._schedules), now):
            schedule = self._schedules[name]
            following = schedule.next_after(now, self._zone)
            await job_claims.run_schedule(connection, name, schedule.kind, now, following)
